package braid.kernels.cpu.neural;

import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;

/** Splits the rows of a tensor (all axes but the last) over the threads. */
final class Rows {

    private static final int GRAIN = 8192;

    private Rows() {}

    /** Number of rows. */
    static int count(Tensor t) {
        int n = t.dim(-1);
        return n == 0 ? 0 : (int) (t.numel() / n);
    }

    /** Runs a task on ranges of rows; on the caller alone where {@code fast} is false. */
    static void forEach(Tensor t, boolean fast, Range task) {
        int rows = count(t);
        int grain = fast ? Math.max(1, GRAIN / Math.max(1, t.dim(-1))) : Math.max(1, rows);
        Workers.shared().forRange(rows, grain, (w, from, to) -> task.run(from, to));
    }

    /** Work on rows {@code from} to {@code to - 1}. */
    @FunctionalInterface
    interface Range {
        void run(int from, int to);
    }
}
