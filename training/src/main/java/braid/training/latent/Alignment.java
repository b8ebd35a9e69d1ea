package braid.training.latent;

import braid.training.data.TokenizedExample;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the chunks of a trace end. */
public enum Alignment {
    /** After every L tokens, from the left; what does not fill a chunk belongs to none. */
    @JsonProperty("fixed")
    FIXED,
    /**
     * With each reasoning step. A step of at most L tokens is a chunk, a longer one several: L
     * tokens each, and what is left. All of the trace belongs to chunks; those of less than L
     * tokens are padded for the VQ-VAE.
     */
    @JsonProperty("step")
    STEP;

    /**
     * The chunks of an example's trace.
     *
     * @param chunk most text tokens in a chunk (L)
     * @param latents latent tokens of a chunk, however many text tokens it has (Q L / r)
     */
    public Chunks chunks(TokenizedExample example, int chunk, int latents) {
        return switch (this) {
            case FIXED -> Chunks.fixed(example.trace().length, chunk, latents);
            case STEP -> Chunks.ofSteps(example.stepEnds(), chunk, latents);
        };
    }
}
