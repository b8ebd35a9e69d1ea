package braid.training.latent;

import braid.tensor.random.Random;
import braid.training.data.DataException;
import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;

import java.util.List;

/**
 * Makes training samples in which the left part of the trace is replaced by latent tokens (Token
 * Assorted, section 3.2): {@code X~ = P <boLatent> z_1 … z_k <eoLatent> C[m+1 …] S}, with k = m /
 * r. How much is replaced is drawn anew in every epoch, as a pure function of (seed, epoch, index
 * of the example).
 */
public final class LatentMixer {

    private final LatentVocabulary vocabulary;
    private final MixPolicy policy;
    private final long seed;

    /**
     * @param vocabulary gives the latent tokens their ids
     * @param policy decides how much is replaced
     * @param seed of the draws
     */
    public LatentMixer(LatentVocabulary vocabulary, MixPolicy policy, long seed) {
        this.vocabulary = vocabulary;
        this.policy = policy;
        this.seed = seed;
    }

    /**
     * The samples of a data set, for every epoch.
     *
     * @param examples the texts
     * @param codes of their traces, in the same order
     * @param lossOn what is learned
     */
    public SequenceSource over(
            List<TokenizedExample> examples, EncodedTraces codes, LossOn lossOn) {
        check(examples, codes);
        return new Source(
                examples,
                true,
                (epoch, index) ->
                        lossOn.sequence(
                                mix(examples.get(index), codes.codes(index), epoch, index)));
    }

    /** The baseline with the whole trace as text (CoT): prompt, trace, solution. */
    public static SequenceSource cot(List<TokenizedExample> examples, LossOn lossOn) {
        return new Source(
                examples,
                true,
                (epoch, index) -> lossOn.sequence(plain(examples.get(index), true)));
    }

    /** The baseline without a trace (Sol-Only): prompt, solution. */
    public static SequenceSource solOnly(List<TokenizedExample> examples, LossOn lossOn) {
        return new Source(
                examples,
                false,
                (epoch, index) -> lossOn.sequence(plain(examples.get(index), false)));
    }

    /** Makes sequences when asked for; in batches with texts of like length before mixing. */
    private record Source(List<TokenizedExample> examples, boolean withTrace, Maker maker)
            implements SequenceSource {
        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public int bucket(int index) {
            TokenizedExample e = examples.get(index);
            int trace = withTrace ? e.trace().length : 0;
            return e.prompt().length + trace + e.solution().length;
        }

        @Override
        public Sequence sequence(int epoch, int index) {
            return maker.make(epoch, index);
        }
    }

    /** Makes one sequence. */
    private interface Maker {
        Sequence make(int epoch, int index);
    }

    private void check(List<TokenizedExample> examples, EncodedTraces codes) {
        if (codes.codebook() != vocabulary.codes()) {
            throw new DataException(
                    "mixer: codes of a codebook of "
                            + codes.codebook()
                            + ", but "
                            + vocabulary.codes()
                            + " latent tokens in the vocabulary",
                    "extend the vocabulary by the codebook's size, or encode with the right"
                            + " VQ-VAE");
        }
        if (codes.chunk() != policy.chunk() || codes.compression() != policy.compression()) {
            throw new DataException(
                    "mixer: codes for chunks of "
                            + codes.chunk()
                            + " with compression "
                            + codes.compression()
                            + ", but the policy has chunks of "
                            + policy.chunk()
                            + " with compression "
                            + policy.compression(),
                    "give the policy the VQ-VAE's chunk and compression");
        }
        if (codes.size() != examples.size()) {
            throw new DataException(
                    "mixer: codes of "
                            + codes.size()
                            + " traces for "
                            + examples.size()
                            + " examples",
                    "encode the split that is trained on");
        }
    }

    /**
     * One sample of one epoch.
     *
     * @param example the text
     * @param codes of its trace
     * @param epoch from 0
     * @param index of the example in its data set
     */
    public MixedSequence mix(TokenizedExample example, int[] codes, int epoch, int index) {
        Random random = Random.of(seed).stream(epoch).stream(index);
        int replaced = policy.draw(example.trace().length, random);
        return mix(vocabulary, example, codes, replaced, policy.compression());
    }

    /**
     * A sample with a given m, for controls and for evaluation.
     *
     * @param vocabulary gives the latent tokens their ids
     * @param example the text
     * @param codes of its trace
     * @param replaced m, the trace tokens to replace: a multiple of the chunk
     * @param compression r, the text tokens a latent stands for
     */
    public static MixedSequence mix(
            LatentVocabulary vocabulary,
            TokenizedExample example,
            int[] codes,
            int replaced,
            int compression) {
        int latents = replaced / compression;
        boolean fits =
                replaced >= 0 && replaced <= example.trace().length && latents <= codes.length;
        if (!fits || replaced % compression != 0) {
            throw new DataException(
                    "mixer: cannot replace "
                            + replaced
                            + " of "
                            + example.trace().length
                            + " trace tokens by "
                            + codes.length
                            + " codes with compression "
                            + compression,
                    "replace whole chunks, at most those that have codes");
        }
        if (latents == 0) {
            return plain(example, true);
        }
        int kept = example.trace().length - replaced;
        Writer out =
                new Writer(
                        example.prompt().length + latents + 2 + kept + example.solution().length);
        out.put(example.prompt(), 0);
        out.put(vocabulary.begin());
        for (int i = 0; i < latents; i++) {
            out.put(vocabulary.latent(codes[i]));
        }
        out.put(vocabulary.end());
        out.put(example.trace(), replaced);
        out.put(example.solution(), 0);
        return new MixedSequence(out.ids, example.prompt().length, latents, replaced);
    }

    private static MixedSequence plain(TokenizedExample example, boolean withTrace) {
        int trace = withTrace ? example.trace().length : 0;
        Writer out = new Writer(example.prompt().length + trace + example.solution().length);
        out.put(example.prompt(), 0);
        out.put(example.trace(), example.trace().length - trace);
        out.put(example.solution(), 0);
        return new MixedSequence(out.ids, example.prompt().length, 0, 0);
    }

    /** Fills an array from the left. */
    private static final class Writer {

        private final int[] ids;
        private int at;

        Writer(int length) {
            ids = new int[length];
        }

        void put(int id) {
            ids[at++] = id;
        }

        void put(int[] source, int from) {
            System.arraycopy(source, from, ids, at, source.length - from);
            at += source.length - from;
        }
    }
}
