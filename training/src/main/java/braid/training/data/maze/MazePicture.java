package braid.training.data.maze;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A maze as SVG: rooms white, walls grey, doors as squares and keys as discs of their colours with
 * its first letter, start {@code S}, target {@code T}, and the way as a line.
 */
final class MazePicture {

    private static final int UNIT = 24;
    private static final int MARGIN = 26;
    private static final int OUTER_WALL = 6;
    private static final String WALL = "#555555";
    private static final String FLOOR = "#ffffff";

    private final Maze maze;
    private final StringBuilder out = new StringBuilder();

    private MazePicture(Maze maze) {
        this.maze = maze;
    }

    /** The maze with a way. */
    static String svg(Maze maze, Route route) {
        return new MazePicture(maze).draw(route);
    }

    private String draw(Route route) {
        int inner = maze.grid().side() * UNIT;
        int size = inner + 2 * MARGIN;
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" text-anchor=\"middle\">",
                size, size, size, size);
        rectangle(0, 0, size, "#ffffff");
        rectangle(MARGIN - OUTER_WALL, MARGIN - OUTER_WALL, inner + 2 * OUTER_WALL, WALL);
        int rooms = maze.grid().rooms();
        for (int room = 0; room < rooms * rooms; room++) {
            int row = maze.grid().first(room / rooms);
            int column = maze.grid().first(room % rooms);
            rectangle(left(column), left(row), maze.grid().cells() * UNIT, FLOOR);
        }
        for (int i = 0; i < maze.grid().side(); i++) {
            text(MARGIN / 3, middle(i), Character.toString(Cell.letter(i)));
            text(middle(i), MARGIN / 3, Character.toString(Cell.letter(i)));
        }
        maze.openings().forEach(cell -> square(cell, FLOOR));
        maze.doors().forEach((cell, colour) -> square(cell, colour.hex()));
        maze.keys()
                .forEach((colour, cell) ->
                        line(
                                "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>",
                                middle(cell.column()),
                                middle(cell.row()),
                                UNIT / 2 - 3,
                                colour.hex()));
        way(route);
        maze.doors().forEach((cell, colour) -> label(cell, MazeDrawing.initial(colour)));
        maze.keys().forEach((colour, cell) -> label(cell, MazeDrawing.initial(colour)));
        label(maze.start(), "S");
        label(maze.target(), "T");
        return out.append("</svg>\n").toString();
    }

    private void way(Route route) {
        List<String> points = new ArrayList<>();
        points.add(point(maze.start()));
        route.cells().forEach(cell -> points.add(point(cell)));
        line(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"#000000\" stroke-opacity=\"0.3\" stroke-width=\"4\" stroke-linejoin=\"round\"/>",
                String.join(" ", points));
    }

    private static String point(Cell cell) {
        return middle(cell.column()) + "," + middle(cell.row());
    }

    private void label(Cell cell, String text) {
        text(middle(cell.column()), middle(cell.row()), text);
    }

    private void text(int x, int y, String text) {
        line("<text x=\"%d\" y=\"%d\">%s</text>", x, y + 4, text);
    }

    private void square(Cell cell, String fill) {
        rectangle(left(cell.column()), left(cell.row()), UNIT, fill);
    }

    private void rectangle(int x, int y, int size, String fill) {
        line(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
                x, y, size, size, fill);
    }

    private static int left(int index) {
        return MARGIN + index * UNIT;
    }

    private static int middle(int index) {
        return left(index) + UNIT / 2;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the format is a constant of this class at each call
    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
