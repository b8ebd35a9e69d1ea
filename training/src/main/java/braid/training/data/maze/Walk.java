package braid.training.data.maze;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Somebody on the way through a maze, by its rules. */
public final class Walk {

    private final Maze maze;
    private final Set<Cell> opened = new TreeSet<>();
    private Cell place;
    private Optional<Colour> carried = Optional.empty();

    /** At the start, without a key. */
    public Walk(Maze maze) {
        this.maze = maze;
        place = maze.start();
    }

    /**
     * Goes to a cell, if that is legal.
     *
     * @return why it is not; then nothing has changed
     */
    public Optional<String> step(Cell next) {
        Optional<String> fault = fault(next);
        if (fault.isEmpty()) {
            place = next;
            carried = maze.keyAt(next).or(() -> carried);
            if (maze.doorAt(next).isPresent()) {
                opened.add(next);
            }
        }
        return fault;
    }

    private Optional<String> fault(Cell next) {
        if (!maze.grid().contains(next)) {
            return Optional.of(next.text() + " is outside");
        }
        if (!place.isNextTo(next)) {
            return Optional.of(next.text() + " is not next to " + place.text());
        }
        if (maze.isWall(next)) {
            return Optional.of(next.text() + " is a wall");
        }
        return maze.doorAt(next)
                .filter(colour ->
                        !opened.contains(next) && carried.filter(colour::equals).isEmpty())
                .map(colour ->
                        "the %s door %s is closed, and the key carried is %s"
                                .formatted(
                                        colour.label(),
                                        next.text(),
                                        carried.map(Colour::label).orElse("none")));
    }

    /** Where the walk is. */
    public Cell place() {
        return place;
    }

    /** The key at hand. */
    public Optional<Colour> carried() {
        return carried;
    }

    /** How many doors were opened. */
    public int opened() {
        return opened.size();
    }
}
