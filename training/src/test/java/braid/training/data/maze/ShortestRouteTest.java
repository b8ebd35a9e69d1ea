package braid.training.data.maze;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.random.Random;

import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every way against {@link Reference}, on mazes of which some cannot be solved. */
final class ShortestRouteTest {

    private static final int MAZES = 10_000;

    @Test
    void findsTheFirstOfTheShortestWaysOrThatThereIsNone() {
        int solvable = 0;
        for (int i = 0; i < MAZES; i++) {
            Maze maze = maze(Random.of(11).stream(i));
            Optional<Route> found = ShortestRoute.of(maze);
            Reference reference = new Reference(maze);
            assertThat(found.map(Route::cells))
                    .as(() -> MazeText.write(maze))
                    .isEqualTo(reference.shortest());
            found.ifPresent(route -> assertThat(route.judge(maze).isLegal()).isTrue());
            solvable += found.isPresent() ? 1 : 0;
            var needed = new DoorsNeeded(maze.grid(), maze.keys(), maze.doors(), maze.openings());
            assertThat(needed.from(maze.grid().room(maze.start())))
                    .as(() -> MazeText.write(maze))
                    .contains(
                            reference.fewestDoors().orElse(DoorsNeeded.UNREACHABLE),
                            Index.atIndex(maze.grid().room(maze.target())));
        }
        assertThat(solvable).isBetween(MAZES / 10, MAZES * 9 / 10);
    }

    /** Start and target anywhere. */
    private static Maze maze(Random random) {
        Grid grid = new Grid(2, 3);
        var drawn = new MazeGenerator(new Difficulty(grid, 3, 3, 1)).furniture(random);
        List<Cell> free = new ArrayList<>();
        for (int i = 0; i < grid.side() * grid.side(); i++) {
            Cell cell = new Cell(i / grid.side(), i % grid.side());
            if (grid.isInRoom(cell) && !drawn.keys().containsValue(cell)) {
                free.add(cell);
            }
        }
        Cell start = free.remove(random.nextInt(free.size()));
        Cell target = free.get(random.nextInt(free.size()));
        return new Maze(grid, start, target, drawn.keys(), drawn.doors(), drawn.openings());
    }
}
