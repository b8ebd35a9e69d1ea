package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.op.RmsNorm;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

import java.util.Arrays;

final class RmsNormCase extends OpCase {

    private static final double EPSILON = 1e-5;

    RmsNormCase() {
        for (int c : new int[] {1, 5, 15, 16, 17, 33, 64, 257}) {
            norm(normal(7, c), normal(c));
        }
        norm(normal(130, 48), normal(48));
        norm(normal(2, 3, 5), normal(5));
        norm(normal(0, 5), normal(5));
        norm(normal(33), normal(33));
        bench(new RmsNorm(EPSILON), normal(BENCH / 512, 512), normal(512));
    }

    private void norm(Operand x, Operand w) {
        example(new RmsNorm(EPSILON), x, w)
                .terms(x.shape().dim(-1))
                .expect(in -> {
                    int c = in[0].dim(-1);
                    double[] y = in[0].data().clone();
                    for (int at = 0; at < y.length; at += c) {
                        double square = Arrays.stream(y, at, at + c).map(v -> v * v).sum() / c;
                        for (int i = 0; i < c; i++) {
                            y[at + i] *= in[1].at(i) / Math.sqrt(square + EPSILON);
                        }
                    }
                    return y;
                });
    }
}
