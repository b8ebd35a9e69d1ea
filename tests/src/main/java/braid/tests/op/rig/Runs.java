package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradCheck;
import braid.tensor.autograd.GradMode;
import braid.tensor.op.Op;
import braid.tensor.op.Update;
import braid.tensor.op.View;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checks of a case: values, refusals, gradients. */
public final class Runs {

    /** Error of central differences with a step of 1e-6, relative to the gradient or to 1. */
    private static final double DIFFERENCES = 1e-7;

    /** And for each unit that the sum of the results is large: its rounding over the step. */
    private static final double DIFFERENCES_ROUNDING = 8 * 0x1p-53 / 1e-6;

    /**
     * System property {@code braid.tests.small}: only few and small row-major examples in F32, for
     * tools under which a kernel takes a thousand times as long.
     */
    private static final boolean SMALL = Boolean.getBoolean("braid.tests.small");

    private static final int SMALL_SIZE = 500;

    /** Of an operation whose work items share memory. */
    private static final int SMALL_EXAMPLES = 3;

    private static final Device REFERENCE = Device.parse("reference");

    private Runs() {}

    /** Results on every device, in every type and placement, against the case's formula. */
    public static List<Check> values(OpCase c) {
        List<Check> checks = new ArrayList<>();
        Reached reached = Reached.by(c);
        for (Device plain : Devices.all()) {
            if (!Devices.differs(plain, reached)) {
                continue;
            }
            Device device = Devices.checked(plain);
            for (DType type : c.types()) {
                if (!reached.runs(plain.backend(), type)) {
                    continue;
                }
                for (Example e : examples(c)) {
                    for (Placement p : Placement.values()) {
                        if (isRun(e, plain, type, p)) {
                            String name =
                                    String.join(" ", "" + c, "" + plain, "" + type, e + " " + p);
                            checks.add(new Check(name, () -> values(name, e, device, type, p)));
                        }
                    }
                }
            }
            for (OpCase.Refusal r : c.refusals) {
                String name =
                        c + " " + plain + " refuses: " + r.message().lines().findFirst().get();
                checks.add(new Check(name, () -> refusal(name, r, device)));
            }
        }
        return checks;
    }

    /** All; where only small ones are wanted, a few of each operation, with the longest axes. */
    private static List<Example> examples(OpCase c) {
        if (!SMALL) {
            return c.examples;
        }
        Comparator<Example> longest = Comparator.comparingInt(Runs::longestAxis);
        Map<Object, Integer> chosen = new HashMap<>();
        return c.examples.stream()
                .filter(e -> e.size() <= SMALL_SIZE)
                .sorted(longest.thenComparingLong(Example::size).reversed())
                .filter(e -> {
                    boolean shared = e.op != null && Devices.hasSchedules(e.op);
                    Object kind = e.op == null ? c : shared ? e.op.getClass() : e.op;
                    return chosen.merge(kind, 1, Integer::sum) <= (shared ? SMALL_EXAMPLES : 1);
                })
                .toList();
    }

    private static int longestAxis(Example e) {
        return Arrays.stream(e.operands)
                .flatMapToInt(o -> Arrays.stream(o.shape().toArray()))
                .max()
                .orElse(0);
    }

    /**
     * All that differs, but for what costs time and shows little: the reference and other types
     * than F32 have no threads, and other types than F32 and F64 no loops of their own for layouts.
     */
    private static boolean isRun(Example e, Device device, DType type, Placement p) {
        if (SMALL && (type != DType.F32 || p != Placement.ROW_MAJOR)) {
            return false;
        }
        boolean large = e.isLarge() && (type != DType.F32 || device == REFERENCE);
        boolean simple = p == Placement.ROW_MAJOR || p == Placement.SLICED;
        return e.fits(p) && !large && (simple || type == DType.F32 || type == DType.F64);
    }

    private static void values(
            String name, Example e, Device device, DType type, Placement placement) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            Tensor[] in = e.place(e.numbers(type), type, placement, device);
            double[] exact = exact(e, type, in);
            Tensor y = e.body.apply(in);
            compare(name, e.tolerance(y.dtype()), y, exact);
            if (e.op == null || e.op instanceof View || e.op instanceof Update) {
                return;
            }
            for (Placement p : List.of(Placement.TRANSPOSED, Placement.SLICED)) {
                if (p.fits(y.shape())) {
                    Tensor target = p.place(y.shape(), y.dtype(), new double[exact.length], device);
                    e.op.applyInto(target, in);
                    compare(name + " into " + p, e.tolerance(y.dtype()), target, exact);
                }
            }
            if (e.op.accumulates()) {
                accumulated(name, e, e.op, y, in, exact);
            }
        }
    }

    /** The operation added to what there is. */
    private static void accumulated(
            String name, Example e, Op op, Tensor y, Tensor[] in, double[] exact) {
        double[] old = weights(exact.length);
        double[] sum = new double[exact.length];
        double largest = 1;
        for (int i = 0; i < sum.length; i++) {
            old[i] = Host.round(y.dtype(), old[i]);
            sum[i] = old[i] + exact[i];
            largest = Math.max(largest, Math.abs(exact[i]));
        }
        Tensor target = Placement.ROW_MAJOR.place(y.shape(), y.dtype(), old, y.device());
        op.accumulateInto(target, in);
        Tolerance t = e.tolerance(y.dtype());
        compare(name + " added", new Tolerance(t.type(), t.terms() + 1, largest), target, sum);
    }

    /** The result in double precision, from the operands as they were rounded and placed. */
    private static double[] exact(Example e, DType type, Tensor[] in) {
        Values[] operands = Arrays.stream(in).map(Host::read).toArray(Values[]::new);
        Example.Reference formula = e.reference();
        if (formula != null) {
            return formula.of(operands);
        }
        DType wide = type.isFloating() ? DType.F64 : type;
        return Host.read(
                        e.body.apply(e.place(data(operands), wide, Placement.ROW_MAJOR, REFERENCE)))
                .data();
    }

    private static double[][] data(Values[] operands) {
        return Arrays.stream(operands).map(Values::data).toArray(double[][]::new);
    }

    private static void compare(String name, Tolerance tolerance, Tensor y, double[] exact) {
        double[] actual = Host.read(y).data();
        if (actual.length != exact.length) {
            throw new AssertionError(
                    name + ": shape " + y.shape() + " for " + exact.length + " numbers");
        }
        for (int i = 0; i < actual.length; i++) {
            if (!tolerance.accepts(actual[i], exact[i])) {
                throw new AssertionError(
                        "%s: element %d of %s is %s, exactly %s; %s"
                                .formatted(name, i, y.shape(), actual[i], exact[i], tolerance));
            }
        }
    }

    private static void refusal(String name, OpCase.Refusal r, Device device) {
        Example e = new Example(null, r.body(), r.operands());
        try (var scope = Scope.open()) {
            DType type = DType.F32;
            var _ = e.body.apply(e.place(e.numbers(type), type, Placement.ROW_MAJOR, device));
        } catch (TensorException refused) {
            if (!r.message().equals(refused.getMessage())) {
                throw new AssertionError(
                        name + "\nexpected: " + r.message() + "\nbut was: " + refused.getMessage());
            }
            return;
        }
        throw new AssertionError(name + ": nothing was refused");
    }

    /**
     * Gradients: F32 on every device against F64 on the reference, and F64 against finite
     * differences.
     */
    public static List<Check> gradients(OpCase c) {
        List<Check> checks = new ArrayList<>();
        Reached reached = Reached.by(c);
        for (Device plain : Devices.all()) {
            if (!Devices.differs(plain, reached)) {
                continue;
            }
            Device device = Devices.checked(plain);
            for (Example e : examples(c)) {
                if (!e.hasGradient()) {
                    continue;
                }
                String name = c + " " + plain + " " + e;
                boolean wide = reached.differentiates(plain.backend(), DType.F64);
                if (wide && e.allowsDifferences() && !SMALL) {
                    checks.add(new Check(name + " differences", () -> differences(name, e, plain)));
                }
                for (Placement p : Placement.values()) {
                    if (reached.differentiates(plain.backend(), DType.F32)
                            && isRun(e, plain, DType.F32, p)) {
                        String each = name + " " + p;
                        checks.add(new Check(each, () -> gradients(each, e, device, p)));
                    }
                }
            }
        }
        return checks;
    }

    private static void differences(String name, Example e, Device device) {
        double[][] numbers = e.numbers(DType.F64);
        Tensor[] all = e.place(numbers, DType.F64, Placement.ROW_MAJOR, device);
        List<Integer> floating = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            if (!e.operands[i].constant()) {
                floating.add(i);
            }
        }
        GradCheck.Result result =
                GradCheck.of(
                        in -> {
                            Tensor[] operands = all.clone();
                            for (int i = 0; i < in.length; i++) {
                                operands[floating.get(i)] = in[i];
                            }
                            return e.body.apply(operands);
                        },
                        floating.stream().map(i -> all[i]).toArray(Tensor[]::new));
        try {
            result.require(DIFFERENCES + DIFFERENCES_ROUNDING * size(e.body.apply(all)));
        } catch (AssertionError wrong) {
            throw new AssertionError(name + ": " + wrong.getMessage(), wrong);
        }
    }

    private static double size(Tensor y) {
        return Arrays.stream(Host.read(y).data()).map(Math::abs).sum();
    }

    private static void gradients(String name, Example e, Device device, Placement placement) {
        DType type = DType.F32;
        try (var scope = Scope.open()) {
            Tensor[] in = leaves(e, e.place(e.numbers(type), type, placement, device));
            Values[] operands = Arrays.stream(in).map(Host::read).toArray(Values[]::new);
            Tensor y = e.body.apply(in);
            Tensor dy = seed(y, placement);
            y.backward(dy);
            // Again, so that every operation that can add to a gradient does.
            e.body.apply(in).backward(dy);
            Tensor[] wide = e.place(data(operands), DType.F64, Placement.ROW_MAJOR, REFERENCE);
            Tensor exact = e.body.apply(leaves(e, wide));
            exact.backward(
                    Placement.ROW_MAJOR.place(
                            y.shape(), DType.F64, Host.read(dy).data(), REFERENCE));
            for (int i = 0; i < in.length; i++) {
                Tensor grad = in[i].grad();
                Tensor exactGrad = wide[i].grad();
                if (grad != null && exactGrad != null) {
                    double[] twice =
                            Arrays.stream(Host.read(exactGrad).data()).map(g -> 2 * g).toArray();
                    Tolerance t = e.gradientTolerance(i, y.numel());
                    compare(name + " gradient " + i, t, grad, twice);
                } else if (grad != null || exactGrad != null || !e.operands[i].constant()) {
                    throw new AssertionError(name + ": no gradient of operand " + i);
                }
            }
            forget(in);
            forget(wide);
        }
    }

    /** Marks the operands in the type under test as leaves. */
    static Tensor[] leaves(Example e, Tensor[] in) {
        for (int i = 0; i < in.length; i++) {
            if (e.hasGradient() && !e.operands[i].constant()) {
                in[i].requiresGrad(true);
            }
        }
        return in;
    }

    /** Gives the gradients back. */
    static void forget(Tensor[] in) {
        for (Tensor t : in) {
            t.zeroGrad();
        }
    }

    /** A gradient to begin with: weights that differ and do not cancel. */
    static Tensor seed(Tensor y, Placement placement) {
        Placement p = placement.fits(y.shape()) ? placement : Placement.ROW_MAJOR;
        return p.place(y.shape(), y.dtype(), weights((int) y.numel()), y.device());
    }

    private static double[] weights(int n) {
        double[] w = new double[n];
        Arrays.setAll(w, i -> 1 + 0.5 * Math.sin(i + 1));
        return w;
    }

    /** A result and its gradients, to compare runs bit for bit; integers up to 2^24. */
    static List<float[]> bits(Example e, Device device) {
        DType type = DType.F32;
        List<float[]> bits = new ArrayList<>();
        try (var scope = Scope.open()) {
            Tensor[] in = e.place(e.numbers(type), type, Placement.ROW_MAJOR, device);
            Tensor y = e.body.apply(leaves(e, in));
            bits.add(floats(y));
            if (e.hasGradient()) {
                y.backward(seed(y, Placement.ROW_MAJOR));
                for (Tensor t : in) {
                    Tensor grad = t.grad();
                    bits.add(grad == null ? new float[0] : floats(grad));
                }
                forget(in);
            }
        }
        return bits;
    }

    private static float[] floats(Tensor t) {
        return t.dtype() == DType.F32 ? t.toFloats() : t.to(DType.F32).toFloats();
    }
}
