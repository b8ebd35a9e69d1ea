package braid.tensor;

/**
 * Element type of a tensor. Kernels compute in {@link #F32}; {@link #F64} exists on the CPU for
 * gradient checks; {@link #BF16} and {@link #F16} are storage reached by explicit casts; the
 * integer types hold indices and masks. There is no silent promotion: an operation on two types
 * throws and names the cast.
 */
public enum DType {
    /** IEEE binary32. */
    F32(4, true),
    /** IEEE binary64; CPU only. */
    F64(8, true),
    /** bfloat16: the upper half of a binary32. */
    BF16(2, true),
    /** IEEE binary16. */
    F16(2, true),
    /** 32-bit signed integer: indices, token ids. */
    I32(4, false),
    /** 64-bit signed integer. */
    I64(8, false),
    /** Unsigned byte: masks (0 or 1). */
    U8(1, false);

    private final int bytes;
    private final boolean floating;

    DType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether this is a floating-point type; only such tensors carry gradients. */
    public boolean isFloating() {
        return floating;
    }
}
