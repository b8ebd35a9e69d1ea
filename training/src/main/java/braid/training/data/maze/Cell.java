package braid.training.data.maze;

import java.util.Comparator;

/**
 * A square of the grid.
 *
 * @param row from 0 at the top
 * @param column from 0 at the left
 */
public record Cell(int row, int column) implements Comparable<Cell> {

    private static final Comparator<Cell> READING_ORDER =
            Comparator.comparingInt(Cell::row).thenComparingInt(Cell::column);

    /** The cell of two letters, row and column, each from {@code a}. */
    static Cell of(char row, char column) {
        return new Cell(row - 'a', column - 'a');
    }

    /** The neighbour in a direction, which may be outside of the maze. */
    public Cell to(Direction direction) {
        return new Cell(row + direction.down(), column + direction.right());
    }

    /** Whether the other cell is one step away: up, down, left or right. */
    public boolean isNextTo(Cell other) {
        return Math.abs(row - other.row) + Math.abs(column - other.column) == 1;
    }

    /** Row and column as letters from {@code a}, two words: {@code c f} is row 2, column 5. */
    public String text() {
        return letter(row) + " " + letter(column);
    }

    /** The letter of a row or column. */
    static char letter(int index) {
        return (char) ('a' + index);
    }

    /** By row, then by column. */
    @Override
    public int compareTo(Cell other) {
        return READING_ORDER.compare(this, other);
    }
}
