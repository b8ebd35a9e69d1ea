package braid.training.method;

import braid.training.data.DataException;
import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.data.Tokens;
import braid.training.latent.Chunks;
import braid.training.latent.CodeControl;
import braid.training.latent.EncodedTraces;
import braid.training.latent.LatentMixer;
import braid.training.latent.LatentVocabulary;
import braid.training.latent.LossOn;
import braid.training.latent.MixPolicy;
import braid.training.latent.MixedSequence;
import braid.transformer.tokenizer.Tokenizer;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The paper's method (Token Assorted, section 3.2): traces in which chunks are replaced by latent
 * tokens, the codes of a VQ-VAE. With a control token the model is told, behind the question, the
 * cap that was drawn for the sample. The token is given and not learned, as a prompt is; so the
 * compression can be chosen at test time. The draws are the same with and without it.
 *
 * @param policy decides which chunks are replaced
 * @param control what stands for the codes: themselves, or a control
 * @param codes number of different codes (Q K)
 * @param tellsCap whether there is a control token; with {@link MixPolicy.LeftToRight} alone
 */
public record LatentMixing(MixPolicy policy, CodeControl control, int codes, boolean tellsCap)
        implements Method {

    /** Refuses control tokens where no cap is drawn. */
    public LatentMixing {
        if (tellsCap && !(policy instanceof MixPolicy.LeftToRight)) {
            throw new DataException(
                    "mixer: a control token tells the cap, but " + policy + " draws none",
                    "replace from left to right, or leave the control token out");
        }
    }

    /** Without a control token. */
    public LatentMixing(MixPolicy policy, CodeControl control, int codes) {
        this(policy, control, codes, false);
    }

    @Override
    public Tokenizer vocabulary(Tokenizer text) {
        return LatentVocabulary.extend(text, codes, told());
    }

    /** Caps that the model is told; none without a control token. */
    private List<Integer> told() {
        return tellsCap && policy instanceof MixPolicy.LeftToRight left
                ? left.caps().tokens()
                : List.of();
    }

    /** The question, and the control token of the largest cap where the model is told one. */
    @Override
    public int[] prompt(int[] question, Tokenizer vocabulary) {
        return tellsCap ? prompt(question, vocabulary, told().getLast()) : question;
    }

    /**
     * The question, and the control token of a cap.
     *
     * @param vocabulary as {@link #vocabulary} made it
     * @param cap one that the model was told in training
     */
    public int[] prompt(int[] question, Tokenizer vocabulary, int cap) {
        return new Tokens()
                .add(question)
                .add(((LatentVocabulary) vocabulary).control(cap))
                .toArray();
    }

    @Override
    public SequenceSource sequences(List<TokenizedExample> examples, Data data) {
        EncodedTraces traces = data.codes().get();
        var vocabulary = (LatentVocabulary) data.vocabulary();
        check(examples, traces, vocabulary);
        EncodedTraces shown = control.applied(traces, data.seed());
        var mixer = new LatentMixer(vocabulary, policy, data.seed());
        int longest =
                IntStream.range(0, traces.size())
                        .map(i -> traces.chunks(i).count())
                        .max()
                        .orElse(0);
        return new Samples(
                examples,
                true,
                tellsCap ? 1 : 0,
                (example, epoch, index) -> {
                    Chunks chunks = traces.chunks(index);
                    int[] codesOf = shown.codes(index);
                    MixedSequence mixed = mixer.mix(example, codesOf, chunks, epoch, index);
                    return policy instanceof MixPolicy.LeftToRight left && tellsCap
                            ? told(
                                    mixed,
                                    vocabulary.control(
                                            LatentMixer.cap(left, data.seed(), epoch, index)),
                                    data.lossOn())
                            : data.lossOn().sequence(mixed);
                },
                epoch -> policy.isSettled(epoch, longest),
                epoch -> false);
    }

    /** A sample with a control token behind its prompt, which is not learned. */
    private static Sequence told(MixedSequence mixed, int token, LossOn lossOn) {
        int at = mixed.promptLength();
        int[] ids =
                new Tokens()
                        .add(mixed.ids(), 0, at)
                        .add(token)
                        .add(mixed.ids(), at, mixed.ids().length)
                        .toArray();
        boolean[] loss = lossOn.sequence(ids, at + 1).loss().clone();
        loss[at] = false;
        return new Sequence(ids, loss);
    }

    private static void check(
            List<TokenizedExample> examples, EncodedTraces codes, LatentVocabulary vocabulary) {
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
}
