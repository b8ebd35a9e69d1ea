package braid.training.data.maze;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The rules once more, on the drawn maze, and all of its states in maps: distances are counted from
 * the target backwards. For mazes of at most 64 cells.
 */
final class Reference {

    private static final int[][] MOVES = {{1, 0}, {0, -1}, {0, 1}, {-1, 0}};

    private final String[] lines;

    Reference(Maze maze) {
        lines = MazeDrawing.text(maze, new Route(List.of())).split("\n");
    }

    /** Where one is, the key at hand or a blank, and a bit for each open door's cell. */
    record State(int row, int column, char key, long open) {}

    private int side() {
        return lines.length - 1;
    }

    private char at(int row, int column) {
        return row < 0 || column < 0 || row >= side() || column >= side()
                ? '#'
                : lines[row + 1].charAt(2 + 2 * column);
    }

    State start() {
        for (int i = 0; i < side() * side(); i++) {
            if (at(i / side(), i % side()) == 'S') {
                return new State(i / side(), i % side(), ' ', 0);
            }
        }
        throw new AssertionError("no start");
    }

    boolean isTarget(State state) {
        return at(state.row, state.column) == 'T';
    }

    Optional<State> enter(State from, int row, int column) {
        char there = at(row, column);
        boolean near = Math.abs(from.row - row) + Math.abs(from.column - column) == 1;
        if (!near || there == '#') {
            return Optional.empty();
        }
        long bit = 1L << (row * side() + column);
        if (Character.isLowerCase(there)) {
            return Optional.of(new State(row, column, there, from.open));
        } else if (there == 'S' || there == 'T' || there == '.') {
            return Optional.of(new State(row, column, from.key, from.open));
        } else if ((from.open & bit) != 0 || from.key == Character.toLowerCase(there)) {
            return Optional.of(new State(row, column, from.key, from.open | bit));
        }
        return Optional.empty();
    }

    boolean isLegal(List<Cell> cells) {
        Optional<State> state = Optional.of(start());
        for (Cell cell : cells) {
            state = state.flatMap(s -> enter(s, cell.row(), cell.column()));
        }
        return state.filter(this::isTarget).isPresent();
    }

    /** The alphabetically first of the shortest ways, if there is one. */
    Optional<List<Cell>> shortest() {
        Map<State, Integer> distances = distances();
        State state = start();
        if (!distances.containsKey(state)) {
            return Optional.empty();
        }
        List<Cell> way = new ArrayList<>();
        while (!isTarget(state)) {
            for (State next : neighbours(state)) {
                if (distances.getOrDefault(next, -1) == distances.get(state) - 1) {
                    state = next;
                    way.add(new Cell(state.row, state.column));
                    break;
                }
            }
        }
        return Optional.of(way);
    }

    /** The fewest doors that are open anywhere in the target. */
    OptionalInt fewestDoors() {
        return reachable().keySet().stream()
                .filter(this::isTarget)
                .mapToInt(state -> Long.bitCount(state.open))
                .min();
    }

    private List<State> neighbours(State state) {
        List<State> all = new ArrayList<>();
        for (int[] move : MOVES) {
            enter(state, state.row + move[0], state.column + move[1]).ifPresent(all::add);
        }
        return all;
    }

    /** All states that can be reached, each with those before it. */
    private Map<State, Set<State>> reachable() {
        Map<State, Set<State>> before = new HashMap<>();
        Deque<State> open = new ArrayDeque<>(List.of(start()));
        before.put(start(), new HashSet<>());
        while (!open.isEmpty()) {
            State state = open.pop();
            for (State next : neighbours(state)) {
                if (!before.containsKey(next)) {
                    before.put(next, new HashSet<>());
                    open.push(next);
                }
                before.get(next).add(state);
            }
        }
        return before;
    }

    /** Steps to the target, of all states from which there is a way. */
    private Map<State, Integer> distances() {
        Map<State, Set<State>> before = reachable();
        Map<State, Integer> distances = new HashMap<>();
        Set<State> level = new HashSet<>(before.keySet());
        level.removeIf(state -> !isTarget(state));
        for (int distance = 0; !level.isEmpty(); distance++) {
            Set<State> further = new HashSet<>();
            for (State state : level) {
                distances.put(state, distance);
                further.addAll(before.get(state));
            }
            further.removeAll(distances.keySet());
            level = further;
        }
        return distances;
    }
}
