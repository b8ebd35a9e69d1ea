package braid.training.data.maze;

import java.util.Locale;

/** The four moves, in alphabetical order. */
public enum Direction {
    /** To the next row. */
    DOWN(1, 0),
    /** To the column before. */
    LEFT(0, -1),
    /** To the next column. */
    RIGHT(0, 1),
    /** To the row before. */
    UP(-1, 0);

    private final int down;
    private final int right;

    Direction(int down, int right) {
        this.down = down;
        this.right = right;
    }

    /** Rows to the next: 1, 0 or -1. */
    int down() {
        return down;
    }

    /** Columns to the next: 1, 0 or -1. */
    int right() {
        return right;
    }

    /** The direction of a step between neighbours. */
    static Direction between(Cell from, Cell to) {
        for (Direction direction : values()) {
            if (from.to(direction).equals(to)) {
                return direction;
            }
        }
        throw new IllegalArgumentException(from + " is not next to " + to);
    }

    /** Lower-case name, as traces have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
