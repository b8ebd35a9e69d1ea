package braid.training.optim;

/**
 * AdamW as Loshchilov and Hutter write it (2019, algorithm 2), one tensor in double: what the
 * library's is compared with.
 */
public final class PlainAdamW {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double decay;
    private final double[] m;
    private final double[] v;
    private int step;

    /**
     * @param decay weight decay of this tensor
     */
    public PlainAdamW(int size, double beta1, double beta2, double epsilon, double decay) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.decay = decay;
        m = new double[size];
        v = new double[size];
    }

    /** Changes x by a gradient. */
    public void step(double[] x, double[] gradient, double rate) {
        step++;
        for (int i = 0; i < x.length; i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
            v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] * gradient[i];
            double mHat = m[i] / (1 - Math.pow(beta1, step));
            double vHat = v[i] / (1 - Math.pow(beta2, step));
            x[i] -= rate * (mHat / (Math.sqrt(vHat) + epsilon) + decay * x[i]);
        }
    }
}
