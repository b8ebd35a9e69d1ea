package braid.training.data.maze;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/** Every way against {@link Reference}, on mazes of which some cannot be solved. */
final class ShortestRouteTest {

    private static final int MAZES = 10_000;

    @Test
    void findsTheFirstOfTheShortestWaysOrThatThereIsNone() {
        Difficulty difficulty = new Difficulty(new Grid(2, 3), 3, 3, 1);
        MazeGenerator generator = new MazeGenerator(difficulty);
        int solvable = 0;
        for (int i = 0; i < MAZES; i++) {
            Maze maze = generator.candidate(Random.of(11).stream(i));
            Optional<Route> found = ShortestRoute.of(maze);
            assertThat(found.map(Route::cells))
                    .as(() -> MazeText.write(maze))
                    .isEqualTo(new Reference(maze).shortest());
            found.ifPresent(route -> assertThat(route.judge(maze).isLegal()).isTrue());
            solvable += found.isPresent() ? 1 : 0;
        }
        assertThat(solvable).isBetween(MAZES / 10, MAZES * 9 / 10);
    }
}
