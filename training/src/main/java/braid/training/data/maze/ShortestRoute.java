package braid.training.data.maze;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A shortest way through a maze, by breadth-first search over (cell, key carried, doors open). Of
 * several, the one whose moves come first in alphabetical order: {@code down} before {@code left}
 * before {@code right} before {@code up}.
 *
 * <p>A state is the number {@code (open * (colours + 1) + carried) * cells + cell}: {@code open}
 * has a bit a door, {@code carried} is 0 for none. Memory: 8 bytes a state, so 2^doors.
 */
public final class ShortestRoute {

    private static final int WALL = -1;

    /** What is in a cell: a wall, nothing, a key from 1, a door from here. */
    private static final int DOOR = 1 + Colour.values().length;

    private static final int[] DOWN =
            Arrays.stream(Direction.values()).mapToInt(Direction::down).toArray();
    private static final int[] RIGHT =
            Arrays.stream(Direction.values()).mapToInt(Direction::right).toArray();

    private final Maze maze;
    private final int side;
    private final int kinds; // of what is carried
    private final int[] content;
    private final int[] doorColour;

    private ShortestRoute(Maze maze) {
        this.maze = maze;
        side = maze.grid().side();
        kinds = 1 + maze.keys().keySet().stream().mapToInt(c -> 1 + c.ordinal()).max().orElse(0);
        content = new int[side * side];
        doorColour = maze.doors().values().stream().mapToInt(c -> 1 + c.ordinal()).toArray();
        for (int i = 0; i < content.length; i++) {
            content[i] = maze.grid().isInRoom(cell(i)) ? 0 : WALL;
        }
        maze.openings().forEach(cell -> content[index(cell)] = 0);
        maze.keys().forEach((colour, cell) -> content[index(cell)] = 1 + colour.ordinal());
        int door = DOOR;
        for (Cell cell : maze.doors().keySet()) {
            content[index(cell)] = door++;
        }
    }

    /** A shortest way, or nothing if the target cannot be reached. */
    public static Optional<Route> of(Maze maze) {
        return Optional.ofNullable(new ShortestRoute(maze).search());
    }

    private int index(Cell cell) {
        return cell.row() * side + cell.column();
    }

    private Cell cell(int index) {
        return new Cell(index / side, index % side);
    }

    private @Nullable Route search() {
        int states = (content.length * kinds) << doorColour.length;
        int[] before = new int[states]; // 1 + the state before; 0 if not seen
        int[] queue = new int[states];
        int target = index(maze.target());
        int start = index(maze.start());
        before[start] = 1 + start;
        queue[0] = start;
        int filled = 1;
        for (int head = 0; head < filled; head++) {
            int state = queue[head];
            int at = state % content.length;
            if (at == target) {
                return route(before, state);
            }
            for (int d = 0; d < DOWN.length; d++) {
                int row = at / side + DOWN[d];
                int column = at % side + RIGHT[d];
                if (row < 0 || row >= side || column < 0 || column >= side) {
                    continue;
                }
                int next = enter(row * side + column, state / content.length);
                if (next >= 0 && before[next] == 0) {
                    before[next] = 1 + state;
                    queue[filled++] = next;
                }
            }
        }
        return null;
    }

    /** The state after stepping on a cell with what is carried and open, or -1. */
    private int enter(int cell, int situation) {
        int inCell = content[cell];
        int after = situation;
        if (inCell == WALL) {
            return -1;
        } else if (inCell >= DOOR) {
            int door = inCell - DOOR;
            int bit = kinds << door;
            if ((situation / kinds >> door & 1) == 0) {
                if (situation % kinds != doorColour[door]) {
                    return -1;
                }
                after += bit;
            }
        } else if (inCell > 0) {
            after += inCell - situation % kinds;
        }
        return after * content.length + cell;
    }

    private Route route(int[] before, int last) {
        List<Cell> cells = new ArrayList<>();
        for (int state = last; before[state] != 1 + state; state = before[state] - 1) {
            cells.add(cell(state % content.length));
        }
        Collections.reverse(cells);
        return new Route(cells);
    }
}
