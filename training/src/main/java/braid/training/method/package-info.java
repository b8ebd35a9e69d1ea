/**
 * What a language model is trained to write between a question and its answer: the paper's method,
 * its baselines, and the controls that tell what the latent tokens are good for.
 *
 * <p>Reading order: {@link braid.training.method.Method}, {@link braid.training.method.Cot}, {@link
 * braid.training.method.LatentMixing} and its control {@link braid.training.method.Deletion},
 * {@link braid.training.method.Pause}, {@link braid.training.method.InternalizedCot}, {@link
 * braid.training.method.Coconut}.
 */
package braid.training.method;
