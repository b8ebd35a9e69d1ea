package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.elementwise.VectorMath;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.op.CrossEntropy;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@link CrossEntropy}: the log of the sum forward, {@code exp(x - lse)} again backward. */
final class CrossEntropyKernel {

    private CrossEntropyKernel() {}

    static void forward(CrossEntropy op, Tensor[] in, Tensor[] out, boolean fast) {
        Tensor logits = Contiguity.of(in[0]);
        int n = logits.dim(0);
        int v = logits.dim(1);
        int[] targets = targets(op, in[1], v);
        Reals x = Reals.of(logits);
        Reals lse = Reals.of(out[1]);
        int at = CpuStorage.offset(logits);
        double[] losses = new double[n];
        Rows.forEach(
                logits,
                fast,
                (from, to) -> {
                    for (int r = from; r < to; r++) {
                        double l =
                                fast
                                        ? LogSoftmaxKernel.Vector.logSumExp(
                                                CpuStorage.floats(logits), at + r * v, v)
                                        : logSumExp(x, at + r * v, v);
                        lse.set(r, l);
                        losses[r] = loss(op, x, at + r * v, v, targets[r], l);
                    }
                });
        int counted = 0;
        double total = 0;
        for (int r = 0; r < n; r++) {
            counted += targets[r] == op.ignoreIndex() ? 0 : 1;
            total += losses[r];
        }
        Reals.of(out[2]).set(0, counted);
        Reals y = Reals.of(out[0]);
        var o = new Odometer(out[0].shape(), out[0].layout());
        for (int r = 0; r < out[0].numel(); r++) {
            y.set(o.position(0), op.mean() ? total / Math.max(1, counted) : losses[r]);
            o.next();
        }
    }

    /** Targets as plain numbers; each is a class or the index to ignore. */
    private static int[] targets(CrossEntropy op, Tensor t, int v) {
        Reals from = Reals.of(t);
        int[] targets = new int[t.dim(0)];
        for (int r = 0; r < targets.length; r++) {
            double c = from.get((int) (t.layout().offset() + r * t.layout().stride(0)));
            if (c != op.ignoreIndex() && !(c >= 0 && c < v)) {
                throw new TensorException(
                        "crossEntropy: target " + (long) c + " in row " + r + " of " + t.shape(),
                        "targets are in [0, " + v + "), or " + op.ignoreIndex() + " to ignore");
            }
            targets[r] = (int) c;
        }
        return targets;
    }

    private static double loss(CrossEntropy op, Reals x, int at, int v, int target, double lse) {
        if (target == op.ignoreIndex()) {
            return 0;
        }
        double s = op.smoothing();
        double loss = lse - (1 - s) * x.get(at + target);
        if (s > 0) {
            double sum = 0;
            for (int i = 0; i < v; i++) {
                sum += x.get(at + i);
            }
            loss -= s * sum / v;
        }
        return loss;
    }

    private static double logSumExp(Reals x, int at, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x.get(at + i));
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(x.get(at + i) - max);
        }
        return max + Math.log(sum);
    }

    static void backward(CrossEntropy op, Tensor[] in, Tensor out, boolean fast) {
        Tensor logits = Contiguity.of(in[0]);
        Tensor dx = out.isContiguous() ? out : Contiguity.scratch(out);
        int v = logits.dim(1);
        int[] targets = targets(op, in[1], v);
        Reals x = Reals.of(logits);
        Reals d = Reals.of(dx);
        Reals lse = Reals.of(in[2]);
        Reals dy = Reals.of(in[4]);
        double count = Math.max(1, Reals.of(in[3]).get(0));
        Tensor g = in[4];
        Rows.forEach(
                logits,
                fast,
                (from, to) -> {
                    for (int r = from; r < to; r++) {
                        int at = CpuStorage.offset(logits) + r * v;
                        int into = CpuStorage.offset(dx) + r * v;
                        int row = op.mean() ? 0 : (int) (r * g.layout().stride(0));
                        double scale = dy.get(CpuStorage.offset(g) + row);
                        scale = op.mean() ? scale / count : scale;
                        scale = targets[r] == op.ignoreIndex() ? 0 : scale;
                        double l = lse.get(r);
                        double even = op.smoothing() / v;
                        if (fast) {
                            float[] a = CpuStorage.floats(logits);
                            float[] b = CpuStorage.floats(dx);
                            Vector.row(a, at, b, into, v, (float) l, (float) scale, (float) even);
                        } else {
                            for (int i = 0; i < v; i++) {
                                double p = Math.exp(x.get(at + i) - l);
                                d.set(into + i, scale * (p - even));
                            }
                        }
                        if (targets[r] != op.ignoreIndex()) {
                            d.add(into + targets[r], -scale * (1 - op.smoothing()));
                        }
                    }
                });
        Contiguity.store(dx, out);
    }

    private static final class Vector {

        static void row(
                float[] x, int xo, float[] d, int to, int n, float lse, float scale, float even) {
            int i = 0;
            for (; i <= n - LANES; i += LANES) {
                FloatVector p = VectorMath.exp(FloatVector.fromArray(F, x, xo + i).sub(lse));
                p.sub(even).mul(scale).intoArray(d, to + i);
            }
            if (i < n) {
                VectorMask<Float> in = F.indexInRange(i, n);
                FloatVector p = VectorMath.exp(FloatVector.fromArray(F, x, xo + i, in).sub(lse));
                p.sub(even).mul(scale).intoArray(d, to + i, in);
            }
        }
    }
}
