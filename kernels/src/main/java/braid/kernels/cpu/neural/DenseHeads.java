package braid.kernels.cpu.neural;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Scratch;
import braid.kernels.cpu.neural.AttentionShape.Heads;

import jdk.incubator.vector.FloatVector;

/**
 * Dense copies of some neighbouring heads of one sequence. In memory a token's heads are in line,
 * and a head's tokens far apart: to copy heads one by one would read two cache lines here and two
 * there, several together read a run. A head's rows lie side by side in the copy, so that they fall
 * on all cache sets.
 */
final class DenseHeads {

    /** Of a copy; two of 128 KiB and what is computed with them fit into an L2 cache. */
    private static final int FLOATS = 32 * 1024;

    private final Heads x;
    private final int size;
    private final int rows;
    private final int together;
    private final float[] data;
    private int batch = -1;
    private int first = -1;

    /**
     * @param slot of {@link Scratch}
     * @param heads how many there are
     * @param rows most tokens of a sequence
     * @param size elements of a row
     */
    DenseHeads(int slot, Heads x, int heads, int rows, int size) {
        this.x = x;
        this.rows = rows;
        this.size = size;
        together = together(heads, rows, size);
        data = Scratch.floats(slot, together * rows * size);
    }

    private static int together(int heads, int rows, int size) {
        return Math.clamp(FLOATS / Math.max(1, rows * size), 1, heads);
    }

    /** Floats of a copy. */
    static long floats(int heads, int rows, int size) {
        return (long) together(heads, rows, size) * rows * size;
    }

    /** The copies. */
    float[] data() {
        return data;
    }

    /**
     * Where the rows of a head begin in {@link #data}; copies them and those of its neighbours,
     * unless they are there.
     *
     * @param b sequence
     * @param count of tokens that are needed of this sequence
     * @param heads how many there are
     */
    int of(int b, int head, int count, int heads) {
        int begin = head / together * together;
        if (b != batch || begin != first) {
            copy(b, begin, Math.min(together, heads - begin), count);
            batch = b;
            first = begin;
        }
        return (head - begin) * rows * size;
    }

    private void copy(int b, int begin, int heads, int count) {
        float[] from = x.floats();
        for (int t = 0; t < count; t++) {
            for (int h = 0; h < heads; h++) {
                int at = x.at(b, t, begin + h);
                int to = (h * rows + t) * size;
                int d = 0;
                for (; d <= size - LANES; d += LANES) {
                    FloatVector.fromArray(F, from, at + d).intoArray(data, to + d);
                }
                for (; d < size; d++) {
                    data[to + d] = from[at + d];
                }
            }
        }
    }
}
