package braid.tensor.io;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.io.SafetensorsHeader.Entry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes safetensors files: 8 bytes with the size of a JSON header, the header, the
 * tensors' bytes in little-endian order (github.com/huggingface/safetensors).
 */
public final class Safetensors {

    private static final long MOST_HEADER_BYTES = 100_000_000;
    private static final int CHUNK = 1 << 20;

    private Safetensors() {}

    /**
     * What a file holds.
     *
     * @param tensors on the CPU, by name, in the order of their data
     * @param metadata text by name
     */
    public record Content(Map<String, Tensor> tensors, Map<String, String> metadata) {}

    /**
     * Reads a file into tensors of the current scope.
     *
     * @throws braid.tensor.TensorException if the file is damaged; it names file, tensor and place
     */
    public static Content read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            readFully(path, channel, length, 0);
            long headerBytes = length.flip().getLong();
            if (headerBytes < 0 || headerBytes > Math.min(size - 8, MOST_HEADER_BYTES)) {
                throw SafetensorsHeader.fault(
                        path, "header of " + headerBytes + " bytes in a file of " + size, null);
            }
            ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
            readFully(path, channel, json, 8);
            long data = 8 + headerBytes;
            var header = SafetensorsHeader.parse(path, json.array(), size - data);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Entry e : header.entries()) {
                tensors.put(e.name(), read(path, channel, e, data));
            }
            return new Content(tensors, header.metadata());
        }
    }

    private static void readFully(Path path, FileChannel channel, ByteBuffer into, long at)
            throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, at + into.position()) < 0) {
                throw SafetensorsHeader.fault(path, "ends at byte " + channel.size(), null);
            }
        }
    }

    private static Tensor read(Path path, FileChannel channel, Entry e, long data)
            throws IOException {
        int n = Math.toIntExact(e.shape().numel());
        int width = e.dtype().bytes();
        Object array = array(e.dtype(), n);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < n; at += CHUNK / width) {
            int count = Math.min(CHUNK / width, n - at);
            chunk.clear().limit(count * width);
            readFully(path, channel, chunk, data + e.begin() + (long) at * width);
            copy(chunk.flip(), array, at, count);
        }
        return Tensor.ofRaw(e.shape(), e.dtype(), array);
    }

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

    private static void copy(ByteBuffer from, Object array, int at, int count) {
        switch (array) {
            case float[] a -> from.asFloatBuffer().get(a, at, count);
            case double[] a -> from.asDoubleBuffer().get(a, at, count);
            case short[] a -> from.asShortBuffer().get(a, at, count);
            case int[] a -> from.asIntBuffer().get(a, at, count);
            case long[] a -> from.asLongBuffer().get(a, at, count);
            case byte[] a -> from.get(a, at, count);
            default -> throw new IllegalStateException(array.getClass().getName());
        }
    }

    /**
     * Writes tensors to a file, which is complete or, if anything fails, what it was before.
     *
     * @param tensors by name; of any layout and device
     * @param metadata text by name
     */
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        List<Entry> entries = new ArrayList<>();
        long at = 0;
        for (var t : tensors.entrySet()) {
            long bytes = t.getValue().numel() * t.getValue().dtype().bytes();
            entries.add(
                    new Entry(
                            t.getKey(),
                            t.getValue().dtype(),
                            t.getValue().shape(),
                            at,
                            at + bytes));
            at += bytes;
        }
        byte[] json = new SafetensorsHeader(entries, metadata).toJson();
        SafeFiles.write(
                path,
                channel -> {
                    ByteBuffer head =
                            ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
                    writeFully(channel, head.putLong(json.length).put(json).flip());
                    for (Tensor t : tensors.values()) {
                        write(channel, t.toRaw(), (int) t.numel(), t.dtype().bytes());
                    }
                });
    }

    private static void write(FileChannel channel, Object array, int n, int width)
            throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < n; at += CHUNK / width) {
            int count = Math.min(CHUNK / width, n - at);
            chunk.clear();
            switch (array) {
                case float[] a -> chunk.asFloatBuffer().put(a, at, count);
                case double[] a -> chunk.asDoubleBuffer().put(a, at, count);
                case short[] a -> chunk.asShortBuffer().put(a, at, count);
                case int[] a -> chunk.asIntBuffer().put(a, at, count);
                case long[] a -> chunk.asLongBuffer().put(a, at, count);
                case byte[] a -> chunk.duplicate().put(a, at, count);
                default -> throw new IllegalStateException(array.getClass().getName());
            }
            writeFully(channel, chunk.limit(count * width));
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            channel.write(from);
        }
    }
}
