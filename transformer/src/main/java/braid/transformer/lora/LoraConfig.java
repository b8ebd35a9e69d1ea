package braid.transformer.lora;

import braid.tensor.TensorException;

import java.util.List;

/**
 * Which matrices get adapters, and of what size.
 *
 * @param rank r, inner size of an adapter
 * @param alpha an adapter's product is scaled by {@code alpha / rank}
 * @param dropout probability of a zero in an adapter's input while training
 * @param targets last parts of the matrices' published names, such as {@code q_proj} or {@code
 *     c_attn}; {@link #ALL} alone for all but embedding and head
 */
public record LoraConfig(int rank, double alpha, double dropout, List<String> targets) {

    /** Stands for every matrix inside the blocks. */
    public static final String ALL = "all-linear";

    /** Checks the ranges. */
    public LoraConfig {
        targets = List.copyOf(targets);
        boolean scaled = alpha > 0 && alpha < Double.POSITIVE_INFINITY;
        if (rank < 1 || !scaled || !(dropout >= 0 && dropout < 1) || targets.isEmpty()) {
            throw new TensorException(
                    "lora: rank %d, alpha %s, dropout %s, targets %s"
                            .formatted(rank, alpha, dropout, targets),
                    "rank >= 1, alpha > 0, 0 <= dropout < 1, at least one target; alpha = 2 rank is a"
                            + " usual choice");
        }
    }

    /** On all matrices inside the blocks, scaled by 2, without dropout. */
    public static LoraConfig ofRank(int rank) {
        return new LoraConfig(rank, 2.0 * rank, 0, List.of(ALL));
    }

    /** Factor on an adapter's product. */
    public double scale() {
        return alpha / rank;
    }
}
