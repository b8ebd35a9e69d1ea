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

    /** Fills a contiguous tensor from a file. */
    static void read(MemorySegment file, long offset, Tensor target) {
        DType dtype = target.dtype();
        int piece = (int) Math.min(PIECE, target.numel());
        Object host = array(dtype, piece);
        for (long done = 0; done < target.numel(); done += piece) {
            int n = (int) Math.min(piece, target.numel() - done);
            long from = offset + done * dtype.bytes();
            MemorySegment.copy(file, layout(dtype), from, host, 0, n);
            target.device().backend().write(host, 0, target.storage(), done, n);
        }
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
