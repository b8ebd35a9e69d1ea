/**
 * How weights are changed: {@link braid.training.optim.AdamW}, and the learning rate over time,
 * {@link braid.training.optim.Schedule}. Gradients are made in {@code braid.tensor.autograd}, not
 * here.
 */
package braid.training.optim;
