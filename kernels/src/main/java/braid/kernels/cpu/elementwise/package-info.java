/**
 * Kernels that compute each element by itself. One file an operation: the formula in double
 * arithmetic, and below it the vector loop.
 *
 * <p>Reading order: {@link braid.kernels.cpu.elementwise.UnaryKernel}, {@code GeluKernel}, {@link
 * braid.kernels.cpu.elementwise.VectorMath}, {@link braid.kernels.cpu.elementwise.Loops} (shapes,
 * strides, threads), {@link braid.kernels.cpu.elementwise.ElementwiseKernels} (which kernel for
 * which operation).
 */
package braid.kernels.cpu.elementwise;
