package braid.training.latent;

import braid.vqvae.quantizer.CodebookStats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** How evenly codes are used: those of all levels as one codebook, and those of each level. */
public final class CodeUsage {

    private final int size;
    private final CodebookStats all;
    private final List<CodebookStats> levels = new ArrayList<>();

    /**
     * @param codes number of different codes, those of all levels (Q K)
     * @param levelCount codes a latent position (Q)
     */
    public CodeUsage(int codes, int levelCount) {
        size = codes / levelCount;
        all = new CodebookStats(codes);
        for (int q = 0; q < levelCount; q++) {
            levels.add(new CodebookStats(size));
        }
    }

    /** Counts codes in their order: at each latent position one a level. */
    public void count(int[] codes) {
        all.count(codes);
        int q = levels.size();
        for (int level = 0; level < q; level++) {
            int[] of = new int[codes.length / q];
            for (int i = 0; i < of.length; i++) {
                of[i] = codes[i * q + level] - level * size;
            }
            levels.get(level).count(of);
        }
    }

    /** Of all codes together. */
    public CodebookStats all() {
        return all;
    }

    /** Of each level. */
    public List<CodebookStats> levels() {
        return List.copyOf(levels);
    }

    /**
     * {@code code_usage} and {@code code_perplexity}; with more than one level also those of each,
     * as {@code code_usage_level_0}.
     */
    public void figures(BiConsumer<String, Double> into) {
        figures("", all, into);
        for (int q = 0; levels.size() > 1 && q < levels.size(); q++) {
            figures("_level_" + q, levels.get(q), into);
        }
    }

    private static void figures(
            String suffix, CodebookStats stats, BiConsumer<String, Double> into) {
        into.accept("code_usage" + suffix, stats.usage());
        into.accept("code_perplexity" + suffix, stats.perplexity());
    }
}
