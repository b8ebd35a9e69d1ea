package braid.training.data.maze;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * How many doors every way from one room to another opens, at least; far cheaper to find than a
 * way. It counts on what holds in drawn mazes, that a room can be crossed without stepping on its
 * key: then all that matters is which rooms are reached, and all sets of doors that can be open are
 * tried.
 *
 * <p>Sets of rooms and sets of doors are bits of an {@code int}.
 */
final class DoorsNeeded {

    /** In place of a number: there is no way. */
    static final int UNREACHABLE = -1;

    private final Grid grid;
    private final int[] openings; // the two rooms that each joins
    private final int[] doors;
    private final int[] keys; // the room in which the key of each door lies

    DoorsNeeded(
            Grid grid,
            Map<Colour, Cell> keys,
            SortedMap<Cell, Colour> doors,
            SortedSet<Cell> openings) {
        this.grid = grid;
        this.openings = openings.stream().mapToInt(this::joined).toArray();
        this.doors = doors.keySet().stream().mapToInt(this::joined).toArray();
        this.keys =
                doors.values().stream()
                        .mapToInt(c -> keys.containsKey(c) ? 1 << grid.room(keys.get(c)) : 0)
                        .toArray();
    }

    /** The rooms at the sides of a doorway: above and below it, or left and right. */
    private int joined(Cell doorway) {
        boolean vertical = grid.isInRoom(doorway.to(Direction.UP));
        Cell one = doorway.to(vertical ? Direction.UP : Direction.LEFT);
        Cell other = doorway.to(vertical ? Direction.DOWN : Direction.RIGHT);
        return 1 << grid.room(one) | 1 << grid.room(other);
    }

    /**
     * The numbers for all rooms.
     *
     * @param start number of the room where the way begins
     * @return one a room, or {@link #UNREACHABLE}
     */
    int[] from(int start) {
        int[] fewest = new int[grid.rooms() * grid.rooms()];
        Arrays.fill(fewest, UNREACHABLE);
        boolean[] possible = new boolean[1 << doors.length];
        possible[0] = true;
        // A set is a greater number than its subsets.
        for (int open = 0; open < possible.length; open++) {
            if (!possible[open]) {
                continue;
            }
            int reached = reach(1 << start, open);
            for (int room = 0; room < fewest.length; room++) {
                if ((reached >> room & 1) == 1) {
                    int count = Integer.bitCount(open);
                    fewest[room] =
                            fewest[room] == UNREACHABLE ? count : Math.min(fewest[room], count);
                }
            }
            for (int door = 0; door < doors.length; door++) {
                if ((reached & keys[door]) != 0 && (reached & doors[door]) != 0) {
                    possible[open | 1 << door] = true;
                }
            }
        }
        return fewest;
    }

    private int reach(int start, int open) {
        int reached = start;
        int before = 0;
        while (reached != before) {
            before = reached;
            for (int joined : openings) {
                reached |= (reached & joined) != 0 ? joined : 0;
            }
            for (int door = 0; door < doors.length; door++) {
                boolean through = (open >> door & 1) == 1 && (reached & doors[door]) != 0;
                reached |= through ? doors[door] : 0;
            }
        }
        return reached;
    }
}
