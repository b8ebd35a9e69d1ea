package braid.training.data.maze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.random.Random;
import braid.training.data.DataException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** A maze that was made by hand, and changed ways through drawn ones. */
final class RouteTest {

    private static final String TEXT =
            "start a a; target a g; red key c c; green key g a; red door b d; open door d b;"
                    + " green door e d";

    private static final String SHORTEST = "b a c a c b c c b c b d b e b f b g a g";

    private static final String DRAWING =
            """
              a b c d e f g
            a S . . # . . T
            b * . * R * * *
            c * * r # . . .
            d # . # # # # #
            e . . . G . . .
            f . . . # . . .
            g g . . # . . .\
            """;

    private final Maze maze = MazeText.read(new Grid(2, 3), TEXT);

    @Test
    void theMazeMadeByHandIsSolvedAndTold() {
        Route route = ShortestRoute.of(maze).orElseThrow();
        assertThat(route.text()).isEqualTo(SHORTEST);
        assertThat(Trace.of(maze, route))
                .containsExactly(
                        "red key c c: down c a right c c",
                        "red door b d: up b c right b d",
                        "target a g: right b g up a g");
        assertThat(MazeDrawing.text(maze, route)).isEqualTo(DRAWING);
        assertThat(MazeText.write(maze)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SHORTEST,
                "  b a\nc a c b c c b c b d b e b f b g a g ",
                // A detour, past the target and back, and through the door twice.
                "a b a c b c c c b c b d b e b d b e a e a f a g b g a g",
                // The green key is taken and changed for the red one.
                "b a b b c b d b e b f b g b g a f a e a e b d b c b c c b c b d b e a e a f a g",
                // An open door is entered with another key.
                "b a c a c b c c b c b d b c b b c b d b e b f b g b g a f a e a e b d b c b b b b c"
                        + " b d b e a e a f a g",
            })
    void everyLegalWayIsAccepted(String text) {
        assertThat(Route.judge(maze, text).fault()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b a c a|it ends at c a, the target is a g",
                "b a c a c c|step 3: c c is not next to c a",
                "b a b a|step 2: b a is not next to b a",
                "b a b b a c|step 3: a c is not next to b b",
                "a b a c a d|step 3: a d is a wall",
                "b a c a d a|step 3: d a is a wall",
                "a b a z|step 2: a z is outside",
                "b a b b b c b d|step 4: the red door b d is closed, and the key carried is none",
                // The red key was changed for the green one.
                "b a c a c b c c c b d b e b f b g b g a f a e a e b d b c b b b b c b d|step 18: the"
                        + " red door b d is closed, and the key carried is green",
                "b a c|the last cell has no column",
                "b a down|'down' is not a letter",
                "b 1|'1' is not a letter",
            })
    void theFaultOfOthersIsNamed(String text, String fault) {
        assertThat(Route.judge(maze, text).fault()).contains(fault);
    }

    @Property(tries = 300)
    void leavingOutACellIsAJumpOrAnEndTooSoon(
            @ForAll long seed, @ForAll @IntRange(max = 40) int n) {
        MazeGenerator.Solved drawn = generator().draw(Random.of(seed));
        List<Cell> cells = new ArrayList<>(drawn.route().cells());
        int at = n % cells.size();
        boolean last = at == cells.size() - 1;
        cells.remove(at);
        assertThat(new Route(cells).judge(drawn.maze()).fault().orElseThrow())
                .contains(last ? "it ends at " : "step " + (at + 1) + ": ")
                .contains(last ? "the target is " : " is not next to ");
    }

    /** Random steps from somewhere on the way, which now and then lead to the target. */
    @Property(tries = 500)
    void anyWayIsJudgedAsByTheReference(@ForAll long seed, @ForAll @IntRange(max = 27) int keep) {
        MazeGenerator.Solved drawn = generator().draw(Random.of(seed));
        Random random = Random.of(seed).stream(1);
        List<Cell> way = drawn.route().cells();
        List<Cell> cells = new ArrayList<>(way.subList(0, Math.min(keep, way.size())));
        Cell place = cells.isEmpty() ? drawn.maze().start() : cells.getLast();
        for (int i = 0; i < 6; i++) {
            place = place.to(Direction.values()[random.nextInt(4)]);
            cells.add(place);
            assertThat(new Route(cells).judge(drawn.maze()).isLegal())
                    .isEqualTo(new Reference(drawn.maze()).isLegal(cells));
        }
    }

    private static MazeGenerator generator() {
        return new MazeGenerator(Difficulty.usual(new Grid(2, 3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "start a a|no start, or no target",
                "start a a; target h a|'target h a' is outside",
                "start a a; goal b b|'goal b b' is no part of one",
                "start a a; target b b; pink key c c|'pink' is no colour",
            })
    void questionsOfAnotherFormAreRefused(String text, String fault) {
        assertThatThrownBy(() -> MazeText.read(new Grid(2, 3), text))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("maze: " + fault + "\n  HINT: ");
    }
}
