/**
 * The CPU backend: heap arrays from a recycling pool, Vector API kernels on a few persistent
 * threads, and beside each a scalar reference in double arithmetic.
 *
 * <p>Reading order: {@link braid.kernels.cpu.CpuBackend}, {@link braid.kernels.cpu.CpuPool}, {@link
 * braid.kernels.cpu.Workers}, {@link braid.kernels.cpu.Reals}, then one kernel such as {@code
 * elementwise.GeluKernel}, then {@code gemm}. The device {@code reference} runs the scalar kernels
 * alone, as the peer that tests compare with.
 */
package braid.kernels.cpu;
