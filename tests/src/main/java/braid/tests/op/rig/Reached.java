package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.backend.Backend;
import braid.tensor.op.Op;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which operations a case executes: its own and those that its gradient is made of.
 *
 * @param forward up to the result
 * @param backward in the backward pass
 */
public record Reached(Set<Op> forward, Set<Op> backward) {

    /** Runs the small examples of a case on the reference and notes what is executed. */
    public static Reached by(OpCase c) {
        var backend = new CheckedBackend(Device.parse("reference").backend());
        Reached reached = new Reached(new LinkedHashSet<>(), new LinkedHashSet<>());
        for (Example e : c.examples) {
            if (e.isLarge()) {
                continue;
            }
            try (var scope = Scope.open()) {
                DType type = c.types().getFirst();
                Tensor[] in = e.place(e.numbers(type), type, Placement.ROW_MAJOR, backend.device());
                Runs.leaves(e, in);
                backend.executed.clear();
                Tensor y = e.body.apply(in);
                reached.forward.addAll(backend.executed);
                if (e.hasGradient()) {
                    Tensor dy = Runs.seed(y, Placement.ROW_MAJOR);
                    backend.executed.clear();
                    y.backward(dy);
                    reached.backward.addAll(backend.executed);
                    Runs.forget(in);
                }
            }
        }
        return reached;
    }

    /** Whether a backend has kernels for the results in a type. */
    boolean runs(Backend backend, DType type) {
        return forward.stream().allMatch(op -> backend.supports(op, type));
    }

    /** Whether a backend has kernels for the gradients in a type. */
    boolean differentiates(Backend backend, DType type) {
        return !backward.isEmpty()
                && type.isFloating()
                && runs(backend, type)
                && backward.stream().allMatch(op -> backend.supports(op, type));
    }
}
