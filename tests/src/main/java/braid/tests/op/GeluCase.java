package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.op.Gelu;
import braid.tests.op.rig.UnaryCase;

final class GeluCase extends UnaryCase {

    GeluCase() {
        // For negative x the 1 cancels: the error is one of x, not of the small result. So it does
        // in the gradient, times the inner derivative.
        floors(1, 4);
        form("tanh");
        function(new Gelu(Gelu.Form.TANH), GeluCase::tanh);
        form("erf");
        function(new Gelu(Gelu.Form.ERF), GeluCase::erf);
    }

    /** Also for {@link LinearCase}. */
    static double tanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** Also for {@link LinearCase}. */
    static double erf(double x) {
        return x * normal(x);
    }

    /**
     * The normal distribution function: by its series, and by its continued fraction where that
     * would cancel (Abramowitz and Stegun 1964, 26.2.11 and 26.2.14).
     */
    private static double normal(double x) {
        if (!(x <= 2)) {
            return Double.isNaN(x) ? x : 1 - normal(-x);
        }
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        if (x < -2) {
            double fraction = -x;
            for (int k = 200; k > 0; k--) {
                fraction = -x + k / fraction;
            }
            return density / fraction;
        }
        double sum = 0;
        double term = x;
        for (int k = 1; sum + term != sum; k++) {
            sum += term;
            term *= x * x / (2 * k + 1);
        }
        return 0.5 + sum * density;
    }
}
