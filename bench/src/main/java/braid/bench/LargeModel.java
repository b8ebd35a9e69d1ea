package braid.bench;

import braid.nn.Parameter;
import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

/** A model of the shape of Llama 3.2 1B with random weights in BF16, or rounded to Q8_0. */
final class LargeModel {

    /** Sizes; the context is shorter, which changes no weight. */
    static final ModelConfig CONFIG =
            ModelConfig.llama(128_256)
                    .context(2048)
                    .layers(16)
                    .width(2048)
                    .heads(32)
                    .kvHeads(8)
                    .hidden(8192)
                    .ropeTheta(500_000)
                    .tiedHead(true);

    private static final int DIFFERENT = 1 << 16;

    private LargeModel() {}

    /** Makes it, in evaluation mode. */
    static Transformer create(boolean quantized) {
        Transformer model = Transformer.empty(CONFIG, Random.of(1));
        short[] numbers = numbers();
        model.parameters().values().forEach(p -> p.replace(weights(p, numbers)));
        model.eval();
        if (quantized) {
            model.quantize();
        }
        return model;
    }

    /** Normal numbers in BF16: the upper halves of F32's bits. */
    private static short[] numbers() {
        var random = Random.of(2);
        short[] numbers = new short[DIFFERENT];
        for (int i = 0; i < numbers.length; i++) {
            float value = (float) (CONFIG.initStd() * random.nextGaussian());
            numbers[i] = (short) (Float.floatToRawIntBits(value) >>> Short.SIZE);
        }
        return numbers;
    }

    private static Tensor weights(Parameter p, short[] numbers) {
        Shape shape = p.tensor().shape();
        short[] values = new short[(int) shape.numel()];
        // Rows begin elsewhere, so that no two are the same.
        for (int at = 0; at < values.length; at += DIFFERENT - 1) {
            System.arraycopy(numbers, 0, values, at, Math.min(DIFFERENT - 1, values.length - at));
        }
        return Tensor.ofRaw(shape, DType.BF16, values);
    }

    /** Bytes of the weights that one token reads, those of the head included. */
    static double bytesPerToken(boolean quantized) {
        double width = CONFIG.width();
        double block = width * (CONFIG.qkvWidth() + width + 3.0 * CONFIG.hidden());
        double elements = CONFIG.layers() * block + CONFIG.vocabulary() * width;
        return elements * (quantized ? 34.0 / 32 : 2);
    }
}
