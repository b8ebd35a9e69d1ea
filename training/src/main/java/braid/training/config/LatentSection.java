package braid.training.config;

import braid.training.latent.Alignment;
import braid.training.latent.Caps;
import braid.training.latent.CodeControl;
import braid.training.latent.MixPolicy;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;

/**
 * The part {@code latent} of a configuration: what is replaced of a trace, and by what.
 *
 * @param policy which chunks
 * @param caps M, in trace tokens, for {@link Policy#LEFT_TO_RIGHT}
 * @param probability of each chunk, for {@link Policy#POISSON}
 * @param epochsPerChunk for {@link Policy#CURRICULUM}
 * @param codes what stands for the codes
 * @param chunk text tokens in a chunk, where there is no VQ-VAE to have one
 * @param align where chunks end, likewise
 * @param control whether a control token tells the model the cap
 */
public record LatentSection(
        Policy policy,
        List<Integer> caps,
        double probability,
        int epochsPerChunk,
        CodeControl codes,
        int chunk,
        Alignment align,
        boolean control) {

    /** Which chunks are replaced; see {@link MixPolicy}. */
    public enum Policy {
        /** {@link MixPolicy.LeftToRight}. */
        @JsonProperty("left-to-right")
        LEFT_TO_RIGHT,
        /** {@link MixPolicy.All}. */
        @JsonProperty("all")
        ALL,
        /** {@link MixPolicy.Curriculum}. */
        @JsonProperty("curriculum")
        CURRICULUM,
        /** {@link MixPolicy.Poisson}. */
        @JsonProperty("poisson")
        POISSON
    }

    void check(Faults faults) {
        boolean set = !caps.isEmpty() && caps.stream().distinct().count() == caps.size();
        faults.require(
                set && caps.stream().allMatch(cap -> cap != null && cap >= 0),
                "latent.caps",
                caps,
                "one number or more, none negative, none twice");
        faults.require(
                probability >= 0 && probability <= 1,
                "latent.probability",
                probability,
                "from 0 to 1");
        faults.size("latent.epochsPerChunk", epochsPerChunk);
        faults.size("latent.chunk", chunk);
    }

    /** The policy. */
    public MixPolicy mixPolicy() {
        return switch (policy) {
            case LEFT_TO_RIGHT -> MixPolicy.leftToRight(new Caps(caps));
            case ALL -> new MixPolicy.All();
            case CURRICULUM -> new MixPolicy.Curriculum(epochsPerChunk);
            case POISSON -> new MixPolicy.Poisson(probability);
        };
    }
}
