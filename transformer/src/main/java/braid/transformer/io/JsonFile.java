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

/**
 * A JSON object of a model folder, or one inside it. It is not trusted; faults name the file.
 *
 * @param path of the file
 * @param node the object
 */
public record JsonFile(Path path, ObjectNode node) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private static final long MOST_BYTES = 16L << 20;

    /** More than any size in a configuration, and no product of three with it overflows. */
    private static final int MOST = 1 << 24;

    /**
     * Reads a file of at most 16 MiB.
     *
     * @throws TensorException if there is none, or it is no JSON object, naming it and the fault
     */
    public static JsonFile read(Path path) throws IOException {
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

    /** An object as these files are written. */
    public static byte[] bytes(ObjectNode json) {
        return JSON.writeValueAsBytes(json);
    }

    /** A complaint about the file. */
    public TensorException fault(String what, String hint) {
        return fault(path, what, hint, null);
    }

    /** Whether a key is there with a value other than null. */
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** A whole number from 1 on. */
    public int size(String key) {
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

    /** As {@link #size(String)}, where the key may be missing. */
    public int size(String key, int otherwise) {
        return has(key) ? size(key) : otherwise;
    }

    /** A number from 0 on. */
    public double real(String key) {
        JsonNode value = node.path(key);
        if (!value.isNumber() || !(value.asDouble() >= 0) || Double.isInfinite(value.asDouble())) {
            throw fault(
                    "has " + key + ": " + shown(value) + ", wanted: a number from 0 on",
                    "give the config.json that belongs to the weights");
        }
        return value.asDouble();
    }

    /** As {@link #real(String)}, where the key may be missing. */
    public double real(String key, double otherwise) {
        return has(key) ? real(key) : otherwise;
    }

    /** True or false. */
    public boolean flag(String key, boolean otherwise) {
        return has(key) ? node.path(key).asBoolean(otherwise) : otherwise;
    }

    /** A text. */
    public String text(String key, String otherwise) {
        return has(key) ? node.path(key).asString(otherwise) : otherwise;
    }

    /** The object under a key; faults name the same file. */
    public @Nullable JsonFile object(String key) {
        return node.path(key) instanceof ObjectNode object ? new JsonFile(path, object) : null;
    }

    /** Refuses a setting that changes what the model computes and that Braid does not have. */
    public void require(String key, boolean holds, String wanted) {
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
