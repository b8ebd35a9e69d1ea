package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.op.Rope;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@link Rope}. Angles, sines and cosines are computed in double precision; the vector version
 * computes them once for each position rather than for each token.
 */
final class RopeKernel {

    private RopeKernel() {}

    static void run(Rope op, Tensor[] in, Tensor out, boolean fast) {
        Tensor x = Contiguity.of(in[0]);
        Tensor y = out.isContiguous() ? out : Contiguity.scratch(out);
        double[] positions = values(in[1]);
        double[] frequencies = values(in[2]);
        if (fast) {
            Vector.run(op, x, y, positions, frequencies);
        } else {
            int width = x.dim(2);
            for (int r = 0; r < Rows.count(x); r++) {
                reference(op, x, y, r * width, width, positions[r % positions.length], frequencies);
            }
        }
        Contiguity.store(y, out);
    }

    private static double[] values(Tensor t) {
        Reals from = Reals.of(t);
        double[] values = new double[(int) t.numel()];
        var o = new Odometer(t.shape(), t.layout());
        for (int i = 0; i < values.length; i++) {
            values[i] = from.get(o.position(0));
            o.next();
        }
        return values;
    }

    private static void reference(
            Rope op,
            Tensor x,
            Tensor y,
            int row,
            int width,
            double position,
            double[] frequencies) {
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        int xo = CpuStorage.offset(x) + row;
        int yo = CpuStorage.offset(y) + row;
        int half = op.headSize() / 2;
        for (int i = 0; i < width; i++) {
            int inHead = i % op.headSize();
            if (i >= op.rotated() * op.headSize()) {
                b.set(yo + i, a.get(xo + i));
            } else if (inHead < half) {
                double angle = position * frequencies[inHead];
                double cos = Math.cos(angle);
                double sin = op.inverse() ? -Math.sin(angle) : Math.sin(angle);
                double first = a.get(xo + i);
                double second = a.get(xo + i + half);
                b.set(yo + i, first * cos - second * sin);
                b.set(yo + i + half, second * cos + first * sin);
            }
        }
    }

    private static final class Vector {

        static void run(Rope op, Tensor x, Tensor y, double[] positions, double[] frequencies) {
            int width = x.dim(2);
            int half = frequencies.length;
            int[] entry = new int[positions.length];
            double[] distinct = distinct(positions, entry);
            float[] cos = new float[distinct.length * half];
            float[] sin = new float[distinct.length * half];
            double sign = op.inverse() ? -1 : 1;
            for (int i = 0; i < cos.length; i++) {
                double angle = distinct[i / half] * frequencies[i % half];
                cos[i] = (float) Math.cos(angle);
                sin[i] = (float) (sign * Math.sin(angle));
            }
            float[] a = CpuStorage.floats(x);
            float[] b = CpuStorage.floats(y);
            int rest = op.rotated() * op.headSize();
            Rows.forEach(
                    x,
                    true,
                    (from, to) -> {
                        for (int r = from; r < to; r++) {
                            int xo = CpuStorage.offset(x) + r * width;
                            int yo = CpuStorage.offset(y) + r * width;
                            int at = entry[r % entry.length] * half;
                            rotate(a, xo, b, yo, cos, sin, at, half, op.rotated());
                            System.arraycopy(a, xo + rest, b, yo + rest, width - rest);
                        }
                    });
        }

        /**
         * The positions to compute: where a batch repeats them, all up to the largest; else each
         * token's own.
         *
         * @param entry receives the index of each token's position
         */
        private static double[] distinct(double[] positions, int[] entry) {
            double max = -1;
            double min = 0;
            for (double p : positions) {
                max = Math.max(max, p);
                min = Math.min(min, p);
            }
            boolean repeated = min >= 0 && max < positions.length;
            for (int i = 0; i < entry.length; i++) {
                entry[i] = repeated ? (int) positions[i] : i;
            }
            if (!repeated) {
                return positions;
            }
            double[] all = new double[(int) max + 1];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            return all;
        }

        /** All rotated heads of one token. */
        private static void rotate(
                float[] x,
                int xo,
                float[] y,
                int yo,
                float[] cos,
                float[] sin,
                int at,
                int half,
                int heads) {
            int i = 0;
            for (; i <= half - LANES; i += LANES) {
                FloatVector c = FloatVector.fromArray(F, cos, at + i);
                FloatVector s = FloatVector.fromArray(F, sin, at + i);
                for (int h = 0, p = i; h < heads; h++, p += 2 * half) {
                    FloatVector first = FloatVector.fromArray(F, x, xo + p);
                    FloatVector second = FloatVector.fromArray(F, x, xo + p + half);
                    first.mul(c).sub(second.mul(s)).intoArray(y, yo + p);
                    second.mul(c).add(first.mul(s)).intoArray(y, yo + p + half);
                }
            }
            if (i < half) {
                VectorMask<Float> in = F.indexInRange(i, half);
                FloatVector c = FloatVector.fromArray(F, cos, at + i, in);
                FloatVector s = FloatVector.fromArray(F, sin, at + i, in);
                for (int h = 0, p = i; h < heads; h++, p += 2 * half) {
                    FloatVector first = FloatVector.fromArray(F, x, xo + p, in);
                    FloatVector second = FloatVector.fromArray(F, x, xo + p + half, in);
                    first.mul(c).sub(second.mul(s)).intoArray(y, yo + p, in);
                    second.mul(c).add(first.mul(s)).intoArray(y, yo + p + half, in);
                }
            }
        }
    }
}
