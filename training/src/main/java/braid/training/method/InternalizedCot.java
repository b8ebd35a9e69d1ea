package braid.training.method;

import braid.tensor.random.Random;
import braid.training.data.DataException;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;

import java.util.List;

/**
 * Stepwise internalisation, iCoT (Deng, Choi and Shieber 2024, arXiv:2405.14838): over training the
 * trace is removed from its left, some tokens more in every epoch, until the answer follows the
 * question. Each sample has a random number o of tokens more removed, with P(o) proportional to
 * {@code exp(-lambda o)}, which smooths the steps ("removal smoothing"); the optimiser begins anew
 * whenever the number rises. With 0 tokens an epoch it is {@link Cot}.
 *
 * @param tokensPerEpoch tokens removed more in each epoch, 0 or more; may be a fraction
 * @param smoothing lambda, above 0; 4 in the paper, infinite for no smoothing
 * @param resetsOptimizer whether the moments of the optimiser are forgotten when more is removed
 */
public record InternalizedCot(double tokensPerEpoch, double smoothing, boolean resetsOptimizer)
        implements Method {

    /** Refuses a schedule that cannot be. */
    public InternalizedCot {
        if (!(tokensPerEpoch >= 0 && tokensPerEpoch < Double.POSITIVE_INFINITY && smoothing > 0)) {
            throw new DataException(
                    "icot: " + tokensPerEpoch + " tokens an epoch, smoothing " + smoothing,
                    "give 0 or more tokens, and a smoothing above 0");
        }
    }

    /** Tokens that every sample of an epoch has removed, before smoothing. */
    public int removed(int epoch) {
        return (int) Math.floor(tokensPerEpoch * epoch);
    }

    @Override
    public SequenceSource sequences(List<TokenizedExample> examples, Data data) {
        int longest = Samples.longestTrace(examples);
        return new Samples(
                examples,
                true,
                0,
                (example, epoch, index) -> {
                    Random random = Random.of(data.seed()).stream(epoch).stream(index);
                    int scheduled = removed(epoch);
                    int more = tokensPerEpoch > 0 ? offset(random) : 0;
                    int removed = Math.min(scheduled + more, example.trace().length);
                    return Cot.without(removed, example, data.lossOn());
                },
                epoch -> tokensPerEpoch == 0 || removed(epoch) >= longest,
                epoch -> resetsOptimizer && epoch > 0 && removed(epoch) > removed(epoch - 1));
    }

    /** Geometric: the number of failures before P = 1 - exp(-lambda). */
    private int offset(Random random) {
        return (int) Math.floor(-Math.log1p(-random.nextDouble()) / smoothing);
    }
}
