package braid.training.data.maze;

import braid.training.data.DataException;

/**
 * What mazes are drawn.
 *
 * @param grid sizes of rooms
 * @param colours number of colours; one key a colour, in different rooms
 * @param doors number of closed doors; more than one may have a colour
 * @param opened how many doors every way to the target opens, at least
 * @param longest how many steps a shortest way has, at most
 */
public record Difficulty(Grid grid, int colours, int doors, int opened, int longest) {

    /** 2^doors situations are searched. */
    private static final int MOST_DOORS = 8;

    /** A shortest way may be as long as this many sides of the maze. */
    private static final int LONGEST_SIDES = 4;

    /** Checks the ranges. */
    public Difficulty {
        int rooms = grid.rooms() * grid.rooms();
        between("colours", colours, Math.min(Colour.values().length, rooms));
        between("doors", doors, Math.min(MOST_DOORS, rooms - 1));
        between("opened", opened, doors);
    }

    /** With the usual bound on the length. */
    public Difficulty(Grid grid, int colours, int doors, int opened) {
        this(grid, colours, doors, opened, LONGEST_SIDES * grid.side());
    }

    /**
     * The usual difficulty: one colour more than there are rooms in a row; of the doors, two in a
     * row less one; as many of them opened as there are rooms in a row.
     */
    public static Difficulty usual(Grid grid) {
        int rooms = grid.rooms();
        return new Difficulty(
                grid,
                Math.min(Colour.values().length, rooms + 1),
                Math.min(MOST_DOORS, 2 * rooms - 1),
                rooms);
    }

    private static void between(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new DataException(
                    "maze: " + option + "=" + value,
                    "choose from 1 to " + most + " for these rooms");
        }
    }
}
