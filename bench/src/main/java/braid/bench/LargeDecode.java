package braid.bench;

import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Greedy decoding of one sequence by a {@link LargeModel}: all weights are read for each token. */
final class LargeDecode implements Workload {

    private static final int TOKENS = 16;
    private static final int TURNS = 7;

    private final boolean quantized;
    private final Transformer model;

    LargeDecode(boolean quantized) {
        this.quantized = quantized;
        model = LargeModel.create(quantized);
    }

    @Override
    public String shape() {
        return "Llama 1B, " + (quantized ? "Q8_0" : "BF16") + ", batch 1, " + TOKENS + " tokens";
    }

    @Override
    public double work() {
        return TOKENS;
    }

    @Override
    public double gflop() {
        return Double.NaN;
    }

    @Override
    public void run() {
        new Generator(model, Sampling.greedy()).generate(List.of(new int[] {1}), TOKENS, -1);
    }

    /**
     * The share of the speed of reading, which is measured before and after each of some runs: that
     * of a virtual machine changes from minute to minute.
     */
    @Override
    public Map<String, Object> facts() {
        var memory = new ReadSpeed();
        double bytes = LargeModel.bytesPerToken(quantized);
        double[] reads = new double[TURNS];
        double[] shares = new double[TURNS];
        double before = memory.gbps();
        for (int i = 0; i < TURNS; i++) {
            double decoded = TOKENS * bytes * 1e-9 / seconds(1);
            double after = memory.gbps();
            reads[i] = (before + after) / 2;
            shares[i] = decoded / reads[i];
            before = after;
        }
        Arrays.sort(reads);
        Arrays.sort(shares);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("gb_a_token", bytes * 1e-9);
        facts.put("read_gbps", reads[TURNS / 2]);
        facts.put("percent_of_memory", 100 * shares[TURNS / 2]);
        return facts;
    }
}
