package braid.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.SmallRuns;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The maze from the command line: shown, drawn, learned, and asked several times. */
final class MazeCommandsTest {

    private static final String TASK = "maze,rooms=2,cells=3,train=40,valid=5,test=5";

    @TempDir private Path folder;

    private static String run(String... args) {
        var out = new StringWriter();
        assertThat(Braid.commandLine().setOut(new PrintWriter(out)).execute(args)).isZero();
        return out.toString();
    }

    private static JsonNode eval(String run, String... options) {
        String[] args =
                Stream.concat(Stream.of("eval", run, "--json"), Stream.of(options))
                        .toArray(String[]::new);
        return JsonMapper.shared().readTree(run(args));
    }

    @Test
    void dataShowsTheMazeAndWritesAPicture() throws Exception {
        Path svg = folder.resolve("maze.svg");
        String shown = run("data", TASK, "--show=1", "--svg=" + svg, "--index=3");
        assertThat(shown)
                .startsWith("Keys-Finding Maze: ")
                .contains("--- 0\nstart ", "\n\n  a b c d e f g\na ", "picture of 3 to " + svg)
                .doesNotContain("--- 1");
        assertThat(Files.readString(svg)).startsWith("<svg ").endsWith("</svg>\n");
        String first = Files.readString(svg);
        run("data", TASK, "--show=0", "--svg=" + svg);
        assertThat(Files.readString(svg)).isNotEqualTo(first);
    }

    @Test
    void evalAsksSeveralTimesWithASeed() throws Exception {
        SmallRuns.model(folder, "cot", "method=cot", "task=" + TASK, "model.context=256")
                .train(false);
        String cot = folder.resolve("cot").toString();
        JsonNode figures = eval(cot, "--samples=3", "--seed=2");
        assertThat(figures.get("questions").asInt()).isEqualTo(5);
        assertThat(figures.get("samples").asInt()).isEqualTo(3);
        assertThat(figures.get("optimality").asDouble()).isZero();
        assertThat(eval(cot, "--samples=3", "--seed=2")).isEqualTo(figures);
        JsonNode tokens = figures.get("tokens");
        assertThat(eval(cot, "--samples=3", "--seed=3").get("tokens")).isNotEqualTo(tokens);
        JsonNode greedy = eval(cot);
        assertThat(greedy.get("samples").asInt()).isEqualTo(1);
        assertThat(greedy.get("tokens")).isNotEqualTo(tokens);
        JsonNode likeliest = eval(cot, "--samples=1", "--top-k=1");
        assertThat(likeliest).isEqualTo(greedy);
        assertThat(run("eval", cot)).contains("95 % interval  optimal   tokens");
    }
}
