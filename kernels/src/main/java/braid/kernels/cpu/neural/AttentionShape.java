package braid.kernels.cpu.neural;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

/**
 * Sizes of an attention, and which keys a query sees.
 *
 * @param batch B
 * @param queries T
 * @param keys S
 * @param heads NH
 * @param kvHeads NKV
 * @param size HS
 * @param causal whether query i sees key j only for {@code j <= i + S - T}
 * @param scale factor on the scores
 * @param lengths keys that exist in each batch row, or null for all
 */
record AttentionShape(
        int batch,
        int queries,
        int keys,
        int heads,
        int kvHeads,
        int size,
        boolean causal,
        double scale,
        int @Nullable [] lengths) {

    /** Query heads that share a key head. */
    int group() {
        return heads / kvHeads;
    }

    /** How many keys, from the first on, a query sees. */
    int visible(int b, int query) {
        int n = lengths == null ? keys : Math.min(keys, lengths[b]);
        return Math.clamp(horizon(query), 0, n);
    }

    /**
     * The first key that the causal mask hides from a query; it may be negative. All keys are
     * before it without a mask.
     */
    int horizon(int query) {
        return causal ? query + keys - queries + 1 : keys;
    }

    /** Lengths as plain numbers, or null where no tensor is given. */
    static int @Nullable [] lengths(Tensor[] in, int index) {
        if (in.length <= index) {
            return null;
        }
        Tensor t = in[index];
        Reals from = Reals.of(t);
        int[] lengths = new int[t.dim(0)];
        for (int b = 0; b < lengths.length; b++) {
            int at = (int) (t.layout().offset() + b * t.layout().stride(0));
            lengths[b] = Math.max(0, (int) from.get(at));
        }
        return lengths;
    }

    /**
     * The heads of a tensor: element d of head h of token t of batch row b is at {@code offset +
     * b·batchStride + t·tokenStride + h·headStride + d}.
     */
    record Heads(Tensor tensor, int offset, int batchStride, int tokenStride, int headStride) {

        /** Of a view (B, T, H, HS) whose last axis is dense. */
        static Heads of(Tensor t) {
            long[] s = t.layout().strides();
            return new Heads(t, CpuStorage.offset(t), (int) s[0], (int) s[1], (int) s[2]);
        }

        /** Of a packed row-major tensor (B, T, width), from a head on. */
        static Heads packed(Tensor t, int firstHead, int size) {
            int width = t.dim(2);
            int at = CpuStorage.offset(t) + firstHead * size;
            return new Heads(t, at, t.dim(1) * width, width, size);
        }

        int at(int b, int token, int head) {
            return offset + b * batchStride + token * tokenStride + head * headStride;
        }

        float[] floats() {
            return CpuStorage.floats(tensor);
        }

        Reals reals() {
            return Reals.of(tensor);
        }
    }
}
