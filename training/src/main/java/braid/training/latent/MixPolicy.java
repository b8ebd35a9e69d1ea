package braid.training.latent;

import braid.tensor.random.Random;
import braid.training.data.DataException;

import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Decides which chunks of a trace a training sample has replaced by latent tokens. The paper
 * compares four ways (Token Assorted, section 4.4): {@link LeftToRight}, which is its method,
 * {@link All}, {@link Curriculum} and {@link Poisson}.
 */
public sealed interface MixPolicy {

    /**
     * Draws the chunks to replace.
     *
     * @param ends of the trace's chunks, ascending: the number of trace tokens up to the end of
     *     each
     * @param epoch from 0
     * @param random decides
     * @return indices of chunks, below {@code ends.length}
     */
    BitSet draw(int[] ends, int epoch, Random random);

    /**
     * Whether an epoch's samples are as they will be to the end of training; a model is not judged
     * before.
     *
     * @param longest number of chunks of the longest trace
     */
    default boolean isSettled(int epoch, int longest) {
        return true;
    }

    /** The paper's method; see {@link LeftToRight}. */
    static LeftToRight leftToRight(Caps caps) {
        return new LeftToRight(caps);
    }

    private static BitSet first(int count) {
        BitSet replaced = new BitSet();
        replaced.set(0, count);
        return replaced;
    }

    /**
     * Left to right, partial and random (Token Assorted, section 3.2): a cap is drawn uniformly
     * from the set M, then m uniformly from 0 and the chunks' ends up to the cap. Drawn anew for
     * every sample in every epoch; there is no curriculum.
     *
     * <p>What the paper leaves open is decided so: a trace shorter than the cap lowers the cap to
     * its whole chunks, {@code floor(t_c / L) L}, before m is drawn; and m = 0 gives plain text
     * without delimiters.
     *
     * @param caps the set M
     */
    record LeftToRight(Caps caps) implements MixPolicy {

        @Override
        public BitSet draw(int[] ends, int epoch, Random random) {
            int cap = cap(random);
            int choices = 1;
            while (choices <= ends.length && ends[choices - 1] <= cap) {
                choices++;
            }
            return first(random.nextInt(choices));
        }

        /** The cap with which a draw begins, from the same random numbers. */
        public int cap(Random random) {
            return caps.tokens().get(random.nextInt(caps.tokens().size()));
        }

        /**
         * The probability of each m that can be drawn for traces of a length in chunks of L tokens,
         * in closed form.
         *
         * @param traceLength t_c, in tokens
         * @param chunk L, in tokens
         * @return m to P(m), ascending; the probabilities sum to 1
         */
        public NavigableMap<Integer, Double> distribution(int traceLength, int chunk) {
            NavigableMap<Integer, Double> distribution = new TreeMap<>();
            for (int cap : caps.tokens()) {
                int choices = Math.min(cap, traceLength) / chunk + 1;
                for (int i = 0; i < choices; i++) {
                    distribution.merge(
                            chunk * i, 1.0 / choices / caps.tokens().size(), Double::sum);
                }
            }
            return distribution;
        }

        /** P(m = 0), the share of plain text, for traces no cap is longer than. */
        public double probabilityOfText(int chunk) {
            return distribution(caps.largest(), chunk).getOrDefault(0, 0.0);
        }

        /** E[m], in tokens, for traces no cap is longer than. */
        public double expectedReplaced(int chunk) {
            return distribution(caps.largest(), chunk).entrySet().stream()
                    .mapToDouble(entry -> entry.getKey() * entry.getValue())
                    .sum();
        }
    }

    /** Every whole chunk, always. */
    record All() implements MixPolicy {
        @Override
        public BitSet draw(int[] ends, int epoch, Random random) {
            return first(ends.length);
        }
    }

    /**
     * From the left, one chunk more after some epochs: text at first, {@link All} at the end.
     *
     * @param epochsPerChunk 1 or more
     */
    record Curriculum(int epochsPerChunk) implements MixPolicy {

        /** Refuses a curriculum that never moves. */
        public Curriculum {
            if (epochsPerChunk < 1) {
                throw new DataException(
                        "curriculum: " + epochsPerChunk + " epochs a chunk", "give 1 or more");
            }
        }

        @Override
        public BitSet draw(int[] ends, int epoch, Random random) {
            return first(Math.min(epoch / epochsPerChunk, ends.length));
        }

        @Override
        public boolean isSettled(int epoch, int longest) {
            return epoch / epochsPerChunk >= longest;
        }
    }

    /**
     * Each chunk by itself, with one probability: latent blocks and text alternate. The paper's
     * name for it is Poisson, though what it draws is a coin.
     *
     * @param probability that a chunk is replaced, from 0 to 1
     */
    record Poisson(double probability) implements MixPolicy {

        /** Refuses what is no probability. */
        public Poisson {
            if (!(probability >= 0 && probability <= 1)) {
                throw new DataException(
                        "poisson: a probability of " + probability, "give one from 0 to 1");
            }
        }

        @Override
        public BitSet draw(int[] ends, int epoch, Random random) {
            BitSet replaced = new BitSet();
            for (int i = 0; i < ends.length; i++) {
                replaced.set(i, random.nextDouble() < probability);
            }
            return replaced;
        }
    }
}
