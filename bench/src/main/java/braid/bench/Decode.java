package braid.bench;

import braid.tensor.Device;
import braid.tensor.random.Random;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Greedy decoding with a key-value cache, from one token to the full context. */
public final class Decode implements Workload {

    private final ModelSize size;
    private final int batch;
    private final Transformer model;
    private List<int[]> tokens = List.of();

    /**
     * @param batch sequences that are decoded together; each begins with a token of its own
     */
    public Decode(ModelSize size, int batch, Device device) {
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
        tokens = new Generator(model, Sampling.greedy()).generate(prompts, newTokens(), -1);
    }

    /** All token ids, sequence after sequence. */
    @Override
    public Map<String, Supplier<float[]>> results() {
        return Map.of("tokens", () -> floats(tokens));
    }

    private static float[] floats(List<int[]> sequences) {
        int[] all = sequences.stream().flatMapToInt(IntStream::of).toArray();
        float[] values = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            values[i] = all[i];
        }
        return values;
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
