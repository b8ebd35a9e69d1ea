package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

/** Checks of operands that several operations share. */
final class Check {

    private Check() {}

    static void floating(Op op, Tensor t, int index) {
        if (!t.dtype().isFloating()) {
            throw new TensorException(
                    op.name() + ": operand " + index + " " + t.shape() + " is " + t.dtype(),
                    "this operation takes floating types: cast with to(DType.F32)");
        }
    }

    static void type(Op op, Tensor t, int index, DType wanted) {
        if (t.dtype() != wanted) {
            throw new TensorException(
                    op.name()
                            + ": operand "
                            + index
                            + " "
                            + t.shape()
                            + " is "
                            + t.dtype()
                            + ", not "
                            + wanted,
                    "cast with to(DType." + wanted + ")");
        }
    }

    static void index(Op op, Tensor t, int index) {
        if (t.dtype() != DType.I32 && t.dtype() != DType.I64) {
            throw new TensorException(
                    op.name() + ": operand " + index + " " + t.shape() + " is " + t.dtype(),
                    "indices are I32 or I64: cast with to(DType.I32)");
        }
    }

    static void sameType(Op op, Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw new TensorException(
                    op.name()
                            + ": operands have different types: "
                            + a.shape()
                            + " "
                            + a.dtype()
                            + ", "
                            + b.shape()
                            + " "
                            + b.dtype(),
                    "nothing is promoted silently: cast one with to(DType."
                            + a.dtype()
                            + ") or to(DType."
                            + b.dtype()
                            + ")");
        }
    }

    static void rank(Op op, Tensor t, int index, int rank, String axes) {
        if (t.rank() != rank) {
            throw new TensorException(
                    op.name() + ": operand " + index + " has shape " + t.shape(),
                    "it has rank " + rank + ": " + axes);
        }
    }
}
