package braid.training.data.maze;

import braid.training.data.DataException;

/**
 * The rooms of a maze, without what is in them. Between two rooms stands a wall, one cell thick.
 *
 * @param rooms rooms in a row, and rows of rooms
 * @param cells cells in a row of a room, and rows of cells
 */
public record Grid(int rooms, int cells) {

    /** Rows and columns are named by one letter. */
    private static final int MOST_SIDE = 26;

    /** Checks the ranges. */
    public Grid {
        // Bounds of each, so that the side does not overflow.
        boolean sane = rooms >= 2 && rooms <= MOST_SIDE && cells >= 3 && cells <= MOST_SIDE;
        if (!sane || rooms * (cells + 1) - 1 > MOST_SIDE) {
            throw new DataException(
                    "maze: " + rooms + " x " + rooms + " rooms of " + cells + " x " + cells,
                    "choose rooms >= 2 and cells >= 3 with rooms * (cells + 1) <= "
                            + (MOST_SIDE + 1)
                            + "; the defaults are 3 and 5");
        }
    }

    /** Rows, and columns, of the whole: rooms and the walls between them. */
    public int side() {
        return rooms * (cells + 1) - 1;
    }

    /** Whether the cell is within the outer walls. */
    public boolean contains(Cell cell) {
        return cell.row() >= 0
                && cell.row() < side()
                && cell.column() >= 0
                && cell.column() < side();
    }

    /** Whether the cell is within the outer walls and in none of the walls between rooms. */
    public boolean isInRoom(Cell cell) {
        return contains(cell) && isRoomLine(cell.row()) && isRoomLine(cell.column());
    }

    private boolean isRoomLine(int index) {
        return index % (cells + 1) != cells;
    }

    /** The number of the room that a cell is in, counted in reading order from 0. */
    int room(Cell cell) {
        return cell.row() / (cells + 1) * rooms + cell.column() / (cells + 1);
    }

    /** First row of a room's row, or first column of a room's column. */
    int first(int room) {
        return room * (cells + 1);
    }
}
