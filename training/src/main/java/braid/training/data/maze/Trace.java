package braid.training.data.maze;

import java.util.ArrayList;
import java.util.List;

/**
 * The reasoning behind a way: its sub-goals, one a line, and the straight legs that lead to each. A
 * sub-goal is a key that is taken, a door that is opened, or the target. A leg is a direction and
 * the cell where it ends.
 *
 * <pre>
 * red key c c: down c a right c c
 * red door b d: up b c right b d
 * target a g: right b g up a g
 * </pre>
 */
public final class Trace {

    private Trace() {}

    /**
     * The lines.
     *
     * @param route a legal way through the maze
     */
    public static List<String> of(Maze maze, Route route) {
        List<String> lines = new ArrayList<>();
        List<Cell> leg = new ArrayList<>(List.of(maze.start()));
        Walk walk = new Walk(maze);
        for (int i = 0; i < route.length(); i++) {
            Cell next = route.cells().get(i);
            var carried = walk.carried();
            int opened = walk.opened();
            walk.step(next);
            leg.add(next);
            String goal = "";
            if (!walk.carried().equals(carried)) {
                goal = walk.carried().orElseThrow().label() + " key ";
            } else if (walk.opened() > opened) {
                goal = maze.doorAt(next).orElseThrow().label() + " door ";
            } else if (i == route.length() - 1) {
                goal = "target ";
            }
            if (!goal.isEmpty()) {
                lines.add(goal + next.text() + ": " + legs(leg));
                leg = new ArrayList<>(List.of(next));
            }
        }
        return lines;
    }

    /** The straight legs of a way, each as its direction and last cell. */
    private static String legs(List<Cell> way) {
        List<String> words = new ArrayList<>();
        for (int i = 1; i < way.size(); i++) {
            Direction direction = Direction.between(way.get(i - 1), way.get(i));
            boolean goesOn =
                    i + 1 < way.size()
                            && Direction.between(way.get(i), way.get(i + 1)) == direction;
            if (!goesOn) {
                words.add(direction.label() + " " + way.get(i).text());
            }
        }
        return String.join(" ", words);
    }
}
