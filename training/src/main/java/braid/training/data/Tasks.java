package braid.training.data;

import braid.training.data.math.Gsm8k;
import braid.training.data.math.MathProblems;
import braid.training.data.math.MathSetTask;
import braid.training.data.maze.Difficulty;
import braid.training.data.maze.Grid;
import braid.training.data.maze.KeysFindingMaze;

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
 * <tr><td>{@code multiplication} or {@code multiplication:DIR}</td><td>{@link Multiplication}</td>
 *     <td>digits, train, valid, test</td></tr>
 * <tr><td>{@code prontoqa-gen}</td><td>{@link ProntoQaGenerator}</td>
 *     <td>hops, train, valid, test</td></tr>
 * <tr><td>{@code prontoqa:DIR}</td><td>{@link ProntoQa}</td><td>copies</td></tr>
 * <tr><td>{@code prosqa-gen}</td><td>{@link ProsQaGenerator}</td>
 *     <td>nodes, shortest, longest, concepts, train, valid, test</td></tr>
 * <tr><td>{@code prosqa:DIR}</td><td>{@link ProsQa}</td><td>train, valid, test</td></tr>
 * <tr><td>{@code maze}</td><td>{@link KeysFindingMaze}</td>
 *     <td>rooms, cells, colours, doors, opened, train, valid, test</td></tr>
 * <tr><td>{@code gsm8k:DIR}</td><td>{@link Gsm8k}</td><td>form=prose, marks or equations</td></tr>
 * <tr><td>{@code math:DIR}</td><td>{@link MathProblems}</td><td></td></tr>
 * <tr><td>{@code math-set:FILE}</td><td>{@link MathSetTask}, only to evaluate</td><td></td></tr>
 * <tr><td>{@code jsonl:FILE-OR-DIR}</td><td>{@link JsonLinesTask}</td><td></td></tr>
 * </table>
 *
 * <p>For example {@code running-sums,digits=8,train=20000} or {@code
 * prontoqa:data/prontoqa,copies=10}.
 */
public final class Tasks {

    private static final List<String> SIZES = List.of("train", "valid", "test");

    /** Whether a path stands behind a task's name. */
    private enum Data {
        NONE,
        OPTIONAL,
        NEEDED
    }

    /** What a task's text may consist of, and how the task is made of it. */
    private record Kind(Data data, List<String> options, Maker maker) {}

    /** Makes a task. */
    private interface Maker {
        /**
         * @param path empty if none was given
         */
        Task make(Path path, TaskOptions options, long seed);
    }

    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(
                "running-sums",
                new Kind(
                        Data.NONE,
                        List.of("digits", "train", "valid", "test"),
                        (path, options, seed) ->
                                new RunningSums(
                                        seed,
                                        options.number("digits", RunningSums.DIGITS),
                                        options.sizes(RunningSums.SIZES))));
        KINDS.put(
                "multiplication",
                new Kind(
                        Data.OPTIONAL,
                        List.of("digits", "train", "valid", "test"),
                        Tasks::multiplication));
        KINDS.put(
                "prontoqa",
                new Kind(
                        Data.NEEDED,
                        List.of("copies"),
                        (path, options, seed) ->
                                new ProntoQa(path, options.number("copies", 1), seed)));
        KINDS.put(
                "prontoqa-gen",
                new Kind(
                        Data.NONE,
                        List.of("hops", "train", "valid", "test"),
                        (path, options, seed) ->
                                new ProntoQaGenerator(
                                        seed,
                                        options.number("hops", ProntoQaGenerator.HOPS),
                                        options.sizes(ProntoQaGenerator.SIZES))));
        KINDS.put(
                "prosqa",
                new Kind(
                        Data.NEEDED,
                        SIZES,
                        (path, options, seed) ->
                                new ProsQa(path, options.sizes(ProsQaGenerator.SIZES), seed)));
        KINDS.put(
                "prosqa-gen",
                new Kind(
                        Data.NONE,
                        List.of(
                                "nodes",
                                "shortest",
                                "longest",
                                "concepts",
                                "other",
                                "train",
                                "valid",
                                "test"),
                        (path, options, seed) -> prosQa(options, seed)));
        KINDS.put(
                "maze",
                new Kind(
                        Data.NONE,
                        List.of(
                                "rooms", "cells", "colours", "doors", "opened", "train", "valid",
                                "test"),
                        (path, options, seed) -> maze(options, seed)));
        KINDS.put(
                "gsm8k",
                new Kind(
                        Data.NEEDED,
                        List.of("form"),
                        (path, options, seed) ->
                                new Gsm8k(path, options.choice("form", Gsm8k.Form.PROSE))));
        KINDS.put(
                "math",
                new Kind(Data.NEEDED, List.of(), (path, options, seed) -> new MathProblems(path)));
        KINDS.put(
                "math-set",
                new Kind(Data.NEEDED, List.of(), (path, options, seed) -> new MathSetTask(path)));
        KINDS.put(
                "jsonl",
                new Kind(Data.NEEDED, List.of(), (path, options, seed) -> new JsonLinesTask(path)));
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
        if (kind.data() == Data.NONE && colon >= 0) {
            throw new DataException(
                    "task '" + text + "': '" + name + "' is generated and takes no path",
                    KINDS.containsKey(name.replace("-gen", "")) && name.endsWith("-gen")
                            ? "to read files write " + name.replace("-gen", "") + ":" + path
                            : "leave out ':" + path + "'");
        }
        if (path.isEmpty() && (kind.data() == Data.NEEDED || colon >= 0)) {
            throw new DataException(
                    "task '" + text + "': the path is missing",
                    "write " + name + ":PATH, with the data's path");
        }
        return kind.maker()
                .make(Path.of(path), TaskOptions.parse(text, name, kind.options(), parts), seed);
    }

    /**
     * Makes a task to train on; refuses one that is only for evaluation.
     *
     * @param text as in the table above
     * @param seed of everything random in it
     */
    public static Task parseToTrain(String text, long seed) {
        Task task = parse(text, seed);
        if (task.size(Split.TRAIN) == 0) {
            throw new DataException(
                    "task '" + text + "': no example to train on",
                    "train on another task, and evaluate on this one: braid eval RUN --task "
                            + text);
        }
        return task;
    }

    private static Task multiplication(Path path, TaskOptions options, long seed) {
        int digits = options.number("digits", Multiplication.DIGITS);
        Sizes sizes = options.sizes(Multiplication.SIZES);
        return path.toString().isEmpty()
                ? new Multiplication(digits, sizes, seed)
                : new Multiplication(path, digits, sizes, seed);
    }

    private static Task prosQa(TaskOptions options, long seed) {
        ProsQaSize usual = ProsQaSize.PUBLISHED;
        ProsQaSize size =
                new ProsQaSize(
                        options.number("nodes", usual.nodes()),
                        options.number("shortest", usual.shortest()),
                        options.number("longest", usual.longest()),
                        options.number("concepts", usual.concepts()),
                        options.choice("other", usual.other()));
        return new ProsQaGenerator(seed, size, options.sizes(ProsQaGenerator.SIZES));
    }

    private static Task maze(TaskOptions options, long seed) {
        Grid grid =
                new Grid(
                        options.number("rooms", KeysFindingMaze.ROOMS),
                        options.number("cells", KeysFindingMaze.CELLS));
        Difficulty usual = Difficulty.usual(grid);
        int doors = options.number("doors", usual.doors());
        Difficulty difficulty =
                new Difficulty(
                        grid,
                        options.number("colours", usual.colours()),
                        doors,
                        options.number("opened", Math.min(doors, usual.opened())));
        return new KeysFindingMaze(seed, difficulty, options.sizes(KeysFindingMaze.SIZES));
    }
}
