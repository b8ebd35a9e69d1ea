package braid.training.data.maze;

import java.util.Locale;

/** Colours of doors and keys, all of different first letters. */
public enum Colour {
    /** The first; mazes of k colours have the first k. */
    RED("#D55E00"),
    /** The second. */
    GREEN("#009E73"),
    /** The third. */
    BLUE("#0072B2"),
    /** The fourth. */
    YELLOW("#F0E442"),
    /** The fifth. */
    PURPLE("#CC79A7"),
    /** The sixth. */
    CYAN("#56B4E9");

    private final String hex;

    Colour(String hex) {
        this.hex = hex;
    }

    /** Lower-case name, as texts have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For pictures: {@code #rrggbb}, told apart by people with colour blindness too. */
    String hex() {
        return hex;
    }
}
