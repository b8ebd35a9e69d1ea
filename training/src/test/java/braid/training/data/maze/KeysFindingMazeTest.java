package braid.training.data.maze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.DataException;
import braid.training.data.Example;
import braid.training.data.Sizes;
import braid.training.data.Split;
import braid.training.data.Tasks;
import braid.training.data.TokenizedExample;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.xml.parsers.DocumentBuilderFactory;

final class KeysFindingMazeTest {

    private static final String SMALL = "maze,rooms=2,cells=3,train=3000,valid=300,test=300";
    private static final String LARGE = "maze,train=600,valid=60,test=60";

    private static KeysFindingMaze task(String text) {
        return (KeysFindingMaze) Tasks.parse(text, 5);
    }

    @Test
    void theUsualMazesHaveThreeByThreeRooms() {
        KeysFindingMaze usual = task("maze");
        assertThat(usual.describe())
                .isEqualTo(
                        "Keys-Finding Maze: a way through 3 x 3 rooms of 5 x 5 cells, with 4 keys and"
                                + " 5 doors, at least 3 of them to open. Generated: 100000 train, 500"
                                + " valid, 300 test.");
        assertThat(new KeysFindingMaze(5).example(Split.TEST, 7))
                .isEqualTo(usual.example(Split.TEST, 7));
        assertThat(usual.maze(usual.example(Split.TRAIN, 99_999)).grid().side()).isEqualTo(17);
        assertThat(task("maze,doors=2,colours=1").difficulty())
                .isEqualTo(new Difficulty(new Grid(3, 5), 1, 2, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, LARGE})
    void everyMazeIsAsDifficultAsAskedAndItsOwnAnswerIsRight(String text) {
        KeysFindingMaze task = task(text);
        Difficulty wanted = task.difficulty();
        Set<String> questions = new HashSet<>();
        int count = 0;
        for (Split split : Split.values()) {
            for (Example example : task.examples(split)) {
                assertThat(Split.of(example.fingerprint())).isEqualTo(split);
                questions.add(example.question());
                count++;
                Maze maze = task.maze(example);
                assertThat(maze.keys()).hasSize(wanted.colours());
                assertThat(maze.doors()).hasSize(wanted.doors());
                assertThat(example.answer().split(" "))
                        .hasSizeBetween(2 * wanted.opened(), 2 * wanted.longest());
                assertThat(example.steps().stream().filter(step -> step.contains(" door ")))
                        .hasSizeBetween(wanted.opened(), wanted.doors());
                assertThat(task.correct(example, task.solution(example))).isTrue();
                assertThat(task.optimal(example, task.trace(example) + task.solution(example)))
                        .isTrue();
                assertThat(MazeText.write(maze)).isEqualTo(example.question());
            }
        }
        assertThat(questions).hasSize(count);
    }

    /** Lengths and doors are not always the same. */
    @Test
    void mazesDiffer() {
        KeysFindingMaze task = task(LARGE);
        List<Example> examples = task.examples(Split.TRAIN);
        assertThat(examples.stream().map(e -> e.answer().length()).distinct().count())
                .isGreaterThan(20);
        assertThat(examples.stream().filter(e -> e.trace().split(" door ").length > 4).count())
                .as("mazes with more than three doors to open")
                .isBetween(30L, 120L);
        double taken =
                examples.stream()
                        .mapToInt(e -> e.trace().split(" key ").length - 1)
                        .average()
                        .orElseThrow();
        assertThat(taken).as("keys taken").isBetween(2.0, 5.0);
    }

    @Test
    void longerLegalAnswersAreRightButNotOptimal() {
        KeysFindingMaze task = task(SMALL);
        Example example = task.example(Split.TEST, 0);
        Cell target = task.maze(example).target();
        Cell aside =
                List.of(Direction.values()).stream()
                        .map(target::to)
                        .filter(task.maze(example).grid()::isInRoom)
                        .findFirst()
                        .orElseThrow();
        String longer = example.answer() + " " + aside.text() + " " + target.text();
        assertThat(task.correct(example, "# " + longer)).isTrue();
        assertThat(task.optimal(example, "# " + longer)).isFalse();
        assertThat(task.judge(example, "# " + longer).fault()).isEmpty();
        assertThat(task.correct(example, longer)).isFalse();
        assertThat(task.judge(example, longer).fault()).contains("there is no answer");
        assertThat(task.judge(example, "#\n").fault()).contains("there is no answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, LARGE})
    void wordTokenizersGiveEveryPartBack(String text) {
        KeysFindingMaze task = task(text);
        Tokenizer tokenizer =
                WordTokenizer.train(task.examples(Split.TRAIN).stream().map(task::text).toList());
        assertThat(tokenizer.size()).isLessThan(60);
        for (Example e : task.examples(Split.TEST)) {
            for (String part : List.of(task.prompt(e), task.trace(e), task.solution(e))) {
                assertThat(tokenizer.decode(tokenizer.encode(part))).isEqualTo(part);
            }
        }
    }

    /** As in the paper, where answers have 645 tokens and answers with traces 1312. */
    @Test
    void tracesAboutDoubleWhatIsWritten() {
        KeysFindingMaze task = task(LARGE);
        Tokenizer tokenizer =
                WordTokenizer.train(task.examples(Split.TRAIN).stream().map(task::text).toList());
        double trace = 0;
        double solution = 0;
        for (TokenizedExample example : TokenizedExample.all(task, Split.TRAIN, tokenizer)) {
            trace += example.trace().length;
            solution += example.solution().length;
        }
        assertThat((trace + solution) / solution).isBetween(1.8, 2.1);
    }

    @Test
    void thePictureIsWellFormedAndShowsEverything() throws Exception {
        KeysFindingMaze task = task(LARGE);
        Example example = task.example(Split.TRAIN, 0);
        String svg = task.picture(example).orElseThrow();
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        Maze maze = task.maze(example);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(4);
        assertThat(document.getElementsByTagName("rect").getLength())
                .isEqualTo(2 + 9 + maze.doors().size() + maze.openings().size());
        assertThat(document.getElementsByTagName("text").getLength()).isEqualTo(2 * 17 + 4 + 5 + 2);
        String points =
                document.getElementsByTagName("polyline")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("points")
                        .getNodeValue();
        assertThat(points.split(" ")).hasSize(1 + example.answer().split(" ").length / 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maze,rooms=1|1 x 1 rooms of 5 x 5|choose rooms >= 2 and cells >= 3 with rooms *",
                "maze,cells=9|3 x 3 rooms of 9 x 9|choose rooms >= 2 and cells >= 3 with rooms *",
                "maze,rooms=2147483647|2147483647 x 2147483647 rooms|choose rooms >= 2",
                "maze,colours=0|colours=0|choose from 1 to 6 for these rooms",
                "maze,rooms=2,colours=5|colours=5|choose from 1 to 4 for these rooms",
                "maze,doors=9|doors=9|choose from 1 to 8 for these rooms",
                "maze,doors=4,opened=5|opened=5|choose from 1 to 4 for these rooms",
            })
    void sizesThatCannotBeAreRefused(String text, String fault, String hint) {
        assertThatThrownBy(() -> Tasks.parse(text, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("maze: " + fault)
                .hasMessageContaining("\n  HINT: " + hint);
    }

    @Test
    void whatIsTooDifficultIsToldAfterManyDraws() {
        Difficulty impossible = new Difficulty(new Grid(2, 3), 1, 1, 1, 1);
        assertThatThrownBy(() ->
                        new KeysFindingMaze(1, impossible, new Sizes(1, 0, 0))
                                .example(Split.TRAIN, 0))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "maze: none of 100000 is as difficult as asked\n"
                                + "  HINT: ask for fewer doors to be opened");
    }
}
