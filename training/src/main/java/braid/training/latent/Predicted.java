package braid.training.latent;

import braid.training.data.Batch;
import braid.training.data.TokenizedExample;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.Arrays;

/**
 * What a VQ-VAE has to predict from a chunk of the trace besides the chunk itself.
 *
 * @param what which text
 * @param tokens how many of its tokens, the first ones (T); 0 for {@link What#NOTHING}
 */
public record Predicted(What what, int tokens) {

    /** Nothing. */
    public static final Predicted NOTHING = new Predicted(What.NOTHING, 0);

    /** A text that comes after a chunk. */
    public enum What {
        /** None. */
        @JsonProperty("nothing")
        NOTHING,
        /** The trace behind the chunk. */
        @JsonProperty("next-chunk")
        NEXT_CHUNK,
        /** The solution, with the end of the sequence. */
        @JsonProperty("answer")
        ANSWER
    }

    /**
     * The tokens that come after a chunk of a trace.
     *
     * @param end trace tokens up to the end of the chunk
     * @return T tokens, {@link Batch#IGNORE} behind the end of the text
     */
    int[] after(TokenizedExample example, int end) {
        int[] text =
                switch (what) {
                    case NOTHING -> new int[0];
                    case NEXT_CHUNK ->
                            Arrays.copyOfRange(example.trace(), end, example.trace().length);
                    case ANSWER -> example.solution();
                };
        int[] targets = none();
        System.arraycopy(text, 0, targets, 0, Math.min(tokens, text.length));
        return targets;
    }

    /** Where nothing is predicted: chunks of the prompt and the solution. */
    int[] none() {
        int[] targets = new int[tokens];
        Arrays.fill(targets, Batch.IGNORE);
        return targets;
    }
}
