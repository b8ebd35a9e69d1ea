package braid.training.latent;

import braid.tensor.random.Random;
import braid.training.data.DataException;
import braid.training.data.TokenizedExample;
import braid.training.data.Tokens;

import java.util.BitSet;

/**
 * Makes training samples in which chunks of the trace are replaced by latent tokens (Token
 * Assorted, section 3.2): {@code X~ = P <boLatent> z_1 … z_k <eoLatent> C[m+1 …] S}, with k = m /
 * r. Which chunks are replaced is drawn anew in every epoch, as a pure function of (seed, epoch,
 * index of the example); neighbours share one pair of delimiters.
 */
public final class LatentMixer {

    private final LatentVocabulary vocabulary;
    private final MixPolicy policy;
    private final long seed;

    /**
     * @param vocabulary gives the latent tokens their ids
     * @param policy decides what is replaced
     * @param seed of the draws
     */
    public LatentMixer(LatentVocabulary vocabulary, MixPolicy policy, long seed) {
        this.vocabulary = vocabulary;
        this.policy = policy;
        this.seed = seed;
    }

    /**
     * Draws what one sample of one epoch has replaced; the same for every method with this seed.
     */
    public static BitSet draw(MixPolicy policy, Chunks chunks, long seed, int epoch, int index) {
        return policy.draw(chunks.ends(), epoch, random(seed, epoch, index));
    }

    /** The cap under which {@link #draw} drew. */
    public static int cap(MixPolicy.LeftToRight policy, long seed, int epoch, int index) {
        return policy.cap(random(seed, epoch, index));
    }

    private static Random random(long seed, int epoch, int index) {
        return Random.of(seed).stream(epoch).stream(index);
    }

    /**
     * One sample of one epoch.
     *
     * @param example the text
     * @param codes of its trace
     * @param chunks of its trace
     * @param epoch from 0
     * @param index of the example in its data set
     */
    public MixedSequence mix(
            TokenizedExample example, int[] codes, Chunks chunks, int epoch, int index) {
        BitSet replaced = draw(policy, chunks, seed, epoch, index);
        return mix(vocabulary, example, codes, chunks, replaced);
    }

    /**
     * A sample with given chunks replaced, for controls and for evaluation.
     *
     * @param vocabulary gives the latent tokens their ids
     * @param example the text
     * @param codes of its trace, as many a chunk as {@code chunks} says
     * @param chunks of its trace
     * @param replaced indices of chunks
     */
    public static MixedSequence mix(
            LatentVocabulary vocabulary,
            TokenizedExample example,
            int[] codes,
            Chunks chunks,
            BitSet replaced) {
        int each = chunks.latents();
        if (replaced.length() > chunks.count() || replaced.length() * each > codes.length) {
            throw new DataException(
                    "mixer: cannot replace chunk "
                            + (replaced.length() - 1)
                            + " of "
                            + chunks.count()
                            + ", with "
                            + codes.length
                            + " codes, "
                            + each
                            + " a chunk",
                    "replace whole chunks, at most those that have codes");
        }
        var out = new Tokens().add(example.prompt());
        int m = 0;
        int at = 0;
        for (int i = 0; i < chunks.count(); i++) {
            if (!replaced.get(i)) {
                continue;
            }
            out.add(example.trace(), at, chunks.start(i));
            at = chunks.ends()[i];
            m += at - chunks.start(i);
            if (i == 0 || !replaced.get(i - 1)) {
                out.add(vocabulary.begin());
            }
            for (int j = i * each; j < (i + 1) * each; j++) {
                out.add(vocabulary.latent(codes[j]));
            }
            if (!replaced.get(i + 1)) {
                out.add(vocabulary.end());
            }
        }
        out.add(example.trace(), at, example.trace().length).add(example.solution());
        return new MixedSequence(
                out.toArray(), example.prompt().length, replaced.cardinality() * each, m);
    }
}
