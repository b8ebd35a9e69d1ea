package braid.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tasks by name, as configurations and the command line write them: {@code NAME}, {@code
 * NAME:PATH} and, behind either, options as {@code ,key=value}.
 *
 * <table>
 * <caption>Tasks</caption>
 * <tr><th>text</th><th>task</th><th>options</th></tr>
 * <tr><td>{@code running-sums}</td><td>{@link RunningSums}</td><td>digits, train, valid, test</td></tr>
 * <tr><td>{@code prontoqa-gen}</td><td>{@link ProntoQaGenerator}</td><td>train, valid, test</td></tr>
 * <tr><td>{@code prontoqa:DIR}</td><td>{@link ProntoQa}</td><td>copies</td></tr>
 * <tr><td>{@code prosqa-gen}</td><td>{@link ProsQaGenerator}</td><td>train, valid, test</td></tr>
 * <tr><td>{@code prosqa:DIR}</td><td>{@link ProsQa}</td><td>train, valid, test</td></tr>
 * <tr><td>{@code jsonl:FILE-OR-DIR}</td><td>{@link JsonLinesTask}</td><td></td></tr>
 * </table>
 *
 * <p>For example {@code running-sums,digits=8,train=20000} or {@code
 * prontoqa:data/prontoqa,copies=10}.
 */
public final class Tasks {

    private static final List<String> SIZES = List.of("train", "valid", "test");

    /** What a task's text may consist of, and how the task is made of it. */
    private record Kind(boolean takesPath, List<String> options, Maker maker) {}

    /** Makes a task. */
    private interface Maker {
        Task make(Path path, Map<String, Integer> options, long seed);
    }

    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(
                "running-sums",
                new Kind(
                        false,
                        List.of("digits", "train", "valid", "test"),
                        (path, options, seed) ->
                                new RunningSums(
                                        seed,
                                        options.getOrDefault("digits", RunningSums.DIGITS),
                                        sizes(options, RunningSums.SIZES))));
        KINDS.put(
                "prontoqa",
                new Kind(
                        true,
                        List.of("copies"),
                        (path, options, seed) ->
                                new ProntoQa(path, options.getOrDefault("copies", 1), seed)));
        KINDS.put(
                "prontoqa-gen",
                new Kind(
                        false,
                        SIZES,
                        (path, options, seed) ->
                                new ProntoQaGenerator(
                                        seed, sizes(options, ProntoQaGenerator.SIZES))));
        KINDS.put(
                "prosqa",
                new Kind(
                        true,
                        SIZES,
                        (path, options, seed) ->
                                new ProsQa(path, sizes(options, ProsQaGenerator.SIZES), seed)));
        KINDS.put(
                "prosqa-gen",
                new Kind(
                        false,
                        SIZES,
                        (path, options, seed) ->
                                new ProsQaGenerator(seed, sizes(options, ProsQaGenerator.SIZES))));
        KINDS.put(
                "jsonl",
                new Kind(true, List.of(), (path, options, seed) -> new JsonLinesTask(path)));
    }

    private Tasks() {}

    /** The names that {@link #parse} knows. */
    public static List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /**
     * Makes the task that a text names.
     *
     * @param text as in the table above
     * @param seed of everything random in it
     */
    public static Task parse(String text, long seed) {
        List<String> parts = new ArrayList<>(List.of(text.split(",", -1)));
        String head = parts.removeFirst();
        // A comma that no option follows belongs to the path.
        while (!parts.isEmpty() && !parts.getFirst().matches("[a-z]+=[^/]*")) {
            head += "," + parts.removeFirst();
        }
        int colon = head.indexOf(':');
        String name = colon < 0 ? head : head.substring(0, colon);
        String path = colon < 0 ? "" : head.substring(colon + 1);
        Kind kind = KINDS.get(name);
        if (kind == null) {
            String near = DidYouMean.closest(name, KINDS.keySet());
            throw new DataException(
                    "task '" + text + "': unknown task '" + name + "'",
                    (near == null ? "" : "did you mean '" + near + "'? ")
                            + "The tasks are "
                            + names());
        }
        if (kind.takesPath() && path.isEmpty()) {
            throw new DataException(
                    "task '" + text + "': the path is missing",
                    "write " + name + ":PATH, with the data's path");
        }
        if (!kind.takesPath() && colon >= 0) {
            throw new DataException(
                    "task '" + text + "': '" + name + "' is generated and takes no path",
                    KINDS.containsKey(name.replace("-gen", "")) && name.endsWith("-gen")
                            ? "to read files write " + name.replace("-gen", "") + ":" + path
                            : "leave out ':" + path + "'");
        }
        return kind.maker().make(Path.of(path), options(text, name, kind, parts), seed);
    }

    private static Map<String, Integer> options(
            String text, String name, Kind kind, List<String> parts) {
        Map<String, Integer> options = new LinkedHashMap<>();
        for (String part : parts) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (!kind.options().contains(key)) {
                String near = DidYouMean.closest(key, kind.options());
                throw new DataException(
                        "task '" + text + "': unknown option '" + key + "'",
                        (near == null ? "" : "did you mean '" + near + "'? ")
                                + (kind.options().isEmpty()
                                        ? name + " takes no options"
                                        : "The options of " + name + " are " + kind.options()));
            }
            try {
                options.put(key, Integer.parseInt(part.substring(equals + 1)));
            } catch (NumberFormatException e) {
                throw new DataException(
                        "task '" + text + "': option '" + part + "' is not a whole number",
                        "write it as in " + key + "=1000",
                        e);
            }
        }
        return options;
    }

    private static Sizes sizes(Map<String, Integer> options, Sizes usual) {
        return new Sizes(
                options.getOrDefault("train", usual.train()),
                options.getOrDefault("valid", usual.valid()),
                options.getOrDefault("test", usual.test()));
    }
}
