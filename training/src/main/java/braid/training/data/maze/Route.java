package braid.training.data.maze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A way through a maze.
 *
 * @param cells those entered one after the other, without the start
 */
public record Route(List<Cell> cells) {

    /** Copies the cells. */
    public Route {
        cells = List.copyOf(cells);
    }

    /**
     * Whether a way is legal.
     *
     * @param fault what is wrong with it, and where; empty if it is legal
     */
    public record Verdict(Optional<String> fault) {

        static Verdict illegal(String fault) {
            return new Verdict(Optional.of(fault));
        }

        /** Whether nothing is wrong. */
        public boolean isLegal() {
            return fault.isEmpty();
        }
    }

    /** Number of steps. */
    public int length() {
        return cells.size();
    }

    /** The cells, two letters each: {@code c f c g d g}. */
    public String text() {
        return cells.stream().map(Cell::text).collect(Collectors.joining(" "));
    }

    /** Judges any text that claims to be a legal way, not only a shortest one. */
    public static Verdict judge(Maze maze, String text) {
        String[] words = text.strip().split("\\s+");
        for (String word : words) {
            if (!word.matches("[a-z]")) {
                return Verdict.illegal("'" + word + "' is not a letter");
            }
        }
        if (words.length % 2 == 1) {
            return Verdict.illegal("the last cell has no column");
        }
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < words.length; i += 2) {
            cells.add(Cell.of(words[i].charAt(0), words[i + 1].charAt(0)));
        }
        return new Route(cells).judge(maze);
    }

    /** Whether this is a legal way from the start to the target. */
    public Verdict judge(Maze maze) {
        Walk walk = new Walk(maze);
        for (int i = 0; i < cells.size(); i++) {
            Optional<String> fault = walk.step(cells.get(i));
            if (fault.isPresent()) {
                return Verdict.illegal("step " + (i + 1) + ": " + fault.get());
            }
        }
        return walk.place().equals(maze.target())
                ? new Verdict(Optional.empty())
                : Verdict.illegal(
                        "it ends at "
                                + walk.place().text()
                                + ", the target is "
                                + maze.target().text());
    }
}
