package braid.bench;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.optim.AdamW;
import braid.vqvae.VqVae;
import braid.vqvae.VqVaeConfig;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Training steps of a VQ-VAE of the paper's shape (encoder and decoder of 2 layers, width 512,
 * chunks of 16, 1024 codes, codebook by gradient) on 32 x 256 random tokens of a vocabulary of 512,
 * the decoder not conditioned. The codebook is placed before the first step and no code is
 * restarted, so that another library can do the same; no two codes are so near to each other that
 * rounding would choose between them.
 */
public final class VqVaeStep implements Workload {

    /** Constant. */
    public static final double LEARNING_RATE = 1e-5;

    private static final int CHUNKS = 32 * 256 / 16;
    private static final VqVaeConfig CONFIG =
            VqVaeConfig.paper(512).promptContext(0).restartAfter(0);

    private static final float SHRINK = 0.9f;

    private final Device device;
    private final VqVae model;
    private final AdamW optimizer = new AdamW(new AdamW.Settings(0.9, 0.999, 1e-8, 0));
    private final int[] chunks;
    private double loss = Double.NaN;

    /** A model of the paper's shape with random weights on a device. */
    public VqVaeStep(Device device) {
        this.device = device;
        model = new VqVae(CONFIG, Random.of(1));
        model.to(device);
        Random random = Random.of(2);
        chunks = new int[CHUNKS * CONFIG.chunk()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = random.nextInt(CONFIG.vocabulary());
        }
        try (var scope = Scope.open()) {
            forward(); // places the codebook
        }
        moveCodes();
    }

    /**
     * Moves the codes to where results can be compared. Where they are placed each encoding is a
     * code, so that their gradient is nothing but rounding: they are shrunk, and stay by far the
     * nearest. There are more codes than encodings, and those too many are copies of the others,
     * moved by 1e-3, between which rounding would choose: they are mirrored at the origin.
     */
    private void moveCodes() {
        Tensor codes = model.quantizer().levels().getFirst().codebook().vectors().detach();
        float[] values = codes.toFloats();
        int encodings = CHUNKS * CONFIG.positions() * CONFIG.codeWidth();
        for (int i = 0; i < values.length; i++) {
            values[i] *= i < encodings ? SHRINK : -SHRINK;
        }
        codes.copyFrom(Tensor.of(codes.shape(), values).to(device));
    }

    private Tensor forward() {
        Tensor x = Tensor.of(Shape.of(CHUNKS, CONFIG.chunk()), chunks).to(device);
        return model.loss(x, null).total();
    }

    @Override
    public String shape() {
        return "2+2 layers, width 512, chunk 16, 1024 codes, batch 32 x 256";
    }

    @Override
    public double work() {
        return chunks.length;
    }

    /** Products with the weights, attention within a chunk, and distances to all codes. */
    @Override
    public double gflop() {
        double c = CONFIG.width();
        double attention = 4.0 * CONFIG.chunk() * c;
        double blocks = 2 * CONFIG.layers() * (24 * c * c + attention);
        double head = 2.0 * c * CONFIG.vocabulary();
        double pool = 2 * 2 * c * CONFIG.codeWidth() / CONFIG.compression();
        double codes = 2.0 * CONFIG.codes() * CONFIG.codeWidth() / CONFIG.compression();
        return 1e-9 * chunks.length * (3 * (blocks + head + pool) + codes);
    }

    @Override
    public void run() {
        model.zeroGrad();
        try (var scope = Scope.open()) {
            Tensor l = forward();
            loss = l.item();
            l.backward();
        }
        optimizer.step(model.parameters(), LEARNING_RATE, 1);
    }

    /** Loss and gradients of the last step. */
    @Override
    public Map<String, Supplier<float[]>> results() {
        return Agreement.lossAndGradients(loss, model);
    }

    /** The model. */
    public VqVae model() {
        return model;
    }

    /** Token ids, (N, L). */
    public int[] chunks() {
        return chunks;
    }
}
