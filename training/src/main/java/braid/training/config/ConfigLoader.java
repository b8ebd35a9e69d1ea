package braid.training.config;

import braid.training.ConfigurationException;
import braid.training.data.DidYouMean;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads a configuration: the defaults, over them a YAML file, over them settings {@code a.b=value}.
 * A key that the defaults do not have is refused, with the nearest one that they do; all such
 * faults are told at once.
 */
public final class ConfigLoader {

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private ConfigLoader() {}

    /**
     * A configuration and its full text.
     *
     * @param yaml every key with its value, to be kept with the run
     */
    public record Resolved<C>(C config, String yaml) {}

    /**
     * Reads a configuration.
     *
     * @param defaults name of the resource with all keys
     * @param file the user's file, or null for the defaults alone
     * @param settings {@code a.b=value}, in order
     * @param type of the configuration
     */
    public static <C> Resolved<C> load(
            String defaults, @Nullable Path file, List<String> settings, Class<C> type)
            throws IOException {
        ObjectNode tree = defaults(defaults);
        List<String> faults = new ArrayList<>();
        if (file != null) {
            merge(tree, read(file), "", file.toString(), faults);
        }
        for (String setting : settings) {
            merge(tree, parse(setting), "", "--set " + setting, faults);
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(
                    String.join("\n", faults),
                    "keys and their defaults: braid COMMAND --show-defaults");
        }
        return bind(tree, type, file == null ? "configuration" : file.toString());
    }

    /** Reads the full text that a run keeps. */
    public static <C> C reload(Path file, Class<C> type) throws IOException {
        return bind(read(file), type, file.toString()).config();
    }

    /** The text of the defaults, with comments. */
    public static String text(String defaults) throws IOException {
        try (InputStream in = ConfigLoader.class.getResourceAsStream(defaults)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static ObjectNode defaults(String name) throws IOException {
        return (ObjectNode) YAML.readTree(text(name));
    }

    private static ObjectNode read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new ConfigurationException(
                    "configuration " + file + " does not exist", "check the path");
        }
        try {
            JsonNode node = YAML.readTree(Files.readString(file));
            if (node instanceof ObjectNode o) {
                return o;
            }
        } catch (JacksonException e) {
            throw new ConfigurationException(
                    "configuration " + file + ": " + e.getOriginalMessage(),
                    "write YAML: key: value on lines of their own");
        }
        throw new ConfigurationException(
                "configuration " + file + " holds no keys",
                "write key: value on lines of their own");
    }

    private static ObjectNode parse(String setting) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
            throw new ConfigurationException(
                    "--set " + setting + ": no key and value", "write --set train.steps=100");
        }
        String[] path = setting.substring(0, equals).strip().split("\\.");
        ObjectNode root = YAML.createObjectNode();
        ObjectNode at = root;
        for (int i = 0; i + 1 < path.length; i++) {
            at = at.putObject(path[i]);
        }
        at.set(path[path.length - 1], YAML.readTree(setting.substring(equals + 1)));
        return root;
    }

    private static void merge(
            ObjectNode into, ObjectNode from, String prefix, String source, List<String> faults) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            String key = field.getKey();
            JsonNode known = into.get(key);
            if (known == null) {
                String near = DidYouMean.closest(key, into.propertyNames());
                faults.add(
                        source
                                + ": unknown key "
                                + prefix
                                + key
                                + (near == null ? "" : " (did you mean " + prefix + near + "?)"));
            } else if (known instanceof ObjectNode inner
                    && field.getValue() instanceof ObjectNode value) {
                merge(inner, value, prefix + key + ".", source, faults);
            } else if (known.isObject() != field.getValue().isObject()) {
                faults.add(source + ": " + prefix + key + " has the wrong form");
            } else {
                into.set(key, field.getValue());
            }
        }
    }

    private static <C> Resolved<C> bind(ObjectNode tree, Class<C> type, String source) {
        try {
            return new Resolved<>(YAML.treeToValue(tree, type), YAML.writeValueAsString(tree));
        } catch (JacksonException e) {
            throw new ConfigurationException(
                    source + ": " + fault(e),
                    "keys and their defaults: braid COMMAND --show-defaults");
        }
    }

    /** The key, what it was given, and what it takes. */
    private static String fault(JacksonException e) {
        if (e.getCause() instanceof ConfigurationException c) {
            return String.valueOf(c.getMessage()).lines().findFirst().orElse("");
        }
        String key =
                e.getPath().stream()
                        .map(reference -> String.valueOf(reference.getPropertyName()))
                        .collect(Collectors.joining("."));
        if (e instanceof InvalidFormatException f) {
            Object[] constants = f.getTargetType().getEnumConstants();
            String wanted =
                    constants == null
                            ? f.getTargetType().getSimpleName()
                            : Arrays.stream(constants)
                                    .map(c -> YAML.convertValue(c, String.class))
                                    .collect(Collectors.joining(", ", "one of ", ""));
            return key + " is '" + f.getValue() + "', wanted: " + wanted;
        }
        return key + ": " + e.getOriginalMessage().lines().findFirst().orElse("");
    }
}
