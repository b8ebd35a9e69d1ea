package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.backend.MatmulPrecision;
import braid.transformer.ModelConfig;
import braid.vqvae.VqVaeConfig;

/**
 * How far the losses of one training on two devices may lie apart, where each rounds in F32 and
 * adds in an order of its own.
 *
 * <p>A sum of n terms errs, relative to its size, by about {@code sqrt(n) u}, for its roundings are
 * independent; other roundings of an operation, 16 as in {@link braid.tests.op.rig.Tolerance}, are
 * as so many terms. One operation after the other, the squares of the errors add up: a number
 * behind sums of lengths {@code n_1, n_2, …} errs by {@code u sqrt(N)} with {@code N = Σ (16 +
 * n_i)}. So do the losses; the gradients by {@code u sqrt(3 N)}, for each product of the forward
 * pass has two in the backward pass, of about its length.
 *
 * <p>AdamW moves a weight by the learning rate {@code r}, up or down. A gradient {@code g} that
 * errs by {@code d} can change that by {@code r min(2, d / |g|)}, and so the loss of the next step
 * by {@code |g| r min(2, d / |g|) <= 2 r d}, up or down; all weights together by {@code 2 r u
 * sqrt(3 N) ‖g‖}. A batch that comes again errs in the same way, so these add up from step to step.
 *
 * @param terms N
 * @param unit u
 */
record LossTolerance(double terms, double unit) {

    private static final double UNIT = 0x1p-24;
    private static final int ROUNDINGS = 16;

    /** Both devices err. */
    private static final int SIDES = 2;

    /**
     * Steps of a training, as it was told of them.
     *
     * @param losses before each step
     * @param rates learning rate of each step
     * @param norms of the gradients of each step
     */
    record Steps(double[] losses, double[] rates, double[] norms) {}

    /** For a language model trained on batches of so many tokens. */
    static LossTolerance of(ModelConfig c, int tokens) {
        double blocks = c.layers() * block(c.context(), c.width(), c.heads(), c.hidden());
        double head = 4 * ROUNDINGS + 2.0 * c.width() + c.vocabulary() + tokens;
        return new LossTolerance(blocks + head, UNIT);
    }

    /**
     * For a language model whose products round their operands, which is more than all other
     * roundings: each product has two operands, and u is the rounding of one.
     */
    static LossTolerance of(ModelConfig c, MatmulPrecision precision) {
        int products = 5 * c.layers() + 1;
        return new LossTolerance(2 * products, precision.rounding());
    }

    /** For an autoencoder trained on batches of so many tokens. */
    static LossTolerance of(VqVaeConfig c, int tokens) {
        int hidden = 4 * c.width();
        double blocks = 2 * c.layers() * block(c.chunk(), c.width(), c.heads(), hidden);
        double prompt =
                c.promptContext() == 0
                        ? 0
                        : c.promptLayers() * block(c.promptContext(), c.width(), c.heads(), hidden);
        double codes = 4 * ROUNDINGS + c.compression() * c.width() + 3.0 * c.codeWidth();
        double head = 4 * ROUNDINGS + 2.0 * c.width() + c.vocabulary() + tokens;
        return new LossTolerance(blocks + prompt + codes + head, UNIT);
    }

    /** Two norms, projections to queries and from values, scores, softmax, values; up and down. */
    private static double block(int t, int c, int heads, int hidden) {
        return 9 * ROUNDINGS + 5.0 * c + (double) c / heads + 2.0 * t + hidden;
    }

    /** Compares the losses of a device with those of the CPU. */
    void check(String device, Steps cpu, Steps actual) {
        assertThat(actual.losses()).as(device).hasSameSizeAs(cpu.losses());
        double moved = 0;
        for (int i = 0; i < cpu.losses().length; i++) {
            double own = unit * Math.sqrt(terms) * cpu.losses()[i];
            assertThat(actual.losses()[i])
                    .as("loss of step %d on %s", i, device)
                    .isCloseTo(cpu.losses()[i], within(SIDES * (own + moved)));
            double gradient = unit * Math.sqrt(3 * terms) * cpu.norms()[i];
            moved += 2 * cpu.rates()[i] * gradient;
        }
    }
}
