package braid.tensor.io;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file in the safetensors format of Hugging Face: eight bytes with the length of a JSON header,
 * the header with name, type, shape and place of every tensor, then the data, little-endian and
 * without gaps. An open file is mapped into memory; each tensor is read when it is asked for.
 *
 * <pre>{@code
 * try (var file = Safetensors.open(path)) {
 *     model.loadStateDict(file.loadAll());
 * }
 * Safetensors.write(path, model.stateDict(), Map.of("format", "pt"));
 * }</pre>
 *
 * <p>Files are not trusted: the header is checked whole when the file is opened, so that a tensor
 * lies inside the file, its shape fits its bytes, and no two overlap. Format:
 * https://github.com/huggingface/safetensors#format
 */
public final class Safetensors implements AutoCloseable {

    static final String METADATA = "__metadata__";

    /** Longest header, as in the reference implementation. */
    static final int MAX_HEADER = 100_000_000;

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final SafetensorsHeader header;

    private Safetensors(Path path, Arena arena, MemorySegment file, SafetensorsHeader header) {
        this.path = path;
        this.arena = arena;
        this.file = file;
        this.header = header;
    }

    /**
     * What a file says about one tensor.
     *
     * @param name its name
     * @param type its type as the format names it: that of a {@link DType}, {@code BOOL}, or one
     *     that Braid cannot load
     * @param shape its shape
     * @param offset its first byte in the file
     * @param bytes how many it has
     */
    public record Entry(String name, String type, Shape shape, long offset, long bytes) {}

    /**
     * What a file holds.
     *
     * @param tensors on the CPU, in the current scope, by name, in the order of the header
     * @param metadata notes of whoever wrote it
     */
    public record Content(Map<String, Tensor> tensors, Map<String, String> metadata) {}

    /**
     * Opens a file and checks its header.
     *
     * @throws TensorException naming the file, the tensor and the position of the first fault
     */
    @SuppressWarnings("MustBeClosedChecker") // close() of the result closes the arena
    public static Safetensors open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new Safetensors(path, arena, file, SafetensorsHeader.parse(path, file));
        } catch (Throwable t) {
            arena.close();
            throw t;
        }
    }

    /**
     * Reads a whole file to the CPU.
     *
     * @throws TensorException as {@link #open}
     */
    public static Content read(Path path) throws IOException {
        try (var file = open(path)) {
            return new Content(file.loadAll(), file.metadata());
        }
    }

    /** Notes that whoever wrote the file left in it; often {@code format}. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** All tensors by name, in the order of the header. */
    public Map<String, Entry> entries() {
        return header.entries();
    }

    /** Reads one tensor to the CPU; see {@link #load(String, Device)}. */
    public Tensor load(String name) {
        return load(name, Device.cpu());
    }

    /**
     * Reads one tensor, of the type in the file ({@code BOOL} becomes U8), into the current scope.
     *
     * @throws TensorException if there is none of this name, or its type is none of Braid's
     */
    public Tensor load(String name, Device device) {
        Entry entry = entry(name);
        Tensor t = Tensor.allocate(entry.shape(), dtype(entry), device);
        loadInto(name, t);
        return t;
    }

    /**
     * Reads one tensor into another, such as some rows of a larger one, piece by piece, so that no
     * copy of it is in memory besides.
     *
     * @param target contiguous, of the shape in the file, on any device; of the type in the file,
     *     or F32 where that is BF16 or F16
     */
    public void loadInto(String name, Tensor target) {
        Entry entry = entry(name);
        check(entry, entry.shape(), target);
        reading(name, () -> Elements.read(file, entry.offset(), dtype(entry), target));
    }

    /**
     * As {@link #loadInto}, of a matrix that the file holds transposed.
     *
     * @param target (N, K), where the file has (K, N)
     */
    public void loadTransposedInto(String name, Tensor target) {
        Entry entry = entry(name);
        Shape s = entry.shape();
        check(entry, s.rank() == 2 ? Shape.of(s.dim(1), s.dim(0)) : s, target);
        reading(name, () -> Elements.readTransposed(file, entry.offset(), dtype(entry), target));
    }

    /** Whether a tensor of this file has the same type and bytes as one of another. */
    public boolean sameBytes(String name, Safetensors other, String otherName) {
        Entry a = entry(name);
        Entry b = other.entry(otherName);
        return a.type().equals(b.type())
                && file.asSlice(a.offset(), a.bytes())
                                .mismatch(other.file.asSlice(b.offset(), b.bytes()))
                        < 0;
    }

    private Entry entry(String name) {
        if (!arena.scope().isAlive()) {
            throw new TensorException(
                    "safetensors " + path + ": read after it was closed",
                    "load tensors before closing the file");
        }
        Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new TensorException(
                    "safetensors " + path + ": no tensor is named " + SafetensorsHeader.quote(name),
                    "it has " + summary());
        }
        return entry;
    }

    private void check(Entry entry, Shape shape, Tensor target) {
        boolean fits = Elements.fits(dtype(entry), target.dtype());
        if (!fits || !shape.equals(target.shape()) || !target.isContiguous()) {
            throw new TensorException(
                    "safetensors %s: tensor %s %s %s does not fill a tensor %s %s"
                            .formatted(
                                    path,
                                    SafetensorsHeader.quote(entry.name()),
                                    shape,
                                    entry.type(),
                                    target.shape(),
                                    target.dtype()),
                    "give a contiguous tensor of this shape and type, or F32 for BF16 and F16");
        }
    }

    private void reading(String name, Runnable read) {
        try {
            read.run();
        } catch (InternalError e) {
            // What a mapped file throws when somebody cuts it short meanwhile.
            throw new TensorException(
                    "safetensors " + path + ": shrank while " + name + " was read",
                    "do not overwrite a file in place that others read",
                    e);
        }
    }

    private String summary() {
        List<String> names = new ArrayList<>(header.entries().keySet());
        String first = String.join(", ", names.subList(0, Math.min(5, names.size())));
        return names.size() + " tensors: " + first + (names.size() > 5 ? ", …" : "");
    }

    private DType dtype(Entry entry) {
        if (entry.type().equals("BOOL")) {
            return DType.U8;
        }
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(entry.type())) {
                return dtype;
            }
        }
        throw new TensorException(
                "safetensors "
                        + path
                        + ": tensor "
                        + SafetensorsHeader.quote(entry.name())
                        + " has type "
                        + entry.type(),
                "Braid loads F32, F64, BF16, F16, I32, I64, U8 and BOOL; convert the file");
    }

    /** Reads all tensors to the CPU, in the order of the header. */
    public Map<String, Tensor> loadAll() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        header.entries().keySet().forEach(name -> all.put(name, load(name)));
        return all;
    }

    /** Lets the file go; tensors that were loaded stay. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    /**
     * Writes a file whole or not at all. Every tensor is aligned to the size of its elements.
     *
     * @param tensors by name; of any layout and device
     * @param metadata notes; may be empty
     * @throws IOException if the disk is full or the folder cannot be written; an older file of the
     *     name stays as it was
     */
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        if (tensors.containsKey(METADATA)) {
            throw new TensorException(
                    "safetensors " + path + ": a tensor is named " + METADATA,
                    "the format keeps this name for its notes; choose another");
        }
        // Larger elements first: they are aligned without a gap, which the format forbids.
        List<Map.Entry<String, Tensor>> order = new ArrayList<>(tensors.entrySet());
        order.sort(
                Comparator.comparing(
                        e -> e.getValue().dtype().bytes(), Collections.reverseOrder()));
        Map<String, Long> offsets = new HashMap<>();
        long offset = 0;
        for (Map.Entry<String, Tensor> e : order) {
            offsets.put(e.getKey(), offset);
            offset += bytes(e.getValue());
        }
        byte[] header = header(tensors, offsets, metadata);
        if (header.length > MAX_HEADER) {
            throw new TensorException(
                    "safetensors " + path + ": the header would have " + header.length + " bytes",
                    "the format allows " + MAX_HEADER + "; shorten names and metadata");
        }
        SafeFiles.write(
                path,
                channel -> {
                    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
                    SafeFiles.writeFully(channel, length.putLong(header.length).flip());
                    SafeFiles.writeFully(channel, ByteBuffer.wrap(header));
                    for (Map.Entry<String, Tensor> e : order) {
                        Elements.write(e.getValue(), channel);
                    }
                });
    }

    private static long bytes(Tensor t) {
        return t.numel() * t.dtype().bytes();
    }

    /** The JSON, padded with spaces so that the data begins at a multiple of 8. */
    private static byte[] header(
            Map<String, Tensor> tensors, Map<String, Long> offsets, Map<String, String> metadata) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(METADATA);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            tensors.forEach((name, t) -> writeEntry(json, name, t, offsets.getOrDefault(name, 0L)));
            json.writeEndObject();
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    private static void writeEntry(JsonGenerator json, String name, Tensor t, long offset) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("dtype", t.dtype().name());
        json.writeName("shape");
        int[] dims = t.shape().toArray();
        json.writeArray(dims, 0, dims.length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {offset, offset + bytes(t)}, 0, 2);
        json.writeEndObject();
    }
}
