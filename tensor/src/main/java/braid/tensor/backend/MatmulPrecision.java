package braid.tensor.backend;

import java.util.Locale;

/**
 * How precise products of matrices in F32 are; sums are F32 in all. PyTorch's {@code
 * set_float32_matmul_precision} has the same names.
 */
public enum MatmulPrecision {
    /** Operands as they are: 24 bits. */
    HIGHEST(0x1p-24),
    /** Operands rounded to TF32: 11 bits. */
    HIGH(0x1p-11),
    /** Operands rounded to BF16: 8 bits. */
    MEDIUM(0x1p-9);

    private final double rounding;

    MatmulPrecision(double rounding) {
        this.rounding = rounding;
    }

    /** How far a number is at most from the one that it is rounded to, relative to it. */
    public double rounding() {
        return rounding;
    }

    /** Its name in configurations: {@code high}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
