package braid.tensor.io;

import braid.tensor.Shape;
import braid.tensor.TensorException;
import braid.tensor.io.Safetensors.Entry;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and checks the header of a safetensors file. The JSON is read as a stream, so that memory
 * follows the size of the header and never what the header claims.
 */
final class SafetensorsHeader {

    private static final int LENGTH_BYTES = 8;
    private static final int LONGEST_QUOTE = 120;

    /** Bytes of an element of the types that the format knows; Braid loads some of them. */
    private static final Map<String, Integer> TYPES =
            Map.ofEntries(
                    Map.entry("BOOL", 1),
                    Map.entry("U8", 1),
                    Map.entry("I8", 1),
                    Map.entry("F8_E5M2", 1),
                    Map.entry("F8_E4M3", 1),
                    Map.entry("I16", 2),
                    Map.entry("U16", 2),
                    Map.entry("F16", 2),
                    Map.entry("BF16", 2),
                    Map.entry("I32", 4),
                    Map.entry("U32", 4),
                    Map.entry("F32", 4),
                    Map.entry("I64", 8),
                    Map.entry("U64", 8),
                    Map.entry("F64", 8));

    private final Path path;
    private final long dataStart;
    private final long fileSize;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private SafetensorsHeader(Path path, long dataStart, long fileSize) {
        this.path = path;
        this.dataStart = dataStart;
        this.fileSize = fileSize;
    }

    Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** Checks sizes, then the JSON, then that the tensors tile the data. */
    static SafetensorsHeader parse(Path path, MemorySegment file) {
        long size = file.byteSize();
        if (size < LENGTH_BYTES) {
            throw fault(
                    path,
                    "has " + size + " bytes, fewer than the 8 that hold the header's length",
                    0);
        }
        long length =
                file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 0 || length > size - LENGTH_BYTES || length > Safetensors.MAX_HEADER) {
            throw fault(
                    path,
                    "says that its header has "
                            + Long.toUnsignedString(length)
                            + " bytes; the file has "
                            + size
                            + ", and the most allowed is "
                            + Safetensors.MAX_HEADER,
                    0);
        }
        byte[] json = file.asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        if (length == 0 || json[0] != '{') {
            throw fault(path, "its header does not begin with {", LENGTH_BYTES);
        }
        var header = new SafetensorsHeader(path, LENGTH_BYTES + length, size);
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            header.readAll(parser);
        } catch (JacksonException e) {
            throw new TensorException(
                    "safetensors "
                            + path
                            + ": the header is no JSON: "
                            + e.getOriginalMessage()
                            + " at byte "
                            + position(e.getLocation()),
                    "the file is damaged or of another format",
                    e);
        }
        header.checkTiling();
        return header;
    }

    private static long position(tools.jackson.core.@Nullable TokenStreamLocation location) {
        return LENGTH_BYTES + (location == null ? 0 : Math.max(0, location.getByteOffset()));
    }

    private void readAll(JsonParser json) {
        json.nextToken();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals(Safetensors.METADATA)) {
                readMetadata(json);
            } else if (entries.containsKey(name)) {
                throw fault(json, name, "is there twice");
            } else {
                entries.put(name, readEntry(json, name));
            }
        }
        if (json.nextToken() != null) {
            throw fault(
                    path,
                    "something follows the JSON of the header",
                    position(json.currentLocation()));
        }
    }

    private void readMetadata(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT || !metadata.isEmpty()) {
            throw fault(json, Safetensors.METADATA, "is not one object");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw fault(json, Safetensors.METADATA, "value of " + quote(key) + " is no text");
            }
            if (metadata.put(key, json.getString()) != null) {
                throw fault(json, Safetensors.METADATA, "key " + quote(key) + " is there twice");
            }
        }
    }

    private Entry readEntry(JsonParser json, String name) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw fault(json, name, "is no object with dtype, shape and data_offsets");
        }
        String type = null;
        long[] shape = null;
        long[] offsets = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            boolean fresh;
            switch (key) {
                case "dtype" -> {
                    fresh = type == null;
                    type = readText(json, name);
                }
                case "shape" -> {
                    fresh = shape == null;
                    shape = readNumbers(json, name, key);
                }
                case "data_offsets" -> {
                    fresh = offsets == null;
                    offsets = readNumbers(json, name, key);
                }
                default -> throw fault(json, name, "has an unknown key " + quote(key));
            }
            if (!fresh) {
                throw fault(json, name, "has " + key + " twice");
            }
        }
        if (type == null || shape == null || offsets == null) {
            throw fault(json, name, "lacks one of dtype, shape and data_offsets");
        }
        return check(json, name, type, shape, offsets);
    }

    private String readText(JsonParser json, String name) {
        if (json.nextToken() != JsonToken.VALUE_STRING) {
            throw fault(json, name, "has a dtype that is no text");
        }
        return json.getString();
    }

    private long[] readNumbers(JsonParser json, String name, String key) {
        if (json.nextToken() != JsonToken.START_ARRAY) {
            throw fault(json, name, "has a " + key + " that is no list");
        }
        long[] numbers = new long[4];
        int n = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 0) {
                throw fault(json, name, "has a " + key + " with something else than sizes");
            }
            if (n == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * n);
            }
            numbers[n++] = json.getLongValue();
        }
        return Arrays.copyOf(numbers, n);
    }

    private Entry check(JsonParser json, String name, String type, long[] shape, long[] offsets) {
        Integer bytes = TYPES.get(type);
        if (bytes == null) {
            throw fault(json, name, "has an unknown dtype " + quote(type));
        }
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw fault(json, name, "has data_offsets " + Arrays.toString(offsets));
        }
        if (offsets[1] > fileSize - dataStart) {
            throw fault(
                    json,
                    name,
                    "ends at byte "
                            + offsets[1]
                            + " of "
                            + (fileSize - dataStart)
                            + " bytes of data");
        }
        long size = bytes;
        int[] dims = new int[shape.length];
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] > Integer.MAX_VALUE || Math.multiplyHigh(size, shape[i]) != 0) {
                throw fault(
                        json, name, "has a shape " + Arrays.toString(shape) + " that is too large");
            }
            dims[i] = (int) shape[i];
            size *= shape[i];
        }
        if (size != offsets[1] - offsets[0]) {
            throw fault(
                    json,
                    name,
                    "of "
                            + type
                            + " and shape "
                            + Arrays.toString(shape)
                            + " needs "
                            + Long.toUnsignedString(size)
                            + " bytes, and has "
                            + (offsets[1] - offsets[0]));
        }
        return new Entry(name, type, Shape.of(dims), dataStart + offsets[0], size);
    }

    /** Tensors follow each other without gap or overlap, from the header to the end of the file. */
    private void checkTiling() {
        List<Entry> order = new ArrayList<>(entries.values());
        order.sort(Comparator.comparingLong(Entry::offset).thenComparingLong(Entry::bytes));
        long end = dataStart;
        for (Entry e : order) {
            if (e.offset() != end) {
                throw fault(
                        path,
                        "tensor "
                                + quote(e.name())
                                + (e.offset() < end
                                        ? " overlaps the one before it, which ends at byte "
                                        : " leaves a gap after byte ")
                                + end,
                        e.offset());
            }
            end += e.bytes();
        }
        if (end != fileSize) {
            throw fault(path, fileSize - end + " bytes belong to no tensor", end);
        }
    }

    private TensorException fault(JsonParser json, String tensor, String problem) {
        return fault(
                path,
                "tensor " + quote(tensor) + " " + problem,
                position(json.currentTokenLocation()));
    }

    private static TensorException fault(Path path, String problem, long position) {
        return new TensorException(
                "safetensors " + path + ": " + problem + " (at byte " + position + ")",
                "the file is damaged, cut short, or of another format; fetch or write it again");
    }

    /** A name from the file for a message: short, and without control characters. */
    static String quote(String name) {
        String shown =
                name.length() <= LONGEST_QUOTE ? name : name.substring(0, LONGEST_QUOTE) + "…";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
