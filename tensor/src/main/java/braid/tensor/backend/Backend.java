package braid.tensor.backend;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.DeviceException;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.op.Op;

import java.util.Map;

/**
 * Runs operations on one device. Small on purpose: shapes, types and gradients were settled before
 * a backend is called, and an operation without a kernel is refused, never run elsewhere.
 */
public interface Backend {

    /** The device that this backend serves. */
    Device device();

    /**
     * Memory for {@code size} elements, from the pool where it has a fitting block. The content is
     * undefined.
     */
    Storage allocate(DType dtype, long size);

    /** Bytes that {@link #allocate} takes, rounding of the pool included; takes none. */
    long footprint(DType dtype, long size);

    /**
     * Computes an operation.
     *
     * @param op what to compute
     * @param inputs on this device, of any layout, already checked by {@link Op#outputShape}
     * @param outputs the output, then the extra outputs of the operation; written completely. They
     *     may have any layout without overlaps, and may share memory with no input unless the
     *     operation says so
     * @param accumulate add to the first output instead of overwriting it; only where {@link
     *     Op#accumulates}
     */
    void execute(Op op, Tensor[] inputs, Tensor[] outputs, boolean accumulate);

    /**
     * Whether there is a kernel for this operation on operands of this type ({@link
     * Op#computedIn}). Others are refused before {@link #execute} is called.
     */
    boolean supports(Op op, DType dtype);

    /** What to do where {@link #supports} says no, for the message. */
    default String remedy(Op op, DType dtype) {
        return "cast with to(DType.F32); docs/support-matrix.md says what there is";
    }

    /** How precise products of matrices in F32 are here. */
    default MatmulPrecision matmulPrecision() {
        return MatmulPrecision.HIGHEST;
    }

    /**
     * Chooses how precise products of matrices in F32 are from now on: {@code Matmul} and {@code
     * Linear}, of which the gradients are products too. It does not change results in other types.
     *
     * @throws DeviceException if products are not made in another precision here
     */
    default void matmulPrecision(MatmulPrecision precision) {
        if (precision != MatmulPrecision.HIGHEST) {
            throw new DeviceException(
                    device()
                            + ": matmul precision "
                            + precision.label()
                            + ": products in F32 are not made in another precision than highest"
                            + " here",
                    "leave it at highest, or choose a CUDA device of compute capability 8.0 or more",
                    null);
        }
    }

    /**
     * Bytes of scratch memory that the kernel of an operation takes, and keeps for the next of its
     * kind, matrix products or others: an estimate from the shapes, where it is worth counting.
     * Reads no values.
     */
    long workspace(Op op, Tensor[] inputs);

    /**
     * Copies from a Java array of the storage's primitive type (F32 {@code float[]}, F64 {@code
     * double[]}, BF16 and F16 {@code short[]}, I32 {@code int[]}, I64 {@code long[]}, U8 {@code
     * byte[]}).
     *
     * @param from first element of the array
     * @param to first element of the storage
     */
    void write(Object array, int from, Storage storage, long to, int count);

    /** Copies to a Java array; the counterpart of {@link #write}. Waits for pending work. */
    void read(Storage storage, long from, Object array, int to, int count);

    /** Waits until all work given to the device is done. */
    void synchronize();

    /** What the device's memory is used for. */
    MemoryStats memory();

    /**
     * Facts about the device for reports: name, threads, vector width, driver; in display order.
     */
    Map<String, String> properties();

    /**
     * Measures the device: {@code fma_peak_gflops}, {@code gemm_gflops} and the like, in about a
     * second.
     *
     * @return name of the figure to its value
     */
    Map<String, Double> measure();
}
