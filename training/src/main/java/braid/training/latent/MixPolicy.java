package braid.training.latent;

import braid.tensor.random.Random;
import braid.training.data.DataException;

import java.util.NavigableMap;
import java.util.TreeMap;

/** Decides how much of a trace a training sample has replaced by latent tokens. */
public sealed interface MixPolicy {

    /**
     * Draws m, the number of leftmost trace tokens to replace.
     *
     * @param traceLength number of tokens of the trace (t_c)
     * @param random decides
     */
    int draw(int traceLength, Random random);

    /** Text tokens in a chunk (L); every m is a multiple. */
    int chunk();

    /** Text tokens a latent stands for (r): k = m / r. */
    int compression();

    /** The paper's method; see {@link LeftToRight}. */
    static LeftToRight leftToRight(Caps caps, int chunk, int compression) {
        return new LeftToRight(caps, chunk, compression);
    }

    /**
     * Left to right, partial and random (Token Assorted, section 3.2): a cap is drawn uniformly
     * from the set M, then m uniformly from the multiples of the chunk length from 0 up to the cap.
     * Drawn anew for every sample in every epoch; there is no curriculum.
     *
     * <p>What the paper leaves open is decided so: a trace shorter than the cap lowers the cap to
     * its whole chunks, {@code floor(t_c / L) L}, before m is drawn; and m = 0 gives plain text
     * without delimiters.
     *
     * @param caps the set M
     * @param chunk text tokens in a chunk (L)
     * @param compression text tokens a latent stands for (r); divides the chunk
     */
    record LeftToRight(Caps caps, int chunk, int compression) implements MixPolicy {

        /** Checks that r divides L. */
        public LeftToRight {
            if (chunk < 1 || compression < 1 || chunk % compression != 0) {
                throw new DataException(
                        "left to right: chunk " + chunk + ", compression " + compression,
                        "both must be those of the VQ-VAE; the compression divides the chunk");
            }
        }

        @Override
        public int draw(int traceLength, Random random) {
            int cap = caps.tokens().get(random.nextInt(caps.tokens().size()));
            return chunk * random.nextInt(choices(cap, traceLength));
        }

        /** Number of different m under a cap: whole chunks that fit it and the trace, and none. */
        private int choices(int cap, int traceLength) {
            return Math.min(cap, traceLength) / chunk + 1;
        }

        /**
         * The probability of each m that can be drawn for traces of a length, in closed form.
         *
         * @return m to P(m), ascending; the probabilities sum to 1
         */
        public NavigableMap<Integer, Double> distribution(int traceLength) {
            NavigableMap<Integer, Double> distribution = new TreeMap<>();
            for (int cap : caps.tokens()) {
                int choices = choices(cap, traceLength);
                for (int i = 0; i < choices; i++) {
                    distribution.merge(
                            chunk * i, 1.0 / choices / caps.tokens().size(), Double::sum);
                }
            }
            return distribution;
        }

        /** P(m = 0), the share of plain text, for traces no cap is longer than. */
        public double probabilityOfText() {
            return distribution(caps.largest()).getOrDefault(0, 0.0);
        }

        /** E[m], in tokens, for traces no cap is longer than. */
        public double expectedReplaced() {
            return distribution(caps.largest()).entrySet().stream()
                    .mapToDouble(entry -> entry.getKey() * entry.getValue())
                    .sum();
        }

        /** The longest latent block that can be drawn. */
        public int mostLatents() {
            return caps.largest() / chunk * (chunk / compression);
        }
    }
}
