package braid.transformer;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/** Frequencies of rotary positions (Su et al. 2021, arXiv:2104.09864). */
final class Rotary {

    private Rotary() {}

    /** {@code theta^(-2i / HS)} for i = 0 … HS/2 - 1, scaled where asked for; F32 (HS / 2). */
    static Tensor frequencies(ModelConfig config) {
        int headSize = config.headSize();
        RopeScaling scaling = config.ropeScaling();
        float[] f = new float[headSize / 2];
        for (int i = 0; i < f.length; i++) {
            double frequency = Math.pow(config.ropeTheta(), -2.0 * i / headSize);
            f[i] = (float) (scaling == null ? frequency : scaling.apply(frequency));
        }
        return Tensor.of(Shape.of(f.length), f);
    }
}
