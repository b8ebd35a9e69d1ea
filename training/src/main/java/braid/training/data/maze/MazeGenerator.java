package braid.training.data.maze;

import braid.tensor.random.Random;
import braid.training.data.DataException;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Draws rooms with doors and keys, then a start and a target between which the way is as difficult
 * as asked.
 *
 * <p>Doorways join the rooms to a random spanning tree (Kruskal's algorithm on shuffled walls), and
 * each wall that is left has one with probability 1/4. Some of the doorways get doors. A key never
 * lies before a doorway, and no two in a room, so that every room can be crossed around its key.
 */
final class MazeGenerator {

    /** One wall in this many has a doorway that the tree does not need. */
    private static final int LOOP = 4;

    /** More than enough for what is at all possible. */
    private static final int MOST_DRAWS = 100_000;

    private final Difficulty difficulty;
    private final Grid grid;

    MazeGenerator(Difficulty difficulty) {
        this.difficulty = difficulty;
        grid = difficulty.grid();
    }

    /** A maze and a shortest way through it. */
    record Solved(Maze maze, Route route) {}

    /** What is in a maze but for start and target. */
    record Furniture(
            Map<Colour, Cell> keys, SortedMap<Cell, Colour> doors, SortedSet<Cell> openings) {}

    /** A start and a target by the numbers of their rooms. */
    private record Ends(int start, int target) {}

    Solved draw(Random random) {
        for (int i = 0; i < MOST_DRAWS; i++) {
            Furniture drawn = furniture(random);
            List<Ends> ends = difficult(drawn);
            if (ends.isEmpty()) {
                continue;
            }
            Ends rooms = ends.get(random.nextInt(ends.size()));
            Cell start = place(drawn, rooms.start(), random);
            Cell target = place(drawn, rooms.target(), random);
            Maze maze =
                    new Maze(grid, start, target, drawn.keys(), drawn.doors(), drawn.openings());
            Route route = ShortestRoute.of(maze).orElseThrow();
            if (route.length() <= difficulty.longest()) {
                return new Solved(maze, route);
            }
        }
        throw new DataException(
                "maze: none of " + MOST_DRAWS + " is as difficult as asked",
                "ask for fewer doors to be opened");
    }

    /** Between which rooms enough doors have to be opened. */
    private List<Ends> difficult(Furniture drawn) {
        var needed = new DoorsNeeded(grid, drawn.keys(), drawn.doors(), drawn.openings());
        List<Ends> ends = new ArrayList<>();
        for (int start = 0; start < grid.rooms() * grid.rooms(); start++) {
            int[] doors = needed.from(start);
            for (int target = 0; target < doors.length; target++) {
                if (doors[target] >= difficulty.opened()) {
                    ends.add(new Ends(start, target));
                }
            }
        }
        return ends;
    }

    /** Any cell of a room without a key. */
    private Cell place(Furniture drawn, int room, Random random) {
        List<Cell> free = new ArrayList<>(cells(room));
        free.removeAll(drawn.keys().values());
        return free.get(random.nextInt(free.size()));
    }

    /** Anything of these sizes; some rooms may be out of reach of others. */
    Furniture furniture(Random random) {
        List<Cell> doorways = doorways(random);
        SortedMap<Cell, Colour> doors = new TreeMap<>();
        for (Cell cell : doorways.subList(0, difficulty.doors())) {
            doors.put(cell, Colour.values()[random.nextInt(difficulty.colours())]);
        }
        SortedSet<Cell> openings =
                new TreeSet<>(doorways.subList(difficulty.doors(), doorways.size()));
        return new Furniture(keys(doorways, random), doors, openings);
    }

    /** In random order. */
    private List<Cell> doorways(Random random) {
        int rooms = grid.rooms();
        int[] walls = order(2 * rooms * rooms, random); // to the right of each room, and below
        int[] group = new int[rooms * rooms];
        for (int i = 0; i < group.length; i++) {
            group[i] = i;
        }
        List<Cell> doorways = new ArrayList<>();
        for (int wall : walls) {
            int room = wall / 2;
            boolean below = wall % 2 == 1;
            boolean outer = below ? room / rooms == rooms - 1 : room % rooms == rooms - 1;
            if (outer) {
                continue;
            }
            int from = group[room];
            int to = group[room + (below ? rooms : 1)];
            if (from != to || random.nextInt(LOOP) == 0) {
                doorways.add(doorway(room, below, random.nextInt(grid.cells())));
            }
            for (int i = 0; i < group.length; i++) {
                group[i] = group[i] == from ? to : group[i];
            }
        }
        return shuffled(doorways, random);
    }

    /** The cell of the wall at the right of a room or below it. */
    private Cell doorway(int room, boolean below, int along) {
        int row = grid.first(room / grid.rooms());
        int column = grid.first(room % grid.rooms());
        return below
                ? new Cell(row + grid.cells(), column + along)
                : new Cell(row + along, column + grid.cells());
    }

    private Map<Colour, Cell> keys(List<Cell> doorways, Random random) {
        int[] rooms = order(grid.rooms() * grid.rooms(), random);
        Map<Colour, Cell> keys = new EnumMap<>(Colour.class);
        for (int i = 0; i < difficulty.colours(); i++) {
            List<Cell> free = new ArrayList<>(cells(rooms[i]));
            free.removeIf(cell -> doorways.stream().anyMatch(cell::isNextTo));
            keys.put(Colour.values()[i], free.get(random.nextInt(free.size())));
        }
        return keys;
    }

    private List<Cell> cells(int room) {
        int row = grid.first(room / grid.rooms());
        int column = grid.first(room % grid.rooms());
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < grid.cells() * grid.cells(); i++) {
            cells.add(new Cell(row + i / grid.cells(), column + i % grid.cells()));
        }
        return cells;
    }

    private static int[] order(int n, Random random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        random.shuffle(order);
        return order;
    }

    private static List<Cell> shuffled(List<Cell> cells, Random random) {
        List<Cell> shuffled = new ArrayList<>();
        for (int i : order(cells.size(), random)) {
            shuffled.add(cells.get(i));
        }
        return shuffled;
    }
}
