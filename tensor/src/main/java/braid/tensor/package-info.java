/**
 * Tensors: what a tensor is (shape, layout, storage, dtype, device) and how long it lives (scope).
 *
 * <p>Reading order: {@link braid.tensor.Shape}, {@link braid.tensor.Layout}, {@link
 * braid.tensor.DType}, {@link braid.tensor.Storage}, {@link braid.tensor.Tensor} with its mixins of
 * methods by theme, {@link braid.tensor.Scope}. What an operation computes stands in {@code
 * braid.tensor.op}; how gradients flow in {@code braid.tensor.autograd}; what a device must offer
 * in {@code braid.tensor.backend}. No kernel is here.
 */
package braid.tensor;
