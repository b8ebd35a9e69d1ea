package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.op.Op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What there is to know about one operation for its tests, gradients and measurements. A subclass
 * says it all in its constructor, by the methods below.
 */
public abstract class OpCase {

    /** Sizes around the numbers of lanes of vectors, and one that several threads share. */
    protected static final int[] SIZES = {0, 1, 7, 15, 16, 17, 31, 33, 65, 25_003};

    /** Elements of a benchmark whose data is beyond every cache: 64 MiB of F32. */
    protected static final int BENCH = 1 << 24;

    /** An operation with operands that it refuses. */
    record Refusal(Function<Tensor[], Tensor> body, Operand[] operands, String message) {}

    final List<Example> examples = new ArrayList<>();
    final List<Example> benches = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    private List<DType> types = List.of(DType.F32, DType.F64, DType.BF16, DType.F16);

    /** For subclasses. */
    protected OpCase() {}

    /** The operation's name, from the class: {@code gelu} for {@code GeluCase}. */
    public final String name() {
        String n = getClass().getSimpleName().replaceFirst("Case$", "");
        return Character.toLowerCase(n.charAt(0)) + n.substring(1);
    }

    /**
     * Types that the operation takes; F32, F64, BF16 and F16 if this is not called. A backend may
     * support fewer.
     */
    protected final void types(DType... all) {
        types = List.of(all);
    }

    final List<DType> types() {
        return types;
    }

    /** An operation on operands. */
    protected final Example example(Op op, Operand... operands) {
        return add(new Example(op, op::apply, operands));
    }

    /** A computation of several operations, or one that writes in place, on operands. */
    protected final Example example(Function<Tensor[], Tensor> body, Operand... operands) {
        return add(new Example(null, body, operands));
    }

    private Example add(Example e) {
        examples.add(e);
        return e;
    }

    /** A size to measure at. */
    protected final void bench(Op op, Operand... operands) {
        benches.add(new Example(op, op::apply, operands));
    }

    /** Operands that are refused, with this whole message. */
    protected final void refuses(
            String message, Function<Tensor[], Tensor> body, Operand... operands) {
        refusals.add(new Refusal(body, operands, message));
    }

    @Override
    public final String toString() {
        return name();
    }
}
