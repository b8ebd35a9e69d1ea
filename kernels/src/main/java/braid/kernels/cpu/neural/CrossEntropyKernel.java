package braid.kernels.cpu.neural;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Odometer;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.op.CrossEntropy;

/**
 * {@link CrossEntropy}: the log of the sum of a row forward, {@code exp(x - lse)} again backward.
 * Losses are added in the order of rows, in double precision.
 */
final class CrossEntropyKernel {

    private CrossEntropyKernel() {}

    /**
     * @param in logits, targets
     * @param out loss, log-sums, number of counted rows
     */
    static void forward(CrossEntropy op, Tensor[] in, Tensor[] out, boolean fast) {
        Tensor logits = Contiguity.of(in[0]);
        int n = logits.dim(0);
        int v = logits.dim(1);
        int[] targets = targets(op, in[1], v);
        Reals x = Reals.of(logits);
        Reals lse = Reals.of(out[1]);
        int lseAt = CpuStorage.offset(out[1]);
        double[] losses = new double[n];
        Rows.forEach(
                logits,
                fast,
                (from, to) -> {
                    for (int r = from; r < to; r++) {
                        int at = CpuStorage.offset(logits) + r * v;
                        double l =
                                fast
                                        ? RowMath.logSum(CpuStorage.floats(logits), at, v)
                                        : LogSoftmaxKernel.logSum(x, at, v);
                        lse.set(lseAt + r, l);
                        if (targets[r] != op.ignoreIndex()) {
                            losses[r] = l - (1 - op.smoothing()) * x.get(at + targets[r]);
                            losses[r] -= op.smoothing() > 0 ? smooth(op, logits, at, v, fast) : 0;
                        }
                    }
                });
        int counted = 0;
        double total = 0;
        for (int r = 0; r < n; r++) {
            counted += targets[r] == op.ignoreIndex() ? 0 : 1;
            total += losses[r];
        }
        Reals.of(out[2]).set(CpuStorage.offset(out[2]), counted);
        if (op.mean()) {
            Reals.of(out[0]).set(CpuStorage.offset(out[0]), total / Math.max(1, counted));
        } else {
            store(losses, out[0]);
        }
    }

    /** {@code s mean(x)}. */
    private static double smooth(CrossEntropy op, Tensor logits, int at, int v, boolean fast) {
        if (fast) {
            return op.smoothing() * RowMath.sum(CpuStorage.floats(logits), at, v) / v;
        }
        Reals x = Reals.of(logits);
        double sum = 0;
        for (int i = 0; i < v; i++) {
            sum += x.get(at + i);
        }
        return op.smoothing() * sum / v;
    }

    private static void store(double[] losses, Tensor out) {
        Reals y = Reals.of(out);
        var o = new Odometer(out.shape(), out.layout());
        for (double loss : losses) {
            y.set(o.position(0), loss);
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

    /**
     * @param in logits, targets, log-sums, number of counted rows, dy
     */
    static void backward(CrossEntropy op, Tensor[] in, Tensor out, boolean fast) {
        Tensor logits = Contiguity.of(in[0]);
        Tensor dx = out.isContiguous() ? out : Contiguity.scratch(out);
        Tensor dy = Contiguity.of(in[4]);
        int v = logits.dim(1);
        int[] targets = targets(op, in[1], v);
        Reals lse = Reals.of(in[2]);
        int lseAt = CpuStorage.offset(in[2]);
        double count = Math.max(1, Reals.of(in[3]).get(CpuStorage.offset(in[3])));
        double even = op.smoothing() / v;
        Rows.forEach(
                logits,
                fast,
                (from, to) -> {
                    Reals g = Reals.of(dy);
                    Reals d = Reals.of(dx);
                    for (int r = from; r < to; r++) {
                        int at = CpuStorage.offset(logits) + r * v;
                        int into = CpuStorage.offset(dx) + r * v;
                        double scale = g.get(CpuStorage.offset(dy) + (op.mean() ? 0 : r));
                        scale = op.mean() ? scale / count : scale;
                        boolean ignored = targets[r] == op.ignoreIndex();
                        if (ignored) {
                            zero(d, into, v);
                        } else {
                            row(logits, at, dx, into, v, lse.get(lseAt + r), even, scale, fast);
                            d.add(into + targets[r], -scale * (1 - op.smoothing()));
                        }
                    }
                });
        Contiguity.store(dx, out);
    }

    /** A logit of an ignored row may be infinite or NaN: its gradient is 0 all the same. */
    private static void zero(Reals d, int at, int n) {
        for (int i = 0; i < n; i++) {
            d.set(at + i, 0);
        }
    }

    private static void row(
            Tensor logits,
            int at,
            Tensor dx,
            int into,
            int v,
            double lse,
            double even,
            double scale,
            boolean fast) {
        if (fast) {
            float[] a = CpuStorage.floats(logits);
            float[] b = CpuStorage.floats(dx);
            for (int i = 0; i < v; i += RowMath.CHUNK) {
                int m = Math.min(RowMath.CHUNK, v - i);
                RowMath.exponentials(a, at + i, b, into + i, m, (float) lse);
                RowMath.affine(b, into + i, (float) even, (float) scale, b, into + i, m);
            }
            return;
        }
        Reals x = Reals.of(logits);
        Reals d = Reals.of(dx);
        for (int i = 0; i < v; i++) {
            d.set(into + i, scale * (Math.exp(x.get(at + i) - lse) - even));
        }
    }
}
