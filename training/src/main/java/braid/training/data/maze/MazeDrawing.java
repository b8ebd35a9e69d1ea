package braid.training.data.maze;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A maze in letters, for terminals: {@code S} start, {@code T} target, {@code #} wall; a key is the
 * first letter of its colour, a closed door the same in upper case; the way is {@code *}, and all
 * else is a point.
 */
final class MazeDrawing {

    private MazeDrawing() {}

    /** The maze with a way, between the names of rows and columns; no line break at the end. */
    static String text(Maze maze, Route route) {
        Set<Cell> way = new HashSet<>(route.cells());
        int side = maze.grid().side();
        var out = new StringBuilder(" ");
        for (int column = 0; column < side; column++) {
            out.append(' ').append(Cell.letter(column));
        }
        for (int row = 0; row < side; row++) {
            out.append('\n').append(Cell.letter(row));
            for (int column = 0; column < side; column++) {
                Cell cell = new Cell(row, column);
                out.append(' ').append(mark(maze, cell, way.contains(cell)));
            }
        }
        return out.toString();
    }

    private static String mark(Maze maze, Cell cell, boolean onTheWay) {
        if (maze.isWall(cell)) {
            return "#";
        } else if (cell.equals(maze.start())) {
            return "S";
        } else if (cell.equals(maze.target())) {
            return "T";
        }
        return maze.doorAt(cell)
                .map(colour -> initial(colour).toUpperCase(Locale.ROOT))
                .or(() -> maze.keyAt(cell).map(MazeDrawing::initial))
                .orElse(onTheWay ? "*" : ".");
    }

    /** The first letter of a colour's name. */
    static String initial(Colour colour) {
        return colour.label().substring(0, 1);
    }
}
