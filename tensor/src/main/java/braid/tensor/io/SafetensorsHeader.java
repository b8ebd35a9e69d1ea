package braid.tensor.io;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, checked: every tensor lies inside the data, its bytes are
 * those of its shape and type, and the tensors cover the data without gaps or overlaps.
 *
 * @param entries the tensors, in the order of their data
 * @param metadata text by name
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {

    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** Types of the format that exist here, by their names there. */
    private static final Map<String, DType> TYPES =
            Map.of(
                    "F32", DType.F32,
                    "F64", DType.F64,
                    "BF16", DType.BF16,
                    "F16", DType.F16,
                    "I32", DType.I32,
                    "I64", DType.I64,
                    "U8", DType.U8);

    /**
     * One tensor.
     *
     * @param begin first byte, from the beginning of the data
     * @param end byte after the last
     */
    record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

    /**
     * Reads a header.
     *
     * @param path for messages
     * @param bytes the JSON text
     * @param dataBytes size of the data behind it
     */
    static SafetensorsHeader parse(Path path, byte[] bytes, long dataBytes) {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw fault(path, "header is not JSON: " + e.getOriginalMessage(), e);
        }
        if (root == null || !root.isObject()) {
            throw fault(path, "header is not a JSON object", null);
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                field.getValue()
                        .properties()
                        .forEach(m -> metadata.put(m.getKey(), m.getValue().asString("")));
            } else {
                entries.add(entry(path, field.getKey(), field.getValue(), dataBytes));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        checkCover(path, entries, dataBytes);
        return new SafetensorsHeader(List.copyOf(entries), metadata);
    }

    private static Entry entry(Path path, String name, JsonNode node, long dataBytes) {
        DType dtype = TYPES.get(node.path("dtype").asString(""));
        if (dtype == null) {
            throw fault(path, "tensor " + name + " has the type " + node.path("dtype"), null);
        }
        JsonNode dims = node.path("shape");
        int[] shape = new int[dims.size()];
        double elements = 1;
        for (int i = 0; i < shape.length; i++) {
            if (!dims.get(i).isInt() || dims.get(i).asInt() < 0) {
                throw fault(path, "tensor " + name + " has the shape " + dims, null);
            }
            shape[i] = dims.get(i).asInt();
            elements *= shape[i];
        }
        JsonNode offsets = node.path("data_offsets");
        boolean whole = dims.isArray() && offsets.size() == 2;
        if (!whole || !offsets.get(0).isIntegralNumber() || !offsets.get(1).isIntegralNumber()) {
            throw fault(path, "tensor " + name + " lacks a shape or data_offsets", null);
        }
        if (!offsets.get(0).canConvertToLong() || !offsets.get(1).canConvertToLong()) {
            throw fault(path, "tensor " + name + " has data_offsets " + offsets, null);
        }
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        if (begin < 0 || end < begin || end > dataBytes) {
            throw fault(
                    path,
                    "tensor "
                            + name
                            + " is at bytes "
                            + begin
                            + " to "
                            + end
                            + " of "
                            + dataBytes
                            + " (truncated file?)",
                    null);
        }
        if (elements * dtype.bytes() != end - begin) {
            throw fault(
                    path,
                    "tensor "
                            + name
                            + " "
                            + dims
                            + " "
                            + dtype
                            + " has "
                            + (end - begin)
                            + " bytes",
                    null);
        }
        return new Entry(name, dtype, Shape.of(shape), begin, end);
    }

    private static void checkCover(Path path, List<Entry> entries, long dataBytes) {
        long at = 0;
        for (Entry e : entries) {
            if (e.begin() != at) {
                String what = e.begin() < at ? "overlaps the tensor before it" : "leaves a gap";
                throw fault(
                        path, "tensor " + e.name() + " at byte " + e.begin() + " " + what, null);
            }
            at = e.end();
        }
        if (at != dataBytes) {
            throw fault(path, (dataBytes - at) + " bytes behind the last tensor", null);
        }
    }

    /** The JSON text, padded with spaces to a multiple of 8 bytes. */
    byte[] toJson() {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode m = root.putObject(METADATA);
            metadata.forEach(m::put);
        }
        for (Entry e : entries) {
            ObjectNode node = root.putObject(e.name());
            node.put("dtype", e.dtype().name());
            var dims = node.putArray("shape");
            for (int d : e.shape().toArray()) {
                dims.add(d);
            }
            node.putArray("data_offsets").add(e.begin()).add(e.end());
        }
        byte[] json = JSON.writeValueAsBytes(root);
        String padding = " ".repeat((8 - json.length % 8) % 8);
        return (new String(json, StandardCharsets.UTF_8) + padding)
                .getBytes(StandardCharsets.UTF_8);
    }

    static TensorException fault(Path path, String what, @Nullable Exception cause) {
        return new TensorException(
                "safetensors " + path + ": " + what,
                "the file is damaged or no safetensors file; take it from its source again",
                cause);
    }
}
