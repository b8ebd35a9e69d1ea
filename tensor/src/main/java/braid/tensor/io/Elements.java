package braid.tensor.io;

import braid.tensor.DType;
import braid.tensor.Scope;
import braid.tensor.Tensor;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Copies row-major little-endian elements between files and tensors, piece by piece. */
final class Elements {

    private static final int PIECE = 1 << 16;

    private Elements() {}

    private static Object array(DType dtype, int n) {
        return switch (dtype) {
            case F32 -> new float[n];
            case F64 -> new double[n];
            case BF16, F16 -> new short[n];
            case I32 -> new int[n];
            case I64 -> new long[n];
            case U8 -> new byte[n];
        };
    }

    private static ValueLayout layout(DType dtype) {
        ValueLayout layout =
                switch (dtype) {
                    case F32 -> ValueLayout.JAVA_FLOAT_UNALIGNED;
                    case F64 -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
                    case BF16, F16 -> ValueLayout.JAVA_SHORT_UNALIGNED;
                    case I32 -> ValueLayout.JAVA_INT_UNALIGNED;
                    case I64 -> ValueLayout.JAVA_LONG_UNALIGNED;
                    case U8 -> ValueLayout.JAVA_BYTE;
                };
        return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills a contiguous tensor from a file with elements of a type that {@link #fits} it. */
    static void read(MemorySegment file, long offset, DType type, Tensor target) {
        int piece = (int) Math.min(PIECE, target.numel());
        Object raw = array(type, piece);
        for (long done = 0; done < target.numel(); done += piece) {
            int n = (int) Math.min(piece, target.numel() - done);
            MemorySegment.copy(file, layout(type), offset + done * type.bytes(), raw, 0, n);
            put(raw, type, n, target, done);
        }
    }

    /**
     * Fills a contiguous matrix (N, K) from one in a file that is (K, N), some rows of the target
     * at a time.
     */
    static void readTransposed(MemorySegment file, long offset, DType type, Tensor target) {
        int n = target.dim(0);
        int k = target.dim(1);
        int rows = Math.clamp(PIECE / Math.max(1, k), 1, Math.max(1, n));
        Object line = array(type, rows);
        Object raw = array(type, rows * k);
        for (int row = 0; row < n; row += rows) {
            int count = Math.min(rows, n - row);
            for (int i = 0; i < k; i++) {
                long from = offset + ((long) i * n + row) * type.bytes();
                MemorySegment.copy(file, layout(type), from, line, 0, count);
                scatter(line, raw, count, i, k);
            }
            put(raw, type, count * k, target, (long) row * k);
        }
    }

    /** {@code to[j * step + start] = from[j]}, for the types that weights have. */
    private static void scatter(Object from, Object to, int count, int start, int step) {
        switch (from) {
            case float[] f -> {
                float[] t = (float[]) to;
                for (int j = 0; j < count; j++) {
                    t[j * step + start] = f[j];
                }
            }
            case short[] f -> {
                short[] t = (short[]) to;
                for (int j = 0; j < count; j++) {
                    t[j * step + start] = f[j];
                }
            }
            default -> {
                for (int j = 0; j < count; j++) {
                    System.arraycopy(from, j, to, j * step + start, 1);
                }
            }
        }
    }

    /** Whether elements of a file can fill a tensor: of the same type, or narrower floats. */
    static boolean fits(DType type, DType target) {
        return type == target || target == DType.F32 && (type == DType.BF16 || type == DType.F16);
    }

    private static void put(Object raw, DType type, int n, Tensor target, long at) {
        Object host = type == target.dtype() ? raw : widened((short[]) raw, type, n);
        long to = target.layout().offset() + at;
        target.device().backend().write(host, 0, target.storage(), to, n);
    }

    private static float[] widened(short[] raw, DType type, int n) {
        float[] wide = new float[n];
        for (int i = 0; i < n; i++) {
            wide[i] =
                    type == DType.BF16
                            ? Float.intBitsToFloat(raw[i] << Short.SIZE)
                            : Float.float16ToFloat(raw[i]);
        }
        return wide;
    }

    /** Appends the elements of a tensor of any layout. */
    static void write(Tensor source, WritableByteChannel channel) throws IOException {
        try (var scope = Scope.open()) {
            Tensor t = source.isContiguous() ? source : source.copy();
            DType dtype = t.dtype();
            int piece = (int) Math.min(PIECE, t.numel());
            Object host = array(dtype, piece);
            byte[] bytes = new byte[piece * dtype.bytes()];
            for (long done = 0; done < t.numel(); done += piece) {
                int n = (int) Math.min(piece, t.numel() - done);
                t.device().backend().read(t.storage(), t.layout().offset() + done, host, 0, n);
                MemorySegment.copy(host, 0, MemorySegment.ofArray(bytes), layout(dtype), 0, n);
                SafeFiles.writeFully(channel, ByteBuffer.wrap(bytes, 0, n * dtype.bytes()));
            }
        }
    }
}
