package braid.transformer;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/** Frequencies of rotary positions (Su et al. 2021, arXiv:2104.09864). */
final class Rotary {

    private Rotary() {}

    /** {@code theta^(-2i / HS)} for i = 0 … HS/2 - 1; F32 (HS / 2). */
    static Tensor frequencies(int headSize, double theta) {
        float[] f = new float[headSize / 2];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) Math.pow(theta, -2.0 * i / headSize);
        }
        return Tensor.of(Shape.of(f.length), f);
    }
}
