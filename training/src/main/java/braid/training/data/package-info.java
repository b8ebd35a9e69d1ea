/**
 * Data sets of questions with reasoning traces, and the batches that a model is trained on.
 *
 * <p>Reading order: {@link braid.training.data.Example} and {@link braid.training.data.Task}; the
 * tasks, of which {@link braid.training.data.RunningSums} is the simplest ({@link
 * braid.training.data.maze} and {@link braid.training.data.math} have packages of their own);
 * {@link braid.training.data.Tasks} for their names; {@link braid.training.data.JsonLines} for data
 * of one's own; then {@link braid.training.data.Sequence}, {@link braid.training.data.Batches} and
 * {@link braid.training.data.Batch}.
 *
 * <p>Everything is a pure function of a seed and a position: an example of (seed, split, index), a
 * batch of (seed, epoch, number). Tokenizers are not here but in {@code
 * braid.transformer.tokenizer}; how latent tokens replace a part of the trace is in {@link
 * braid.training.latent}.
 */
package braid.training.data;
