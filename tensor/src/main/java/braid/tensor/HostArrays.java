package braid.tensor;

import java.util.Arrays;

/** Java arrays that hold the elements of a tensor on the host. */
final class HostArrays {

    private HostArrays() {}

    static Object make(DType dtype, long size) {
        int n = Math.toIntExact(size);
        return switch (dtype) {
            case F32 -> new float[n];
            case F64 -> new double[n];
            case BF16, F16 -> new short[n];
            case I32 -> new int[n];
            case I64 -> new long[n];
            case U8 -> new byte[n];
        };
    }

    static double get(Object array, int index) {
        return switch (array) {
            case float[] a -> a[index];
            case double[] a -> a[index];
            case int[] a -> a[index];
            case long[] a -> a[index];
            case byte[] a -> a[index] & 0xFF;
            default ->
                    throw new TensorException(
                            "item: the tensor is stored in 16 bits", "cast it with to(DType.F32)");
        };
    }

    static String format(Object array) {
        return switch (array) {
            case float[] a -> Arrays.toString(a);
            case double[] a -> Arrays.toString(a);
            case int[] a -> Arrays.toString(a);
            case long[] a -> Arrays.toString(a);
            case byte[] a -> Arrays.toString(a);
            case short[] a -> Arrays.toString(a) + " (raw bits)";
            default -> array.toString();
        };
    }
}
