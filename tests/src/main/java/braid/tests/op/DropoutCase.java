package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.op.Dropout;
import braid.tensor.random.Philox;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class DropoutCase extends OpCase {

    DropoutCase() {
        for (double p : new double[] {0, 1.0 / 3, 0.999}) {
            // Words that cross the carry of the counter's lower half.
            var op = new Dropout(p, 0x1234_5678_9ABC_DEF0L, -77L << 30, 4L * 0x3FFF_FFFE);
            for (int n : SIZES) {
                dropout(op, normal(n));
            }
            dropout(op, normal(7, 33));
        }
        bench(new Dropout(0.1, 5, 6, 8), normal(BENCH));
        refuses(
                "dropout: probability 1.0\n  HINT: 0 <= p < 1",
                new Dropout(1, 5, 6, 8)::apply,
                normal(2));
    }

    /** Elements are counted in row-major order. */
    private void dropout(Dropout op, Operand x) {
        example(op, x)
                .named("p=" + op.p())
                .elementwise()
                .expect(in -> {
                    double[] y = in[0].data().clone();
                    for (int i = 0; i < y.length; i++) {
                        int word = Philox.word(op.seed(), op.stream(), op.position() + i);
                        y[i] = Philox.uniform(word) >= op.p() ? y[i] / (1 - op.p()) : 0;
                    }
                    return y;
                });
    }
}
