package braid.kernels.cpu.neural;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.op.Rope;

/**
 * {@link Rope}: angles once a token, then pairs of numbers; the loops over half a head vectorise by
 * themselves.
 */
final class RopeKernel {

    private RopeKernel() {}

    static void run(Rope op, Tensor[] in, Tensor out, boolean fast) {
        Tensor x = Contiguity.of(in[0]);
        Tensor y = out.isContiguous() ? out : Contiguity.scratch(out);
        int width = x.dim(2);
        int half = op.headSize() / 2;
        double[] angles = angles(in[1], in[2], half);
        float[] cos = new float[angles.length];
        float[] sin = new float[angles.length];
        for (int i = 0; i < angles.length; i++) {
            cos[i] = (float) Math.cos(angles[i]);
            sin[i] = (float) (op.inverse() ? -Math.sin(angles[i]) : Math.sin(angles[i]));
        }
        int distinct = angles.length / half;
        Rows.forEach(
                x,
                fast,
                (from, to) -> {
                    for (int r = from; r < to; r++) {
                        int at = CpuStorage.offset(x) + r * width;
                        int into = CpuStorage.offset(y) + r * width;
                        int angle = r % distinct * half;
                        if (fast) {
                            float[] a = CpuStorage.floats(x);
                            float[] b = CpuStorage.floats(y);
                            for (int h = 0; h < op.rotated(); h++) {
                                int p = h * op.headSize();
                                rotate(a, at + p, b, into + p, cos, sin, angle, half);
                            }
                            int done = op.rotated() * op.headSize();
                            System.arraycopy(a, at + done, b, into + done, width - done);
                        } else {
                            reference(op, x, at, y, into, angles, angle, half, width);
                        }
                    }
                });
        Contiguity.store(y, out);
    }

    /** {@code position · frequency} for every position, row-major. */
    private static double[] angles(Tensor positions, Tensor frequencies, int half) {
        Tensor p = Contiguity.of(positions);
        Tensor f = Contiguity.of(frequencies);
        int n = (int) p.numel();
        double[] angles = new double[n * half];
        for (int i = 0; i < n; i++) {
            double position = Reals.of(p).get(CpuStorage.offset(p) + i);
            for (int j = 0; j < half; j++) {
                angles[i * half + j] = position * Reals.of(f).get(CpuStorage.offset(f) + j);
            }
        }
        return angles;
    }

    private static void reference(
            Rope op,
            Tensor x,
            int at,
            Tensor y,
            int into,
            double[] angles,
            int angle,
            int half,
            int width) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        for (int i = 0; i < width; i++) {
            int inHead = i % op.headSize();
            if (i >= op.rotated() * op.headSize()) {
                b.set(into + i, a.get(at + i));
            } else if (inHead < half) {
                double t = angles[angle + inHead];
                double sin = op.inverse() ? -Math.sin(t) : Math.sin(t);
                double first = a.get(at + i);
                double second = a.get(at + i + half);
                b.set(into + i, first * Math.cos(t) - second * sin);
                b.set(into + i + half, second * Math.cos(t) + first * sin);
            }
        }
    }

    private static void rotate(
            float[] x, int at, float[] y, int into, float[] cos, float[] sin, int angle, int half) {
        for (int i = 0; i < half; i++) {
            float first = x[at + i];
            float second = x[at + half + i];
            float c = cos[angle + i];
            float s = sin[angle + i];
            y[into + i] = first * c - second * s;
            y[into + half + i] = second * c + first * s;
        }
    }
}
