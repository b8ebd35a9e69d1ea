package braid.training.data.maze;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A maze of square rooms. The rules:
 *
 * <ul>
 *   <li>A step leads to a neighbouring cell, up, down, left or right, that is in a room or is a
 *       doorway.
 *   <li>Stepping on a key takes it. Only one key is carried: the one before returns to its place.
 *   <li>A closed door is entered only with the key of its colour, which opens it for good.
 *   <li>A way is legal if all its steps are and it ends at the target. The fewer steps, the better.
 * </ul>
 *
 * <p>So no step can make a maze unsolvable, and what there is to know on the way is the cell, the
 * key carried and the doors that are open.
 *
 * @param grid sizes
 * @param start in a room
 * @param target in a room
 * @param keys where the key of each colour lies, in a room
 * @param doors closed doors, each in a wall between two rooms
 * @param openings doorways without a door
 */
public record Maze(
        Grid grid,
        Cell start,
        Cell target,
        Map<Colour, Cell> keys,
        SortedMap<Cell, Colour> doors,
        SortedSet<Cell> openings) {

    /** Copies the collections. */
    public Maze {
        Map<Colour, Cell> ordered = new EnumMap<>(Colour.class);
        ordered.putAll(keys);
        keys = Collections.unmodifiableMap(ordered);
        doors = Collections.unmodifiableSortedMap(new TreeMap<>(doors));
        openings = Collections.unmodifiableSortedSet(new TreeSet<>(openings));
    }

    /** Whether no step can ever lead to the cell, which is within the outer walls. */
    public boolean isWall(Cell cell) {
        return !grid.isInRoom(cell) && !doors.containsKey(cell) && !openings.contains(cell);
    }

    /** The colour of the key whose place the cell is. */
    public Optional<Colour> keyAt(Cell cell) {
        return keys.entrySet().stream()
                .filter(key -> key.getValue().equals(cell))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The colour of the door in the cell, open or not. */
    public Optional<Colour> doorAt(Cell cell) {
        return Optional.ofNullable(doors.get(cell));
    }
}
