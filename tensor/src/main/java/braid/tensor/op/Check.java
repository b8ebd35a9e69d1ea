package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
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

    /** The shape of x (…, K) times the transpose of a weight (N, K). */
    static Shape linear(Op op, Tensor x, Tensor weight) {
        if (x.rank() < 1 || x.dim(-1) != weight.dim(1)) {
            throw new TensorException(
                    op.name()
                            + ": input "
                            + x.shape()
                            + " x weight "
                            + weight.shape()
                            + " do not fit",
                    "the last axis of the input is K of the weight (N, K)");
        }
        return x.shape().with(-1, weight.dim(0));
    }

    static void shape(Op op, Tensor t, int index, Shape wanted) {
        if (!t.shape().equals(wanted)) {
            throw new TensorException(
                    op.name() + ": operand " + index + " is " + t.shape() + ", not " + wanted,
                    "give it the shape " + wanted);
        }
    }

    static void sameShape(Op op, Tensor a, Tensor b) {
        if (!a.shape().equals(b.shape())) {
            throw new TensorException(
                    op.name() + ": operands have shapes " + a.shape() + " and " + b.shape(),
                    "both must have the same shape");
        }
    }

    static void notEmpty(Op op, Tensor t, int axis) {
        if (t.dim(axis) == 0) {
            throw new TensorException(
                    op.name() + ": axis " + axis + " of " + t.shape() + " is empty",
                    "an empty axis has no such element");
        }
    }

    static void indexShape(Op op, Shape x, Shape index, int axis) {
        boolean fits = x.rank() == index.rank();
        for (int a = 0; fits && a < x.rank(); a++) {
            fits = a == axis || index.dim(a) <= x.dim(a);
        }
        if (!fits) {
            throw new TensorException(
                    op.name() + ": index " + index + " does not fit operand " + x,
                    "both have the same rank, and no axis but axis "
                            + axis
                            + " of the index is larger");
        }
    }

    /** Optional lengths (B) of the sequences of an attention. */
    static void lengths(Op op, Tensor[] inputs, int index) {
        if (inputs.length > index) {
            index(op, inputs[index], index);
            Shape one = inputs[0].shape().head(1);
            if (!inputs[index].shape().equals(one)) {
                throw new TensorException(
                        op.name()
                                + ": lengths "
                                + inputs[index].shape()
                                + " for "
                                + one.dim(0)
                                + " sequences",
                        "one length a sequence: " + one + ", I32 or I64");
            }
        }
    }

    /** x (…, C), then gain and bias (C). */
    static void norm(Op op, Tensor[] inputs) {
        floating(op, inputs[0], 0);
        if (inputs[0].rank() == 0) {
            rank(op, inputs[0], 0, 1, "(…, C)");
        }
        for (int i = 1; i < inputs.length; i++) {
            sameType(op, inputs[0], inputs[i]);
            shape(op, inputs[i], i, Shape.of(inputs[0].dim(-1)));
        }
    }
}
