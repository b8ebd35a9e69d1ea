package braid.training.config;

import braid.transformer.lora.LoraConfig;

import java.util.List;

/**
 * The part {@code lora} of a configuration; see {@link LoraConfig}.
 *
 * @param rank r; 0 trains all weights, without adapters
 * @param alpha scale, times r
 * @param dropout probability of a zero in an adapter's input
 * @param targets names of matrices
 */
public record LoraSection(int rank, double alpha, double dropout, List<String> targets) {

    private static final int MOST = 1 << 12;

    void check(Faults faults, String from) {
        faults.require(rank >= 0 && rank <= MOST, "lora.rank", rank, "from 0 to " + MOST);
        faults.require(
                alpha > 0 && alpha < Double.POSITIVE_INFINITY, "lora.alpha", alpha, "more than 0");
        faults.require(dropout >= 0 && dropout < 1, "lora.dropout", dropout, "in [0, 1)");
        boolean named = targets.stream().noneMatch(name -> name == null || name.isBlank());
        faults.require(!targets.isEmpty() && named, "lora.targets", targets, "one name or more");
        faults.require(
                rank == 0 || !from.isBlank(),
                "lora.rank",
                rank,
                "0 without from: adapters change a model that is trained already");
    }

    /** Whether adapters are trained rather than all weights. */
    public boolean isOn() {
        return rank > 0;
    }

    /** As the model takes it. */
    public LoraConfig config() {
        return new LoraConfig(rank, alpha, dropout, targets);
    }
}
