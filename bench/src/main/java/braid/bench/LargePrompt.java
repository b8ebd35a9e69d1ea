package braid.bench;

import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;

import java.util.Arrays;
import java.util.List;

/** Reading a prompt by a {@link LargeModel}, up to the first token behind it. */
final class LargePrompt implements Workload {

    private static final int TOKENS = 512;

    private final Transformer model = LargeModel.create(false);
    private final int[] prompt = new int[TOKENS];

    LargePrompt() {
        Arrays.setAll(prompt, i -> i + 1);
    }

    @Override
    public String shape() {
        return "Llama 1B, BF16, " + TOKENS + " tokens";
    }

    @Override
    public double work() {
        return TOKENS;
    }

    /** The head meets the last token alone. */
    @Override
    public double gflop() {
        ModelConfig config = LargeModel.CONFIG;
        double head = 2.0 * config.vocabulary() * config.width();
        return 1e-9 * (TOKENS * (config.forwardFlopsPerToken(TOKENS) - head) + head);
    }

    @Override
    public void run() {
        new Generator(model, Sampling.greedy()).generate(List.of(prompt), 1, -1);
    }
}
