/**
 * Reverse-mode differentiation. Operations on tensors that need gradients are recorded as {@link
 * braid.tensor.autograd.Node}s; {@link braid.tensor.Tensor#backward()} walks them once, newest
 * first, without recursion, frees saved tensors as it consumes them, and adds gradients into the
 * leaves.
 *
 * <p>Reading order: {@link braid.tensor.autograd.GradientRule}, {@link braid.tensor.autograd.Tape},
 * {@link braid.tensor.autograd.Node}, {@link braid.tensor.autograd.Gradients}, {@link
 * braid.tensor.autograd.GradMode}, {@link braid.tensor.autograd.Recompute}, {@link
 * braid.tensor.autograd.GradCheck}. Gradient formulas stand with their operations, not here.
 * Derivatives are first order only.
 */
package braid.tensor.autograd;
