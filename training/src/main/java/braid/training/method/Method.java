package braid.training.method;

import braid.tensor.Tensor;
import braid.training.data.Batch;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.latent.EncodedTraces;
import braid.training.latent.LossOn;
import braid.transformer.Transformer;
import braid.transformer.generate.Thoughts;
import braid.transformer.tokenizer.Tokenizer;

import java.util.List;
import java.util.function.Supplier;

/** A way to train a language model to answer: what its samples are, and in which vocabulary. */
public sealed interface Method
        permits SolOnly, Cot, Pause, InternalizedCot, Coconut, LatentMixing, Deletion {

    /**
     * The text vocabulary with the tokens that the method adds behind it; the text's ids stay.
     *
     * @param text vocabulary of the data
     */
    default Tokenizer vocabulary(Tokenizer text) {
        return text;
    }

    /**
     * The samples of a data set, for every epoch.
     *
     * @param examples the texts
     * @param data what else the samples are made of
     */
    SequenceSource sequences(List<TokenizedExample> examples, Data data);

    /**
     * What the model is given to answer a question.
     *
     * @param question ids of the prompt (P)
     * @param vocabulary as {@link #vocabulary} made it
     */
    default int[] prompt(int[] question, Tokenizer vocabulary) {
        return question;
    }

    /**
     * Continuous thoughts between what {@link #prompt} gives and the answer.
     *
     * @param epoch up to which the model was trained
     * @param vocabulary as {@link #vocabulary} made it
     */
    default Thoughts thoughts(int epoch, Tokenizer vocabulary) {
        return Thoughts.none();
    }

    /**
     * What is learned from a batch.
     *
     * @param batch of the method's {@link #sequences}
     * @param vocabulary as {@link #vocabulary} made it
     * @return mean loss of the counted targets, in nats; a scalar with history
     */
    default Tensor loss(Transformer model, Batch batch, Tokenizer vocabulary) {
        return NextTokenLoss.of(model, batch);
    }

    /**
     * What samples are made of, beside the texts.
     *
     * @param vocabulary as {@link #vocabulary} made it
     * @param lossOn what is learned
     * @param seed of what is drawn
     * @param codes of the traces, asked for by {@link LatentMixing} alone
     */
    record Data(Tokenizer vocabulary, LossOn lossOn, long seed, Supplier<EncodedTraces> codes) {}
}
