package braid.kernels.cpu.gemm;

/** The slots of {@link braid.kernels.cpu.Scratch} that belong to matrix products. */
final class Buffers {

    /** Panels of B, shared by all threads of one product. */
    static final int PACKED_B = 15;

    /** A tile that crosses the border of C. */
    static final int EDGE = 14;

    /** A product turned. */
    static final int TURNED = 12;

    /** Columns of a transposed A. */
    static final int CHUNK = 13;

    private Buffers() {}
}
