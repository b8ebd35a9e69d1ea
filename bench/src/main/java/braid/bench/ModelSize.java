package braid.bench;

import braid.transformer.ModelConfig;

/** A language model and its batch, as benchmarks use them. */
public enum ModelSize {
    /** Vocabulary 512, width 256, 6 layers, 8 heads, feed-forward 1024, context 256, batch 16. */
    S("S", 16, ModelConfig.gpt2(512).context(256).layers(6).width(256).heads(8)),

    /** The same with one sequence, for a thousand steps in a row. */
    S_SINGLE("S", 1, S.config),

    /** As many tokens in fewer and longer sequences. */
    S_1024("S", 4, S.config.context(1024)),

    /** As many tokens in one sequence. */
    S_4096("S", 1, S.config.context(4096)),

    /** GPT-2 with 124 million parameters; context 256, batch 2. */
    GPT2("GPT-2 124M", 2, ModelConfig.gpt2(50_257).context(256));

    private final String title;
    private final int batch;
    private final ModelConfig config;

    ModelSize(String title, int batch, ModelConfig config) {
        this.title = title;
        this.batch = batch;
        this.config = config;
    }

    /** Name for people. */
    public String title() {
        return title;
    }

    /** Sequences in a batch of training. */
    public int batch() {
        return batch;
    }

    /** Sizes and choices. */
    public ModelConfig config() {
        return config;
    }

    /** Name, sequences and their length, for people. */
    String shape() {
        return title + ", batch " + batch + " x " + config.context();
    }

    /** Random token ids that fill sequences of full length. */
    int[] tokens(int sequences, long seed) {
        var random = braid.tensor.random.Random.of(seed);
        int[] ids = new int[sequences * config.context()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(config.vocabulary());
        }
        return ids;
    }
}
