package braid.training.method;

import braid.training.data.DataException;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.latent.Chunks;
import braid.training.latent.CodeControl;
import braid.training.latent.EncodedTraces;
import braid.training.latent.LatentMixer;
import braid.training.latent.LatentVocabulary;
import braid.training.latent.MixPolicy;
import braid.transformer.tokenizer.Tokenizer;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The paper's method (Token Assorted, section 3.2): traces in which chunks are replaced by latent
 * tokens, the codes of a VQ-VAE.
 *
 * @param policy decides which chunks are replaced
 * @param control what stands for the codes: themselves, or a control
 * @param codes number of different codes (Q K)
 */
public record LatentMixing(MixPolicy policy, CodeControl control, int codes) implements Method {

    @Override
    public Tokenizer vocabulary(Tokenizer text) {
        return LatentVocabulary.extend(text, codes);
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
                0,
                (example, epoch, index) -> {
                    Chunks chunks = traces.chunks(index);
                    int[] codesOf = shown.codes(index);
                    return data.lossOn()
                            .sequence(mixer.mix(example, codesOf, chunks, epoch, index));
                },
                epoch -> policy.isSettled(epoch, longest),
                epoch -> false);
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
