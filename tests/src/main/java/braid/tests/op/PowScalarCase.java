package braid.tests.op;

import braid.tensor.op.PowScalar;
import braid.tests.op.rig.UnaryCase;

import java.util.function.DoubleUnaryOperator;

final class PowScalarCase extends UnaryCase {

    PowScalarCase() {
        for (double exponent : new double[] {2, 4, 7, -1, 1.75}) {
            form("^" + exponent);
            function(new PowScalar(exponent), x -> Math.pow(x, exponent), domain(exponent));
        }
    }

    private static DoubleUnaryOperator domain(double exponent) {
        if (exponent != Math.rint(exponent)) {
            return x -> Math.abs(x) + 0.1;
        }
        return exponent < 0 ? x -> x + Math.copySign(0.1, x) : x -> x;
    }
}
