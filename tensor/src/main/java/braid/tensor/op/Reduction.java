package braid.tensor.op;

/**
 * Operations that fold elements along axes. Sums run in a fixed order: the same bits for any thread
 * count.
 */
public sealed interface Reduction extends Op
        permits Sum, SumRows, Max, Min, ArgMax, Cumsum, SquaredNorm {}
