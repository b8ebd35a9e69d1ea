package braid.tensor.op;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradientRule;

import java.util.List;

/**
 * One operation on tensors: a record with its attributes. It has one output, which may carry a
 * gradient, and possibly extra outputs (statistics saved for the backward pass, or a second result
 * such as an index) which carry none.
 *
 * <p>The hierarchy is sealed so that a backend's switch over it is exhaustive: an operation without
 * a kernel does not compile. Users add their own through {@link CustomOp}.
 */
public sealed interface Op extends GradientRule
        permits View, Elementwise, Reduction, Movement, Linalg, Neural, Update, CustomOp {

    /** Name in messages, reports and the support matrix: the record's name in lower camel case. */
    @Override
    default String name() {
        String n = getClass().getSimpleName();
        Class<?> outer = getClass().getEnclosingClass();
        if (outer != null) {
            n = outer.getSimpleName() + n;
        }
        return Character.toLowerCase(n.charAt(0)) + n.substring(1);
    }

    /**
     * Checks the operands and gives the shape of the output.
     *
     * @throws braid.tensor.TensorException if they do not fit
     */
    Shape outputShape(Tensor[] inputs);

    /** Type of the output; by default that of the first operand. */
    default DType outputDType(Tensor[] inputs) {
        return inputs[0].dtype();
    }

    /**
     * The type that {@link braid.tensor.backend.Backend#supports} is asked for: that of the first
     * floating operand, or of the first operand where none is.
     */
    default DType computedIn(Tensor[] inputs) {
        for (Tensor t : inputs) {
            if (t.dtype().isFloating()) {
                return t.dtype();
            }
        }
        return inputs[0].dtype();
    }

    /** Shapes and types of the extra outputs; by default there are none. */
    default List<Extra> extras(Tensor[] inputs) {
        return List.of();
    }

    /** Whether kernels can add to the output instead of overwriting it. */
    default boolean accumulates() {
        return false;
    }

    /** Work of one execution. */
    Cost cost(Tensor[] inputs);

    /** Computes the operation: check, allocate in the current scope, execute, record. */
    default Tensor apply(Tensor... inputs) {
        return Dispatch.run(this, inputs)[0];
    }

    /** As {@link #apply}, with the extra outputs after the first. */
    default Tensor[] applyAll(Tensor... inputs) {
        return Dispatch.run(this, inputs);
    }

    /**
     * Computes the operation into a given tensor, which may be a view, without recording it. The
     * content of {@code out} is overwritten; tensors that the tape saved from the same memory are
     * no longer valid.
     */
    default void applyInto(Tensor out, Tensor... inputs) {
        Dispatch.runInto(this, out, false, inputs);
    }

    /** As {@link #applyInto}, adding to {@code out}; only where {@link #accumulates}. */
    default void accumulateInto(Tensor out, Tensor... inputs) {
        Dispatch.runInto(this, out, true, inputs);
    }

    /** An extra output. */
    record Extra(Shape shape, DType dtype) {}
}
