package braid.bench.report;

/** What Braid has set itself: to be so many times as fast as libtorch in the same run. */
enum Goal {
    TRAIN("training step, config S", "train-s", "", 2, 2.0),
    TRAIN_SINGLE("the same, one thread", "train-s", "", 1, 1.4),
    GPT2("training step, GPT-2 124M, 2 x 256 tokens", "train-gpt2", "", 2, 1.6),
    FORWARD("forward only, config S", "forward-s", "", 2, 2.0),
    DECODE("greedy decoding, config S, batch 1", "decode-s", "S, batch 1,", 2, 4),
    DECODE_16("greedy decoding, config S, batch 16", "decode-s", "S, batch 16,", 2, 2),
    VQVAE("VQ-VAE step, the paper's shape, 32 x 256 tokens", "vqvae", "", 2, 1.5);

    /** Of two threads to one, on the training step. */
    static final double SCALING = 1.85;

    /** Of matrix products to OpenBLAS, the geometric mean. */
    static final double PRODUCTS = 1.05;

    /** For people. */
    final String title;

    final String benchmark;

    /** How the shape begins. */
    final String shape;

    final int threads;

    /** Wanted. */
    final double ratio;

    Goal(String title, String benchmark, String shape, int threads, double ratio) {
        this.title = title;
        this.benchmark = benchmark;
        this.shape = shape;
        this.threads = threads;
        this.ratio = ratio;
    }
}
