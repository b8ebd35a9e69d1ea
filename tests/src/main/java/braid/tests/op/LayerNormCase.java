package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.op.LayerNorm;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

import java.util.Arrays;

final class LayerNormCase extends OpCase {

    private static final double EPSILON = 1e-5;

    LayerNormCase() {
        for (int c : new int[] {1, 5, 15, 16, 17, 33, 64, 257}) {
            norm(normal(7, c), normal(c), normal(c));
        }
        norm(normal(130, 48), normal(48), normal(48));
        norm(normal(2, 3, 5), normal(5), normal(5));
        norm(normal(0, 5), normal(5), normal(5));
        // Expanded, it is constant: rstd multiplies the rounding of the mean.
        double rstd = 1 / Math.sqrt(EPSILON);
        norm(normal(33), normal(33), normal(33)).floor(rstd).gradientFloor(rstd);
        // x - mean cancels: the error is one of the mean, 1000 times that of the deviation.
        norm(normal(3, 40).map(x -> x + 1000), normal(40), normal(40))
                .floor(1000)
                .gradientFloor(1000)
                .named("far");
        bench(new LayerNorm(EPSILON), normal(BENCH / 512, 512), normal(512), normal(512));
        refuses(
                "layerNorm: operand 1 is [4], not [3]\n  HINT: give it the shape [3]",
                in -> in[0].layerNorm(in[1], in[2], EPSILON),
                normal(2, 3),
                normal(4),
                normal(3));
    }

    private Example norm(Operand x, Operand w, Operand b) {
        return example(new LayerNorm(EPSILON), x, w, b)
                .terms(x.shape().dim(-1))
                .expect(LayerNormCase::of);
    }

    private static double[] of(Values... in) {
        int c = in[0].dim(-1);
        double[] y = in[0].data().clone();
        for (int at = 0; at < y.length; at += c) {
            double mean = Arrays.stream(y, at, at + c).sum() / c;
            double var = Arrays.stream(y, at, at + c).map(x -> (x - mean) * (x - mean)).sum() / c;
            for (int i = 0; i < c; i++) {
                double n = (y[at + i] - mean) / Math.sqrt(var + EPSILON);
                y[at + i] = n * in[1].at(i) + in[2].at(i);
            }
        }
        return y;
    }
}
