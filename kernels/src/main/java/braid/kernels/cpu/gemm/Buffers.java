package braid.kernels.cpu.gemm;

/** The slots of {@link braid.kernels.cpu.Scratch} that belong to matrix products. */
final class Buffers {

    /** A square of B, transposed. */
    static final int SQUARE = 15;

    /** A tile that crosses the border of C. */
    static final int EDGE = 14;

    /** A product turned. */
    static final int TURNED = 12;

    /** Rows of A, copied. */
    static final int CHUNK = 13;

    private Buffers() {}
}
