/**
 * How a fast matrix product is made, in seven steps, each one idea more than the one before: from
 * three loops to the form of the library's own kernel. {@code braid bench ladder} checks each
 * against the first and times it.
 *
 * <p>Reading order: {@link braid.bench.samples.Sample01Naive}, {@link
 * braid.bench.samples.Sample02LoopOrder}, {@link braid.bench.samples.Sample03Vectors}, {@link
 * braid.bench.samples.Sample04RegisterTile}, {@link braid.bench.samples.Sample05Packing}, {@link
 * braid.bench.samples.Sample06Blocking}, {@link braid.bench.samples.Sample07Threads}; then {@code
 * braid.kernels.cpu.gemm}.
 *
 * <p>All compute {@code C = A B} for row-major A (m, k), B (k, n), C (m, n), and only that.
 */
package braid.bench.samples;
