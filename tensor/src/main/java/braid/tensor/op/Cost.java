package braid.tensor.op;

import braid.tensor.Tensor;

/**
 * Work of one execution of an operation, for rooflines and plans.
 *
 * @param flops floating-point operations; a fused multiply-add counts as two, a transcendental as
 *     the number of elementary operations of a usual polynomial
 * @param bytes bytes read and written, each operand once
 */
public record Cost(double flops, double bytes) {

    /** An operation on every element of its output. */
    public static Cost elementwise(double flopsPerElement, Tensor... inputs) {
        double bytes = 0;
        double largest = 0;
        for (Tensor t : inputs) {
            bytes += (double) t.numel() * t.dtype().bytes();
            largest = Math.max(largest, t.numel());
        }
        return new Cost(flopsPerElement * largest, bytes + largest * inputs[0].dtype().bytes());
    }

    /** The operation moves no data and computes nothing. */
    public static Cost free() {
        return new Cost(0, 0);
    }
}
