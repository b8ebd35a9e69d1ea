package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The sizes of tiles in the kernels of attention in CUDA C++ ({@code attention-tiles.cu}).
 *
 * @param queries rows of a tile of queries
 * @param keys rows of a tile of keys or values
 * @param tall threads of a group, in sixteens
 * @param atOnce groups on a multiprocessor that the compiler leaves registers for
 */
record AttentionTiles(int queries, int keys, int tall, int atOnce) {

    /** Threads that share rows. */
    private static final int WIDE = 16;

    /** Numbers that are read at once. */
    private static final int QUAD = 4;

    private static final int SMALL = 32;
    private static final int MIDDLE = 64;
    private static final int LARGE = 128;

    /** Whether a device takes these kernels, and heads of these tensors. */
    static boolean serves(DeviceBackend backend, AttentionSizes s, Tensor... all) {
        return backend.driver().multiprocessors() > 0
                && (s.head() == SMALL || s.head() == MIDDLE || s.head() == LARGE)
                && Arrays.stream(all).allMatch(AttentionTiles::isAligned);
    }

    /** Whether quads along the last axis are aligned. */
    private static boolean isAligned(Tensor t) {
        long at = DeviceStorage.of(t).at() / Float.BYTES + t.layout().offset();
        long[] strides = t.layout().strides();
        return t.dtype() == DType.F32
                && at % QUAD == 0
                && Arrays.stream(strides, 0, strides.length - 1).allMatch(x -> x % QUAD == 0);
    }

    /** For the forward pass. */
    static AttentionTiles forward(AttentionSizes s) {
        return s.head() == LARGE
                ? new AttentionTiles(SMALL, SMALL, 8, 2)
                : new AttentionTiles(SMALL, MIDDLE, 8, 3);
    }

    /** For the backward pass. */
    static AttentionTiles backward(AttentionSizes s) {
        return s.head() == LARGE
                ? new AttentionTiles(16, 16, 4, 1)
                : new AttentionTiles(SMALL, SMALL, 8, 3);
    }

    /** The program for these sizes. */
    Program program(String... files) {
        List<String> all = new ArrayList<>(List.of("heads.k", "attention-tiles.cu"));
        all.addAll(List.of(files));
        return Types.of(new Program(all, Map.of()), DType.F32)
                .with("Q", queries)
                .with("K", keys)
                .with("TALL", tall)
                .with("AT_ONCE", atOnce);
    }

    /** Threads of a group. */
    int threads() {
        return WIDE * tall;
    }
}
