package braid.tensor.io;

import braid.tensor.Shape;
import braid.tensor.TensorException;
import braid.tensor.io.Gguf.Entry;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and checks what stands in front of the data of a GGUF file. Of a value, its place is kept
 * and not its content, so that memory follows the number of keys and never what lengths claim.
 */
final class GgufHeader {

    private static final int MAGIC = 0x46554747;
    private static final String ALIGNMENT = "general.alignment";
    private static final int LONGEST_NAME = 1 << 16;
    private static final int MOST_AXES = 4;

    /** Bytes of the shortest key with a value, and of the shortest tensor. */
    private static final int SHORTEST_VALUE = Long.BYTES + Integer.BYTES + 1;

    private static final int SHORTEST_TENSOR = 3 * Long.BYTES + 2 * Integer.BYTES;

    private final Path path;
    private final MemorySegment file;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long at;

    private GgufHeader(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
    }

    /** Types of values, in the order of their numbers. */
    enum ValueType {
        U8(1),
        I8(1),
        U16(2),
        I16(2),
        U32(4),
        I32(4),
        F32(4),
        BOOL(1),
        STRING(8),
        LIST(12),
        U64(8),
        I64(8),
        F64(8);

        /** Bytes, at least. */
        private final int bytes;

        ValueType(int bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * Where a value lies.
     *
     * @param type of it, or of its elements
     * @param count elements of a list, -1 where it is none
     */
    record Value(ValueType type, long offset, long count) {
        boolean isList() {
            return count >= 0;
        }
    }

    static GgufHeader parse(Path path, MemorySegment file) {
        var header = new GgufHeader(path, file);
        header.readAll();
        return header;
    }

    Map<String, Value> values() {
        return Collections.unmodifiableMap(values);
    }

    Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** The text whose length stands at a place that was checked. */
    String text(long offset) {
        long length = file.get(Gguf.LONG, offset);
        byte[] bytes = file.asSlice(offset + Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void readAll() {
        if (readInt() != MAGIC) {
            throw fault("does not begin with GGUF", 0);
        }
        int version = readInt();
        if (version != 2 && version != 3) {
            throw fault("is of version " + version + ", wanted: 2 or 3", Integer.BYTES);
        }
        long tensors = readCount("tensors", SHORTEST_TENSOR);
        long keys = readCount("keys", SHORTEST_VALUE);
        for (long i = 0; i < keys; i++) {
            readValue();
        }
        List<Entry> found = new ArrayList<>();
        for (long i = 0; i < tensors; i++) {
            found.add(readEntry());
        }
        long alignment = alignment();
        long data = Math.ceilDiv(at, alignment) * alignment;
        for (Entry e : found) {
            place(e, data, alignment);
        }
        checkOverlap();
    }

    private void readValue() {
        long start = at;
        String key = readName("a key");
        ValueType type = readType(key);
        Value value;
        if (type == ValueType.LIST) {
            type = readType(key);
            if (type == ValueType.LIST) {
                throw fault("key " + quote(key) + " has a list of lists", start);
            }
            long count = readCount("elements of " + quote(key), type.bytes);
            value = new Value(type, at, count);
            if (type == ValueType.STRING) {
                for (long i = 0; i < count; i++) {
                    skipText(key);
                }
            } else {
                at += count * type.bytes;
            }
        } else {
            value = new Value(type, at, -1);
            if (type == ValueType.STRING) {
                skipText(key);
            } else {
                require(type.bytes);
                at += type.bytes;
            }
        }
        if (values.put(key, value) != null) {
            throw fault("key " + quote(key) + " is there twice", start);
        }
    }

    private ValueType readType(String key) {
        long start = at;
        int number = readInt();
        ValueType[] types = ValueType.values();
        if (number < 0 || number >= types.length) {
            throw fault("key " + quote(key) + " has a value of the unknown type " + number, start);
        }
        return types[number];
    }

    private void skipText(String of) {
        long start = at;
        long length = readLong();
        if (length < 0 || length > file.byteSize() - at) {
            throw fault(
                    quote(of)
                            + " has a text of "
                            + Long.toUnsignedString(length)
                            + " bytes where "
                            + (file.byteSize() - at)
                            + " are left",
                    start);
        }
        at += length;
    }

    private String readName(String what) {
        long start = at;
        skipText(what);
        if (at - start - Long.BYTES > LONGEST_NAME) {
            throw fault(what + " has " + (at - start - Long.BYTES) + " bytes", start);
        }
        return text(start);
    }

    /** The type's number and the place in the data are checked by {@link #place}. */
    private Entry readEntry() {
        long start = at;
        String name = readName("a tensor's name");
        int axes = readInt();
        if (axes < 1 || axes > MOST_AXES) {
            throw fault("tensor " + quote(name) + " has " + axes + " axes", start);
        }
        int[] dims = new int[axes];
        long elements = 1;
        for (int i = axes - 1; i >= 0; i--) {
            long size = readLong();
            if (size < 1 || size > Integer.MAX_VALUE || elements > Long.MAX_VALUE / 8 / size) {
                throw fault("tensor " + quote(name) + " has an axis of " + size, start);
            }
            dims[i] = (int) size;
            elements *= size;
        }
        Gguf.Type type = type(readInt());
        if (type == null || dims[axes - 1] % type.elements != 0) {
            throw fault(
                    type == null
                            ? "tensor "
                                    + quote(name)
                                    + " is of a type that is not read; F32, F16, BF16,"
                                    + " Q8_0 and Q4_0 are"
                            : "tensor "
                                    + quote(name)
                                    + " has rows of "
                                    + dims[axes - 1]
                                    + ", no multiple of a block of "
                                    + type,
                    start);
        }
        long offset = readLong();
        long bytes = elements / type.elements * type.bytes;
        Entry entry = new Entry(name, type, Shape.of(dims), offset, bytes);
        if (entries.put(name, entry) != null) {
            throw fault("tensor " + quote(name) + " is there twice", start);
        }
        return entry;
    }

    private static Gguf.@Nullable Type type(int number) {
        for (Gguf.Type type : Gguf.Type.values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }

    private long alignment() {
        Value value = values.get(ALIGNMENT);
        if (value == null) {
            return 32;
        }
        long alignment =
                value.type() == ValueType.U32 && !value.isList()
                        ? file.get(Gguf.INT, value.offset())
                        : 0;
        if (alignment < 1 || alignment > 1 << 20) {
            throw fault(ALIGNMENT + " is no number from 1 to 2^20", value.offset());
        }
        return alignment;
    }

    /** Puts the place in the file for that in the data. */
    private void place(Entry e, long data, long alignment) {
        long room = file.byteSize() - data;
        if (e.offset() < 0 || e.offset() % alignment != 0 || e.offset() > room - e.bytes()) {
            throw fault(
                    "tensor %s of %d bytes lies at byte %s of %d bytes of data, aligned to %d"
                            .formatted(
                                    quote(e.name()),
                                    e.bytes(),
                                    Long.toUnsignedString(e.offset()),
                                    room,
                                    alignment),
                    data);
        }
        entries.put(
                e.name(), new Entry(e.name(), e.type(), e.shape(), data + e.offset(), e.bytes()));
    }

    private void checkOverlap() {
        List<Entry> order = new ArrayList<>(entries.values());
        order.sort(Comparator.comparingLong(Entry::offset));
        for (int i = 1; i < order.size(); i++) {
            Entry before = order.get(i - 1);
            if (before.offset() + before.bytes() > order.get(i).offset()) {
                throw fault(
                        "tensor "
                                + quote(order.get(i).name())
                                + " overlaps "
                                + quote(before.name()),
                        order.get(i).offset());
            }
        }
    }

    /** A number of things of which each takes some bytes. */
    private long readCount(String what, int least) {
        long start = at;
        long count = readLong();
        if (count < 0 || count > (file.byteSize() - at) / least) {
            throw fault(
                    "says that it has "
                            + Long.toUnsignedString(count)
                            + " "
                            + what
                            + ", and "
                            + (file.byteSize() - at)
                            + " bytes are left",
                    start);
        }
        return count;
    }

    private int readInt() {
        require(Integer.BYTES);
        int value = file.get(Gguf.INT, at);
        at += Integer.BYTES;
        return value;
    }

    private long readLong() {
        require(Long.BYTES);
        long value = file.get(Gguf.LONG, at);
        at += Long.BYTES;
        return value;
    }

    private void require(int bytes) {
        if (file.byteSize() - at < bytes) {
            throw fault("ends in front of its data", at);
        }
    }

    private static String quote(String name) {
        return SafetensorsHeader.quote(name);
    }

    private TensorException fault(String problem, long position) {
        return new TensorException(
                "gguf " + path + ": " + problem + " (at byte " + position + ")",
                "the file is damaged, cut short, or of another format; fetch or convert it again");
    }
}
