package braid.training.config;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.Locale;

/** What a model learns to write, as configurations name it; see {@link braid.training.method}. */
public enum MethodName {
    /** The answer alone. */
    @JsonProperty("sol-only")
    SOL_ONLY,
    /** The trace as text, then the answer. */
    @JsonProperty("cot")
    COT,
    /** Pause tokens, then the answer. */
    @JsonProperty("pause")
    PAUSE,
    /** The trace as text, removed from its left over training. */
    @JsonProperty("icot")
    ICOT,
    /** Traces of which steps are replaced by continuous thoughts, stage by stage. */
    @JsonProperty("coconut")
    COCONUT,
    /** Traces of which chunks are replaced by latent tokens. */
    @JsonProperty("latent")
    LATENT,
    /** Traces of which chunks are dropped. */
    @JsonProperty("deletion")
    DELETION;

    /** As configurations write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
