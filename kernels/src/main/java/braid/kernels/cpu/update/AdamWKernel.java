package braid.kernels.cpu.update;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;
import braid.tensor.op.AdamWStep;

import jdk.incubator.vector.FloatVector;

/** {@link AdamWStep}: one pass over four arrays, of which three are written. */
final class AdamWKernel {

    private static final int GRAIN = 8192;

    private AdamWKernel() {}

    static void run(AdamWStep op, Tensor[] in, boolean fast) {
        int n = (int) in[0].numel();
        if (fast) {
            Workers.shared().forRange(n, GRAIN, (w, from, to) -> Vector.run(op, in, from, to));
        } else {
            reference(op, in, n);
        }
    }

    private static void reference(AdamWStep op, Tensor[] in, int n) {
        Reals p = Reals.of(in[0]);
        Reals g = Reals.of(in[1]);
        Reals m = Reals.of(in[2]);
        Reals v = Reals.of(in[3]);
        double c1 = 1 - Math.pow(op.beta1(), op.step());
        double c2 = 1 - Math.pow(op.beta2(), op.step());
        for (int i = 0; i < n; i++) {
            int at = CpuStorage.offset(in[0]) + i;
            double gi = op.gradScale() * g.get(CpuStorage.offset(in[1]) + i);
            int mo = CpuStorage.offset(in[2]) + i;
            int vo = CpuStorage.offset(in[3]) + i;
            double mi = op.beta1() * m.get(mo) + (1 - op.beta1()) * gi;
            double vi = op.beta2() * v.get(vo) + (1 - op.beta2()) * gi * gi;
            m.set(mo, mi);
            v.set(vo, vi);
            double step = mi / c1 / (Math.sqrt(vi / c2) + op.epsilon());
            double decayed = p.get(at) * (1 - op.learningRate() * op.weightDecay());
            p.set(at, decayed - op.learningRate() * step);
        }
    }

    private static final class Vector {

        static void run(AdamWStep op, Tensor[] in, int from, int to) {
            float[] p = CpuStorage.floats(in[0]);
            float[] g = CpuStorage.floats(in[1]);
            float[] m = CpuStorage.floats(in[2]);
            float[] v = CpuStorage.floats(in[3]);
            int po = CpuStorage.offset(in[0]);
            int go = CpuStorage.offset(in[1]);
            int mo = CpuStorage.offset(in[2]);
            int vo = CpuStorage.offset(in[3]);
            float b1 = (float) op.beta1();
            float b2 = (float) op.beta2();
            float a1 = (float) ((1 - op.beta1()) * op.gradScale());
            float a2 = (float) ((1 - op.beta2()) * op.gradScale() * op.gradScale());
            // lr m / c1 / (sqrt(v / c2) + eps) = rate m / (sqrt(v) + eps'), so that one division is
            // left.
            double c1 = 1 - Math.pow(op.beta1(), op.step());
            double root2 = Math.sqrt(1 - Math.pow(op.beta2(), op.step()));
            float rate = (float) (op.learningRate() * root2 / c1);
            float epsilon = (float) (op.epsilon() * root2);
            float keep = (float) (1 - op.learningRate() * op.weightDecay());
            int i = from;
            for (; i <= to - LANES; i += LANES) {
                FloatVector gi = FloatVector.fromArray(F, g, go + i);
                FloatVector mi = FloatVector.fromArray(F, m, mo + i).mul(b1);
                mi = gi.fma(FloatVector.broadcast(F, a1), mi);
                FloatVector vi = FloatVector.fromArray(F, v, vo + i).mul(b2);
                vi = gi.mul(gi).fma(FloatVector.broadcast(F, a2), vi);
                mi.intoArray(m, mo + i);
                vi.intoArray(v, vo + i);
                FloatVector step = mi.mul(rate).div(vi.sqrt().add(epsilon));
                FloatVector.fromArray(F, p, po + i).mul(keep).sub(step).intoArray(p, po + i);
            }
            // The same roundings as above, so that the split over threads changes no bit.
            for (; i < to; i++) {
                float gi = g[go + i];
                float mi = Math.fma(gi, a1, m[mo + i] * b1);
                float vi = Math.fma(gi * gi, a2, v[vo + i] * b2);
                m[mo + i] = mi;
                v[vo + i] = vi;
                float step = mi * rate / ((float) Math.sqrt(vi) + epsilon);
                p[po + i] = p[po + i] * keep - step;
            }
        }
    }
}
