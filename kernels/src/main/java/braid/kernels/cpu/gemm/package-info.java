/**
 * Products of single-precision matrices on the Vector API, in pure Java: by the shape 0.8 to 1.2
 * times as fast as OpenBLAS, and as fast in the mean of many shapes.
 *
 * <p>Reading order: {@link braid.kernels.cpu.gemm.Sgemm} (what is computed, and which way), {@code
 * PackedGemm} (blocks for the caches, tiles for the threads), {@code Panels} with {@code
 * Transpose16} (the order of data), {@code RowTiles} (copies of A), {@code Tile12x2} (the
 * micro-kernel), {@code RowDots} and {@code TurnedGemm} (few rows). {@link
 * braid.kernels.cpu.gemm.TileProduct} is apart: the product of matrices that fit the cache and need
 * no packing, used inside attention. Measurements are in {@code docs/kernels/sgemm.md} and {@code
 * docs/performance.md}.
 *
 * <p>Not here: tensors and layouts, which {@code braid.kernels.cpu.linalg} brings to these windows,
 * and the reference in double arithmetic, which stands there too.
 */
package braid.kernels.cpu.gemm;
