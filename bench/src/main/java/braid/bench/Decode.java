package braid.bench;

import braid.tensor.Device;
import braid.tensor.random.Random;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;

import java.util.List;
import java.util.stream.IntStream;

/** Greedy decoding with a key-value cache, from one token to the full context. */
public final class Decode implements Workload {

    private final ModelSize size;
    private final int batch;
    private final Transformer model;
    private double sum = Double.NaN;

    /**
     * @param batch sequences that are decoded together; each begins with a token of its own
     */
    Decode(ModelSize size, int batch, Device device) {
        this.size = size;
        this.batch = batch;
        model = new Transformer(size.config(), Random.of(1));
        model.to(device);
        model.eval();
    }

    @Override
    public String shape() {
        return size.title() + ", batch " + batch + ", " + newTokens() + " tokens";
    }

    /** Tokens that each sequence gains. */
    public int newTokens() {
        return size.config().context() - 1;
    }

    @Override
    public double work() {
        return (double) batch * newTokens();
    }

    /** Decoding is bound by the memory of the weights. */
    @Override
    public double gflop() {
        return Double.NaN;
    }

    @Override
    public void run() {
        List<int[]> prompts = IntStream.range(0, batch).mapToObj(b -> new int[] {b}).toList();
        var tokens = new Generator(model, Sampling.greedy()).generate(prompts, newTokens(), -1);
        sum = tokens.stream().flatMapToInt(IntStream::of).asDoubleStream().sum();
    }

    /** Sum of all token ids. */
    @Override
    public double check() {
        return sum;
    }

    /** The model. */
    public Transformer model() {
        return model;
    }

    /** What is decoded. */
    public ModelSize size() {
        return size;
    }

    /** Sequences decoded together. */
    public int batch() {
        return batch;
    }
}
