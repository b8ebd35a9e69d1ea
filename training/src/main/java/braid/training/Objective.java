package braid.training;

import braid.nn.Module;
import braid.tensor.Tensor;

import java.util.Map;

/**
 * What a {@link Trainer} minimises: a model, the loss of a batch, and how good the model is.
 *
 * @param <B> a batch
 */
public interface Objective<B> {

    /** The model whose parameters are trained. */
    Module model();

    /** Mean loss of a batch; a scalar with history. */
    Tensor loss(B batch);

    /** What the batch counts in a mean over several: its number of counted targets. */
    long weight(B batch);

    /** Tokens in a batch, padding not counted. */
    long tokens(B batch);

    /**
     * Evaluates the model on held-out data; it is in evaluation mode.
     *
     * @param epoch of the batches that the model was trained on last
     * @return figures by name; {@code score}, higher is better, chooses the best checkpoint
     */
    Map<String, Double> evaluate(int epoch);

    /** Positions of random streams and the like, for a checkpoint. */
    Map<String, long[]> state();

    /** Continues from {@link #state}. */
    void restore(Map<String, long[]> state);
}
