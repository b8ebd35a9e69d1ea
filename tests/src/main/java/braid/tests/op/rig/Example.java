package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Tensor;
import braid.tensor.op.Op;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A computation on given operands, and what is known about its result. Setters return this; what is
 * not said has the value that holds for most.
 */
public final class Example {

    /** A result in double precision, row-major, from the operands' numbers. */
    @FunctionalInterface
    public interface Reference {
        /** Computes the result from its definition. */
        double[] of(Values... operands);
    }

    final Function<Tensor[], Tensor> body;
    final @Nullable Op op;
    final Operand[] operands;
    private String name = "";
    private @Nullable Reference reference;
    private double terms;
    private double floor = 1;
    private double gradientFloor = 1;
    private boolean differences = true;
    private boolean elementwise;
    private boolean gradient;
    private boolean rowMajor;

    Example(@Nullable Op op, Function<Tensor[], Tensor> body, Operand... operands) {
        this.op = op;
        this.body = body;
        this.operands = operands;
        gradient = op == null || op.differentiable();
    }

    /** A word that tells this example from others of the same shapes. */
    public Example named(String word) {
        name = word.isEmpty() ? "" : word + " ";
        return this;
    }

    /** The formula that the result is compared with; without one, the device reference in F64. */
    public Example expect(Reference formula) {
        reference = formula;
        return this;
    }

    /** Length of the longest sum in a result; see {@link Tolerance}. */
    public Example terms(double longest) {
        terms = longest;
        return this;
    }

    /** Magnitude below which the error does not shrink with the result; see {@link Tolerance}. */
    public Example floor(double magnitude) {
        floor = magnitude;
        return this;
    }

    /** As {@link #floor}, for gradients. */
    public Example gradientFloor(double magnitude) {
        gradientFloor = magnitude;
        return this;
    }

    /** Each result depends on one element of each operand: gradients are sums over broadcasting. */
    public Example elementwise() {
        elementwise = true;
        return floor(0);
    }

    /** The gradient is not asked for: it is undefined, or infinite, at these operands. */
    public Example valuesOnly() {
        gradient = false;
        return this;
    }

    /** Differences say nothing of the gradient: the result is rounded to steps. */
    public Example noDifferences() {
        differences = false;
        return this;
    }

    /** The operands must be row-major and alone in their memory. */
    public Example rowMajorOnly() {
        rowMajor = true;
        return this;
    }

    boolean hasGradient() {
        return gradient && Arrays.stream(operands).anyMatch(o -> !o.constant());
    }

    /** Small enough for finite differences, and finite. */
    boolean allowsDifferences() {
        return hasGradient()
                && differences
                && size() <= 200
                && Arrays.stream(numbers(DType.F64))
                        .flatMapToDouble(Arrays::stream)
                        .allMatch(x -> Math.abs(x) < 300);
    }

    /** Large examples are for threads: they run in F32, and not on the reference. */
    boolean isLarge() {
        return size() > 4096;
    }

    /** Elements of all operands. */
    long size() {
        return Arrays.stream(operands).mapToLong(o -> o.shape().numel()).sum();
    }

    @Nullable Reference reference() {
        return reference;
    }

    Tolerance tolerance(DType type) {
        return new Tolerance(type, terms, floor);
    }

    /** A gradient adds one share for each result that its element went into. */
    Tolerance gradientTolerance(int operand, long results) {
        long inputs = Math.max(1, operands[operand].shape().numel());
        double shares = elementwise ? Math.max(1, results / inputs) : results;
        return new Tolerance(DType.F32, terms + shares, gradientFloor);
    }

    boolean fits(Placement placement) {
        return rowMajor
                ? placement == Placement.ROW_MAJOR
                : Arrays.stream(operands).anyMatch(o -> placement.fits(o.shape()));
    }

    /** The numbers of all operands, rounded to their types where {@code tested} is theirs. */
    double[][] numbers(DType tested) {
        double[][] all = new double[operands.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = Host.round(operands[i].type(tested), operands[i].numbers(i + 1));
        }
        return all;
    }

    /** The operands on a device. */
    Tensor[] place(double[][] numbers, DType tested, Placement placement, Device device) {
        Tensor[] in = new Tensor[operands.length];
        for (int i = 0; i < in.length; i++) {
            Operand o = operands[i];
            Placement p = placement.fits(o.shape()) ? placement : Placement.ROW_MAJOR;
            in[i] = p.place(o.shape(), o.type(tested), numbers[i], device);
        }
        return in;
    }

    /** For example {@code causal [2, 5, 4, 17] x [2, 5, 2, 17]}. */
    @Override
    public String toString() {
        return name
                + Arrays.stream(operands)
                        .map(o -> o.shape().toString())
                        .collect(Collectors.joining(" x "));
    }
}
