package braid.training.config;

import braid.training.ConfigurationException;
import braid.training.data.DidYouMean;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads a configuration: the defaults, over them a YAML file, over them settings {@code a.b=value}.
 * A key that the defaults do not have is refused, with the nearest one that they do, and so is a
 * value that cannot work; all such faults are told at once.
 */
public final class ConfigLoader {

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .build();

    private static final String HINT =
            "all keys with their meaning and defaults: braid train --show-defaults, or train-vqvae";

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
     * @throws ConfigurationException naming all faults, each with its key
     */
    public static <C extends Checked> Resolved<C> load(
            String defaults, @Nullable Path file, List<String> settings, Class<C> type)
            throws IOException {
        List<Layer> layers = new ArrayList<>();
        if (file != null) {
            layers.add(new Layer(read(file), ""));
        }
        for (String setting : settings) {
            layers.add(new Layer(parse(setting), "--set " + setting + ": "));
        }
        String source = file == null ? "configuration" : "configuration " + file;
        return load(defaults, layers, type, source);
    }

    /**
     * Some keys of a configuration.
     *
     * @param source stands before a fault that is found in them; empty for none
     */
    public record Layer(ObjectNode keys, String source) {}

    /**
     * A configuration made of the defaults and layers of keys over them, later ones over earlier.
     *
     * @param defaults name of the resource with all keys
     * @param source what stands before all faults
     * @throws ConfigurationException naming all faults, each with its key
     */
    public static <C extends Checked> Resolved<C> load(
            String defaults, List<Layer> layers, Class<C> type, String source) throws IOException {
        ObjectNode usual = (ObjectNode) YAML.readTree(text(defaults));
        ObjectNode tree = usual.deepCopy();
        Faults faults = new Faults();
        for (Layer layer : layers) {
            merge(tree, layer.keys(), "", layer.source(), faults);
        }
        C config = bind(tree, usual, type, faults);
        config.check(faults);
        faults.throwIfAny(source, HINT);
        return new Resolved<>(config, YAML.writeValueAsString(tree));
    }

    /**
     * Reads the configuration that a run keeps.
     *
     * @param device takes the place of the device that the run was trained on, with products of the
     *     highest precision, since not all devices have others; null for that one
     */
    public static <C extends Checked> C reload(
            Path file, String defaults, @Nullable String device, Class<C> type) throws IOException {
        List<String> settings =
                device == null ? List.of() : List.of("device=" + device, "matmulPrecision=highest");
        return load(defaults, file, settings, type).config();
    }

    /** The keys of a resolved configuration's text. */
    public static ObjectNode parseText(String yaml) {
        return (ObjectNode) YAML.readTree(yaml);
    }

    /** Whether a file has a key at its top level; tells kinds of runs apart. */
    public static boolean hasKey(Path file, String key) throws IOException {
        return read(file).has(key);
    }

    /**
     * Refuses to continue a run with other values than those it was started with.
     *
     * @param stored the configuration that the run keeps
     * @param file as for {@link #load}
     * @param settings as for {@link #load}
     */
    public static void requireSame(Path stored, @Nullable Path file, List<String> settings)
            throws IOException {
        Map<String, JsonNode> given = new LinkedHashMap<>();
        if (file != null) {
            leaves(read(file), "", given);
        }
        for (String setting : settings) {
            leaves(parse(setting), "", given);
        }
        Map<String, JsonNode> kept = new LinkedHashMap<>();
        leaves(read(stored), "", kept);
        Faults faults = new Faults();
        given.forEach((key, value) -> {
            JsonNode was = kept.get(key);
            if (was == null || !same(was, value)) {
                faults.add(key + " is " + value + ", the run was started with " + was);
            }
        });
        faults.throwIfAny(
                "--resume with " + stored,
                "a run goes on as it was started: leave the key out, or start a new run, with from:"
                        + " to begin with these weights");
    }

    private static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.asDouble() == b.asDouble();
        }
        return a.isString() && b.isString()
                ? a.asString().equalsIgnoreCase(b.asString())
                : a.equals(b);
    }

    private static void leaves(ObjectNode tree, String prefix, Map<String, JsonNode> into) {
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            if (field.getValue() instanceof ObjectNode inner) {
                leaves(inner, prefix + field.getKey() + ".", into);
            } else {
                into.put(prefix + field.getKey(), field.getValue());
            }
        }
    }

    /** The text of the defaults, with comments. */
    public static String text(String defaults) throws IOException {
        try (InputStream in = ConfigLoader.class.getResourceAsStream(defaults)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The keys of a file, as they stand there. */
    public static ObjectNode read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new ConfigurationException(
                    "configuration " + file + ": no such file",
                    "the path is relative to " + Path.of("").toAbsolutePath());
        }
        try {
            JsonNode node = YAML.readTree(Files.readString(file));
            if (node instanceof ObjectNode o) {
                return o;
            }
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            // The parser's own words, without its drawing of the place.
            String what =
                    e.getOriginalMessage()
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith(" "))
                            .collect(Collectors.joining(", "));
            throw new ConfigurationException(
                    "configuration "
                            + file
                            + (at == null
                                    ? ""
                                    : ": line " + at.getLineNr() + ", column " + at.getColumnNr())
                            + ": not YAML: "
                            + what,
                    "write key: value on lines of their own");
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
        String[] path = setting.substring(0, equals).strip().split("\\.", -1);
        ObjectNode root = YAML.createObjectNode();
        ObjectNode at = root;
        for (int i = 0; i + 1 < path.length; i++) {
            at = at.putObject(path[i]);
        }
        String key = path[path.length - 1];
        String value = setting.substring(equals + 1);
        try {
            if (value.isBlank()) {
                at.put(key, "");
            } else {
                at.set(key, YAML.readTree(value));
            }
        } catch (JacksonException e) {
            throw new ConfigurationException(
                    "--set " + setting + ": the value is not YAML", "quote it: --set 'a.b=\"…\"'");
        }
        return root;
    }

    private static void merge(
            ObjectNode into, ObjectNode from, String prefix, String source, Faults faults) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            String key = field.getKey();
            JsonNode known = into.get(key);
            JsonNode value = field.getValue();
            if (known == null) {
                String near = DidYouMean.closest(key, into.propertyNames());
                faults.add(
                        source
                                + "unknown key "
                                + prefix
                                + key
                                + (near == null ? "" : " (did you mean " + prefix + near + "?)"));
            } else if (known instanceof ObjectNode inner && value instanceof ObjectNode group) {
                merge(inner, group, prefix + key + ".", source, faults);
            } else if (known.isObject()) {
                faults.add(source + prefix + key + " is a group of keys, no value");
            } else if (value.isObject() || value.isNull()) {
                faults.add(source + prefix + key + " takes a value");
            } else {
                into.set(key, value);
            }
        }
    }

    /** Binds; a value of the wrong kind is a fault, and its default stands in for it. */
    private static <C> C bind(ObjectNode tree, ObjectNode usual, Class<C> type, Faults faults) {
        ObjectNode sound = tree.deepCopy();
        while (true) {
            try {
                return YAML.treeToValue(sound, type);
            } catch (JacksonException e) {
                List<String> path = path(e);
                faults.add(fault(e, path, sound, usual));
                if (!reset(sound, usual, path)) {
                    faults.throwIfAny("configuration", HINT);
                }
            }
        }
    }

    /** Names of the keys that lead to the value, without a place in a list. */
    private static List<String> path(JacksonException e) {
        List<String> names = new ArrayList<>();
        for (JacksonException.Reference reference : e.getPath()) {
            if (reference.getPropertyName() != null) {
                names.add(reference.getPropertyName());
            }
        }
        return names;
    }

    private static boolean reset(ObjectNode tree, ObjectNode usual, List<String> path) {
        if (path.isEmpty()) {
            return false;
        }
        ObjectNode at = tree;
        ObjectNode from = usual;
        for (String name : path.subList(0, path.size() - 1)) {
            at = (ObjectNode) at.get(name);
            from = (ObjectNode) from.get(name);
        }
        JsonNode value = from.get(path.getLast());
        boolean changes = value != null && !value.equals(at.get(path.getLast()));
        at.set(path.getLast(), value);
        return changes;
    }

    /** The key, what it was given, and what it takes. */
    private static String fault(
            JacksonException e, List<String> path, ObjectNode tree, ObjectNode usual) {
        JsonNode found = tree;
        JsonNode known = usual;
        for (String name : path) {
            found = found.path(name);
            known = known.path(name);
        }
        String value = found.isString() ? "'" + found.asString() + "'" : found.toString();
        return String.join(".", path) + " is " + value + ", wanted: " + wanted(e, known);
    }

    private static String wanted(JacksonException e, JsonNode known) {
        if (e instanceof InvalidFormatException f && f.getTargetType().isEnum()) {
            return Arrays.stream(f.getTargetType().getEnumConstants())
                    .map(c -> YAML.convertValue(c, String.class).toLowerCase(java.util.Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (known.isArray()) {
            String of = known.path(0).isNumber() ? "whole numbers" : "names";
            return "a list of " + of + ", as in " + known;
        }
        if (known.isIntegralNumber()) {
            return "a whole number below 2^31";
        }
        return known.isNumber() ? "a number" : known.isBoolean() ? "true or false" : "text";
    }
}
