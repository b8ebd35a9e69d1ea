package braid.kernels.device;

import braid.tensor.DType;

/** How kernels name element types and what they compute in. */
final class Types {

    private Types() {}

    /** Whether a type is computed in itself, F32 or F64. */
    static boolean isReal(DType x) {
        return x == DType.F32 || x == DType.F64;
    }

    /** The macros for a kernel on elements of one type: X, and the arithmetic for it. */
    static Program of(Program program, DType x) {
        return working(program.with("X", x), x);
    }

    /** The macros for the arithmetic of one type. */
    static Program working(Program program, DType x) {
        return switch (x) {
            case F64 -> program.with("WORK", "double").with("NEEDS_DOUBLE", 1);
            case I32, I64, U8 -> program.with("WORK", "LONG");
            case F32, BF16, F16 -> program;
        };
    }

    /** The macros for a kernel that copies elements of one type as they are. */
    static Program stored(Program program, DType x) {
        return program.with("X", asStored(x));
    }

    /** A type of the same size, so that fewer programs are built. */
    private static DType asStored(DType x) {
        return switch (x) {
            case F32, I32 -> DType.I32;
            case F64, I64 -> DType.I64;
            case BF16, F16 -> DType.BF16;
            case U8 -> DType.U8;
        };
    }
}
