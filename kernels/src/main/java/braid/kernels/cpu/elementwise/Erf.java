package braid.kernels.cpu.elementwise;

/** Error function in double precision, for the reference. */
final class Erf {

    /** Beyond this the function is 1 in double precision. */
    private static final double SATURATED = 6;

    private Erf() {}

    /** Kummer's series, whose terms are all of one sign (Abramowitz and Stegun 1964, 7.1.6). */
    static double value(double x) {
        double a = Math.abs(x);
        if (a > SATURATED) {
            return Math.signum(x);
        }
        double term = a;
        double sum = a;
        for (int n = 1; term > 1e-17 * sum; n++) {
            term *= 2 * a * a / (2 * n + 1);
            sum += term;
        }
        return Double.isNaN(x)
                ? x
                : Math.copySign(2 / Math.sqrt(Math.PI) * Math.exp(-a * a) * sum, x);
    }
}
