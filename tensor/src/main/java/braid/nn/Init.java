package braid.nn;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/**
 * Initial values. Each parameter draws from a stream of its own, chosen by its name, so that the
 * order in which a model is built does not matter.
 */
public final class Init {

    private Init() {}

    /** Normal with mean 0. */
    public static void normal(Parameter p, String name, double std, Random random) {
        Random stream = stream(name, random);
        float[] values = new float[(int) p.tensor().numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (std * stream.nextGaussian());
        }
        p.load(name, Tensor.of(p.tensor().shape(), values));
    }

    /** Uniform in [-bound, bound). */
    public static void uniform(Parameter p, String name, double bound, Random random) {
        Random stream = stream(name, random);
        float[] values = new float[(int) p.tensor().numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bound * (2 * stream.nextDouble() - 1));
        }
        p.load(name, Tensor.of(p.tensor().shape(), values));
    }

    /** Uniform with variance {@code 2 / (in + out)} (Glorot and Bengio 2010). */
    public static void xavier(Parameter p, String name, Random random) {
        Shape s = p.tensor().shape();
        double in = (double) s.numel() / s.dim(0);
        uniform(p, name, Math.sqrt(6 / (in + s.dim(0))), random);
    }

    /** Normal with variance {@code 2 / in}, for rectifiers (He et al. 2015, arXiv:1502.01852). */
    public static void kaiming(Parameter p, String name, Random random) {
        Shape s = p.tensor().shape();
        normal(p, name, Math.sqrt(2.0 * s.dim(0) / s.numel()), random);
    }

    private static Random stream(String name, Random random) {
        // FNV-1a, 64 bits: String.hashCode has too few bits to keep thousands of names apart.
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return random.stream(hash);
    }
}
