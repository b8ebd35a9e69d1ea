package braid.training.data.maze;

import braid.training.data.DataException;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A maze in words, as questions have it: start and target, keys by colour, doorways in reading
 * order. The grid is not told; it is the same in all questions of a task.
 *
 * <pre>
 * start a a; target a g; red key c c; green key g a; red door b d; open door d b; green door e d
 * </pre>
 */
public final class MazeText {

    private static final Pattern THING =
            Pattern.compile("(start|target|([a-z]+) (key|door)) ([a-z]) ([a-z])");

    private static final String OPEN = "open";

    private static final String HINT =
            "questions of the task maze, with the same options, are read";

    private MazeText() {}

    /** The words of a maze. */
    public static String write(Maze maze) {
        List<String> things = new ArrayList<>();
        things.add("start " + maze.start().text());
        things.add("target " + maze.target().text());
        maze.keys().forEach((colour, cell) -> things.add(colour.label() + " key " + cell.text()));
        SortedMap<Cell, String> doorways = new TreeMap<>();
        maze.doors().forEach((cell, colour) -> doorways.put(cell, colour.label()));
        maze.openings().forEach(cell -> doorways.put(cell, OPEN));
        doorways.forEach((cell, kind) -> things.add(kind + " door " + cell.text()));
        return String.join("; ", things);
    }

    /** The maze of these words; the inverse of {@link #write}. */
    public static Maze read(Grid grid, String text) {
        Cell start = null;
        Cell target = null;
        Map<Colour, Cell> keys = new EnumMap<>(Colour.class);
        SortedMap<Cell, Colour> doors = new TreeMap<>();
        SortedSet<Cell> openings = new TreeSet<>();
        for (String thing : text.split("; ", -1)) {
            Matcher words = THING.matcher(thing);
            if (!words.matches()) {
                throw fault("'" + thing + "' is no part of one");
            }
            Cell cell = Cell.of(words.group(4).charAt(0), words.group(5).charAt(0));
            if (!grid.contains(cell)) {
                throw fault("'" + thing + "' is outside");
            }
            if (words.group(3) == null) {
                start = words.group(1).equals("start") ? cell : start;
                target = words.group(1).equals("target") ? cell : target;
            } else if (words.group(3).equals("key")) {
                keys.put(colour(words.group(2)), cell);
            } else if (words.group(2).equals(OPEN)) {
                openings.add(cell);
            } else {
                doors.put(cell, colour(words.group(2)));
            }
        }
        if (start == null || target == null) {
            throw fault("no start, or no target");
        }
        return new Maze(grid, start, target, keys, doors, openings);
    }

    private static Colour colour(String label) {
        try {
            return Colour.valueOf(label.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new DataException("maze: '" + label + "' is no colour", HINT, e);
        }
    }

    private static DataException fault(String problem) {
        return new DataException("maze: " + problem, HINT);
    }
}
