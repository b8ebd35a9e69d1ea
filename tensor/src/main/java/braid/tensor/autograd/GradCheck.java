package braid.tensor.autograd;

import braid.tensor.DType;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import java.util.function.Function;

/**
 * Compares gradients with central finite differences in double precision: {@code (f(x + h) - f(x -
 * h)) / 2h} for every element of every input. Use it for your own operations and modules.
 *
 * <pre>{@code
 * GradCheck.of(in -> in[0].matmul(in[1]).sum(), a, b).require(1e-6);
 * }</pre>
 */
public final class GradCheck {

    private static final double STEP = 1e-6;

    private GradCheck() {}

    /**
     * Result of a check.
     *
     * @param error largest {@code |analytic - numeric| / max(1, |analytic|, |numeric|)}
     * @param input which input it was in
     * @param element its row-major position
     * @param analytic gradient from the backward pass
     * @param numeric gradient from finite differences
     */
    public record Result(double error, int input, int element, double analytic, double numeric) {

        /** Throws {@link AssertionError} where the error exceeds the tolerance. */
        public void require(double tolerance) {
            if (!(error <= tolerance)) {
                throw new AssertionError(
                        "gradient of input %d, element %d: backward gives %.12g, differences give %.12g (error %.3g > %.3g)"
                                .formatted(input, element, analytic, numeric, error, tolerance));
            }
        }
    }

    /**
     * Checks a function of F64 tensors. A result with several elements is folded to a scalar with
     * fixed weights, so that every element of its gradient counts.
     *
     * @param f free of side effects, and the same at every call
     * @param inputs F64, contiguous, small: the work is two calls an element
     */
    public static Result of(Function<Tensor[], Tensor> f, Tensor... inputs) {
        for (Tensor t : inputs) {
            if (t.dtype() != DType.F64 || !t.isContiguous()) {
                throw new TensorException(
                        "gradCheck: input " + t.shape() + " is " + t.dtype() + " " + t.layout(),
                        "inputs are contiguous F64 tensors");
            }
        }
        double[][] analytic = analytic(f, inputs);
        Result worst = new Result(0, -1, -1, 0, 0);
        for (int i = 0; i < inputs.length; i++) {
            double[] x = inputs[i].toDoubles();
            for (int e = 0; e < x.length; e++) {
                double up = value(f, inputs, i, x, e, STEP);
                double down = value(f, inputs, i, x, e, -STEP);
                double numeric = (up - down) / (2 * STEP);
                double scale = Math.max(1, Math.max(Math.abs(analytic[i][e]), Math.abs(numeric)));
                double error = Math.abs(analytic[i][e] - numeric) / scale;
                // A NaN is the worst of all and stays.
                if (!Double.isNaN(worst.error) && !(error <= worst.error)) {
                    worst = new Result(error, i, e, analytic[i][e], numeric);
                }
            }
        }
        return worst;
    }

    private static double[][] analytic(Function<Tensor[], Tensor> f, Tensor[] inputs) {
        try (var scope = Scope.open()) {
            Tensor[] leaves = new Tensor[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                leaves[i] = inputs[i].copy().requiresGrad(true);
            }
            fold(f.apply(leaves)).backward();
            double[][] gradients = new double[inputs.length][];
            for (int i = 0; i < inputs.length; i++) {
                Tensor g = leaves[i].grad();
                gradients[i] = g == null ? new double[(int) inputs[i].numel()] : g.toDoubles();
                leaves[i].zeroGrad();
            }
            return gradients;
        }
    }

    private static double value(
            Function<Tensor[], Tensor> f, Tensor[] inputs, int i, double[] x, int e, double step) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            Tensor[] moved = inputs.clone();
            double old = x[e];
            x[e] = old + step;
            moved[i] = Tensor.of(inputs[i].shape(), x).to(inputs[i].device());
            x[e] = old;
            return fold(f.apply(moved)).item();
        }
    }

    /** Weighted sum of all elements, with weights that differ and do not cancel. */
    private static Tensor fold(Tensor y) {
        double[] weights = new double[(int) y.numel()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1 + 0.5 * Math.sin(i + 1);
        }
        return y.mul(Tensor.of(y.shape(), weights).to(y.device())).sum();
    }
}
