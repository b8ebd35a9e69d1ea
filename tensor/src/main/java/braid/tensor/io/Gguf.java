package braid.tensor.io;

import braid.tensor.Shape;
import braid.tensor.TensorException;
import braid.tensor.io.GgufHeader.Value;
import braid.tensor.io.GgufHeader.ValueType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file in the GGUF format of ggml, version 2 or 3, little-endian: keys with values, then name,
 * shape, type and place of every tensor, then the data. An open file is mapped into memory; values
 * and tensors are read when they are asked for, tensors as F32 whatever they are in the file.
 *
 * <p>Files are not trusted: all that stands before the data is checked when the file is opened, so
 * that lengths fit the file, a tensor lies inside it and no two overlap. Format:
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
public final class Gguf implements AutoCloseable {

    static final ValueLayout.OfShort SHORT = unaligned(ValueLayout.JAVA_SHORT_UNALIGNED);
    static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final GgufHeader header;

    private Gguf(Path path, Arena arena, MemorySegment file, GgufHeader header) {
        this.path = path;
        this.arena = arena;
        this.file = file;
        this.header = header;
    }

    private static ValueLayout.OfShort unaligned(ValueLayout.OfShort layout) {
        return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
    }

    /** How the elements of a tensor are kept: in blocks of some elements and bytes. */
    public enum Type {
        /** 32 bits. */
        F32(0, 1, 4),
        /** 16 bits, IEEE 754. */
        F16(1, 1, 2),
        /**
         * 32 elements: a scale in F16, then 16 bytes with elements i and i + 16 in their halves,
         * {@code scale (q - 8)}.
         */
        Q4_0(2, 32, 18),
        /** 32 elements: a scale in F16, then signed bytes, {@code scale q}. */
        Q8_0(8, 32, 34),
        /** The upper 16 bits of F32. */
        BF16(30, 1, 2);

        final int number;
        final int elements;
        final int bytes;

        Type(int number, int elements, int bytes) {
            this.number = number;
            this.elements = elements;
            this.bytes = bytes;
        }
    }

    /**
     * What a file says about one tensor.
     *
     * @param name its name
     * @param type of its elements
     * @param shape row-major, so in the opposite order of the file's
     * @param offset its first byte in the file
     * @param bytes how many it has
     */
    public record Entry(String name, Type type, Shape shape, long offset, long bytes) {}

    /**
     * Opens a file and checks all but the data.
     *
     * @throws TensorException naming the file, the key or tensor, and the position of the first
     *     fault
     */
    @SuppressWarnings("MustBeClosedChecker") // close() of the result closes the arena
    public static Gguf open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new Gguf(path, arena, file, GgufHeader.parse(path, file));
        } catch (Throwable t) {
            arena.close();
            throw t;
        }
    }

    /** All tensors by name, in the order of the file. */
    public Map<String, Entry> entries() {
        return header.entries();
    }

    /** Whether a key has a value. */
    public boolean has(String key) {
        return header.values().containsKey(key);
    }

    /** A whole number. */
    public long integer(String key) {
        return integer(key, one(key));
    }

    /** A number; one in F32 as its shortest decimal, which whoever wrote it had: 1e-5. */
    public double real(String key) {
        Value value = one(key);
        return switch (value.type()) {
            case F32 -> Double.parseDouble(Float.toString(file.get(FLOAT, value.offset())));
            case F64 -> file.get(DOUBLE, value.offset());
            default -> integer(key, value);
        };
    }

    /** True or false. */
    public boolean flag(String key) {
        Value value = one(key);
        if (value.type() != ValueType.BOOL) {
            throw wrong(key, value, "true or false");
        }
        return file.get(ValueLayout.JAVA_BYTE, value.offset()) != 0;
    }

    /** A text. */
    public String text(String key) {
        Value value = one(key);
        if (value.type() != ValueType.STRING) {
            throw wrong(key, value, "a text");
        }
        return header.text(value.offset());
    }

    /** A list of texts. */
    public List<String> texts(String key) {
        Value value = list(key, ValueType.STRING, "a list of texts");
        List<String> all = new ArrayList<>();
        long at = value.offset();
        for (long i = 0; i < value.count(); i++) {
            all.add(header.text(at));
            at += Long.BYTES + file.get(LONG, at);
        }
        return all;
    }

    /** A list of numbers in F32. */
    public float[] floats(String key) {
        Value value = list(key, ValueType.F32, "a list of F32");
        return file.asSlice(value.offset(), value.count() * Float.BYTES).toArray(FLOAT);
    }

    /** A list of whole numbers of 32 bits. */
    public int[] integers(String key) {
        Value value = list(key, ValueType.I32, "a list of I32");
        return file.asSlice(value.offset(), value.count() * Integer.BYTES).toArray(INT);
    }

    private Value list(String key, ValueType type, String wanted) {
        Value value = value(key);
        if (!value.isList() || value.type() != type) {
            throw wrong(key, value, wanted);
        }
        return value;
    }

    private Value one(String key) {
        Value value = value(key);
        if (value.isList()) {
            throw wrong(key, value, "one value");
        }
        return value;
    }

    private Value value(String key) {
        if (!arena.scope().isAlive()) {
            throw new TensorException(
                    "gguf " + path + ": read after it was closed",
                    "read values and tensors before closing the file");
        }
        Value value = header.values().get(key);
        if (value == null) {
            throw new TensorException(
                    "gguf " + path + ": there is no key " + SafetensorsHeader.quote(key),
                    "the file is of another kind of model, or made by an old tool; convert it anew");
        }
        return value;
    }

    private long integer(String key, Value value) {
        long at = value.offset();
        return switch (value.type()) {
            case U8 -> file.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
            case I8 -> file.get(ValueLayout.JAVA_BYTE, at);
            case U16 -> file.get(SHORT, at) & 0xFFFF;
            case I16 -> file.get(SHORT, at);
            case U32 -> Integer.toUnsignedLong(file.get(INT, at));
            case I32 -> file.get(INT, at);
            case U64, I64 -> file.get(LONG, at);
            default -> throw wrong(key, value, "a whole number");
        };
    }

    private TensorException wrong(String key, Value value, String wanted) {
        return new TensorException(
                "gguf %s: key %s has %s %s at byte %d, wanted: %s"
                        .formatted(
                                path,
                                SafetensorsHeader.quote(key),
                                value.isList() ? "a list of" : "a",
                                value.type(),
                                value.offset(),
                                wanted),
                "the file is damaged, or of another kind of model");
    }

    /**
     * Reads elements of a tensor as F32.
     *
     * @param from first element, row-major; where elements are kept in blocks, the first of one
     * @param to receives {@code count} elements from its beginning on
     */
    public void read(Entry entry, long from, float[] to, int count) {
        Type type = entry.type();
        if (from % type.elements != 0 || from + count > entry.shape().numel()) {
            throw new IndexOutOfBoundsException(entry + " from " + from + ", " + count);
        }
        long at = entry.offset() + from / type.elements * type.bytes;
        try {
            switch (type) {
                case F32 -> MemorySegment.copy(file, FLOAT, at, to, 0, count);
                case F16 -> {
                    for (int i = 0; i < count; i++) {
                        to[i] = Float.float16ToFloat(file.get(SHORT, at + 2L * i));
                    }
                }
                case BF16 -> {
                    for (int i = 0; i < count; i++) {
                        to[i] = Float.intBitsToFloat(file.get(SHORT, at + 2L * i) << Short.SIZE);
                    }
                }
                case Q8_0, Q4_0 -> readBlocks(type, at, to, count);
            }
        } catch (InternalError e) {
            // What a mapped file throws when somebody cuts it short meanwhile.
            throw new TensorException(
                    "gguf " + path + ": shrank while " + entry.name() + " was read",
                    "do not overwrite a file in place that others read",
                    e);
        }
    }

    private void readBlocks(Type type, long from, float[] to, int count) {
        long at = from;
        int half = type.elements / 2;
        for (int i = 0; i < count; i++) {
            int in = i % type.elements;
            if (i > 0 && in == 0) {
                at += type.bytes;
            }
            float scale = Float.float16ToFloat(file.get(SHORT, at));
            if (type == Type.Q8_0) {
                to[i] = scale * file.get(ValueLayout.JAVA_BYTE, at + Short.BYTES + in);
            } else {
                int both = file.get(ValueLayout.JAVA_BYTE, at + Short.BYTES + in % half);
                to[i] = scale * ((in < half ? both & 0xF : both >> 4 & 0xF) - 8);
            }
        }
    }

    /** Lets the file go. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
