package braid.tests.op;

import static braid.tests.op.rig.Operand.full;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Operand.uniform;

import braid.tensor.IndexOps;
import braid.tensor.Tensor;
import braid.tensor.op.AdamWStep;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

import java.util.List;

final class AdamWStepCase extends OpCase {

    AdamWStepCase() {
        for (int n : SIZES) {
            step(1, 1, n);
            step(7, 0.5, n);
        }
        bench(
                op(3, 1),
                normal(BENCH / 4),
                normal(BENCH / 4),
                normal(BENCH / 4),
                full(1, BENCH / 4));
        refuses(
                "adamWStep: parameter [4] with [3] strides [1] offset 0\n"
                        + "  HINT: parameter, gradient and moments are contiguous and of one shape",
                in -> update(op(1, 1), in),
                normal(4),
                normal(3),
                normal(4),
                full(0, 4));
    }

    private static AdamWStep op(long t, double gradScale) {
        return new AdamWStep(0.01, 0.9, 0.99, 1e-8, 0.1, t, gradScale);
    }

    private void step(long t, double gradScale, int n) {
        AdamWStep op = op(t, gradScale);
        Operand m = t == 1 ? full(0, n) : normal(n);
        Operand v = t == 1 ? full(0, n) : uniform(0, 1, n);
        example(in -> update(op, in), normal(n), normal(n), m, v)
                .named("step " + t)
                .valuesOnly()
                .expect(in -> of(op, in));
    }

    /** Copies, since it writes in place; the parameter and both moments. */
    private static Tensor update(AdamWStep op, Tensor... in) {
        Tensor p = in[0].copy();
        Tensor m = in[2].copy();
        Tensor v = in[3].copy();
        op.update(p, in[1].copy(), m, v);
        return IndexOps.concat(0, List.of(p, m, v));
    }

    private static double[] of(AdamWStep op, Values... in) {
        int n = in[0].dim(0);
        double[] y = new double[3 * n];
        for (int i = 0; i < n; i++) {
            double g = op.gradScale() * in[1].at(i);
            double p = in[0].at(i);
            double m = op.beta1() * in[2].at(i) + (1 - op.beta1()) * g;
            double v = op.beta2() * in[3].at(i) + (1 - op.beta2()) * g * g;
            double mHat = m / (1 - Math.pow(op.beta1(), op.step()));
            double vHat = v / (1 - Math.pow(op.beta2(), op.step()));
            double change = op.weightDecay() * p + mHat / (Math.sqrt(vHat) + op.epsilon());
            y[i] = p - op.learningRate() * change;
            y[n + i] = m;
            y[2 * n + i] = v;
        }
        return y;
    }
}
