/**
 * Matrix products on heap arrays.
 *
 * <p>Reading order: {@link braid.kernels.cpu.gemm.TileProduct}, the product of matrices that fit
 * the cache and need no packing, used inside attention.
 */
package braid.kernels.cpu.gemm;
