package braid.transformer.io;

import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON object of a model folder, or one inside it. It is not trusted; faults name the file. */
record JsonFile(Path path, ObjectNode node) {

    static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private static final long MOST_BYTES = 16L << 20;

    /** More than any size in a configuration, and no product of three with it overflows. */
    private static final int MOST = 1 << 24;

    static JsonFile read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new TensorException(
                    "model: there is no file " + path,
                    "give a model folder: config.json, model.safetensors or its shards with"
                            + " model.safetensors.index.json, and the tokenizer's files");
        }
        long size = Files.size(path);
        if (size > MOST_BYTES) {
            throw fault(
                    path, "has " + size + " bytes", "at most " + MOST_BYTES + " are read", null);
        }
        try {
            if (JSON.readTree(Files.readAllBytes(path)) instanceof ObjectNode object) {
                return new JsonFile(path, object);
            }
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw fault(
                    path,
                    "is not the JSON it should be: "
                            + e.getOriginalMessage()
                            + (at == null ? "" : " at byte " + Math.max(0, at.getByteOffset())),
                    "the file is damaged; download it again",
                    e);
        }
        throw fault(path, "is no JSON object", "download the file again", null);
    }

    private static TensorException fault(
            Path path, String what, String hint, @Nullable Throwable cause) {
        return new TensorException("model file " + path + " " + what, hint, cause);
    }

    /** A complaint about the file. */
    TensorException fault(String what, String hint) {
        return fault(path, what, hint, null);
    }

    /** Whether a key is there with a value other than null. */
    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** A whole number from 1 on. */
    int size(String key) {
        JsonNode value = node.path(key);
        if (!value.isInt() || value.asInt() < 1 || value.asInt() > MOST) {
            throw fault(
                    "has "
                            + key
                            + ": "
                            + shown(value)
                            + ", wanted: a whole number from 1 to "
                            + MOST,
                    "give the config.json that belongs to the weights");
        }
        return value.asInt();
    }

    int size(String key, int otherwise) {
        return has(key) ? size(key) : otherwise;
    }

    /** A number from 0 on. */
    double real(String key) {
        JsonNode value = node.path(key);
        if (!value.isNumber() || !(value.asDouble() >= 0) || Double.isInfinite(value.asDouble())) {
            throw fault(
                    "has " + key + ": " + shown(value) + ", wanted: a number from 0 on",
                    "give the config.json that belongs to the weights");
        }
        return value.asDouble();
    }

    double real(String key, double otherwise) {
        return has(key) ? real(key) : otherwise;
    }

    boolean flag(String key, boolean otherwise) {
        return has(key) ? node.path(key).asBoolean(otherwise) : otherwise;
    }

    String text(String key, String otherwise) {
        return has(key) ? node.path(key).asString(otherwise) : otherwise;
    }

    /** The object under a key; faults name the same file. */
    @Nullable JsonFile object(String key) {
        return node.path(key) instanceof ObjectNode object ? new JsonFile(path, object) : null;
    }

    /** Refuses a setting that changes what the model computes and that Braid does not have. */
    void require(String key, boolean holds, String wanted) {
        if (!holds) {
            throw fault(
                    "has " + key + ": " + shown(node.path(key)) + ", wanted: " + wanted,
                    "models with another setting are not supported");
        }
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
