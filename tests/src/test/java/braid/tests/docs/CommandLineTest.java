package braid.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import braid.bench.BenchCommand;
import braid.training.cli.Braid;
import braid.training.config.ConfigLoader;
import braid.training.config.TrainConfig;
import braid.training.config.VqVaeRunConfig;

import org.junit.jupiter.api.Test;

import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command lines of the pages parse, and what they set is in the configuration. They are not
 * run. A line with {@code …} or {@code COMMAND} in it shows a form and is passed over.
 */
class CommandLineTest {

    /** Variables before the command, the command, its arguments, a comment of the shell. */
    private static final Pattern COMMAND =
            Pattern.compile("(?:\\w+=\\S+ +)*(?:\\./)?braid +([^#]*)(?:#.*)?");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /** A command line and where it stands. */
    private record Line(String place, String text) {}

    @Test
    void commandLinesParse() throws IOException {
        List<Line> lines = lines();
        assertThat(lines).as("command lines found").hasSizeGreaterThan(10);
        List<String> faults = new ArrayList<>();
        for (Line line : lines) {
            try {
                List<String> words = words(line.text());
                if (words.getFirst().equals("bench")) { // a module of its own
                    BenchCommand.commandLine()
                            .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
                } else {
                    checkSettings(Braid.commandLine().parseArgs(words.toArray(String[]::new)));
                }
            } catch (ParameterException | braid.training.ConfigurationException e) {
                faults.add(line.place() + ": " + line.text() + ": " + e.getMessage());
            }
        }
        assertThat(faults).isEmpty();
    }

    private static void checkSettings(ParseResult result) throws IOException {
        if (!result.hasSubcommand() || !result.subcommand().hasMatchedOption("--set")) {
            return;
        }
        List<String> settings = result.subcommand().matchedOptionValue("--set", List.of());
        switch (result.subcommand().commandSpec().name()) {
            case "train" ->
                    ConfigLoader.load(TrainConfig.DEFAULTS, null, settings, TrainConfig.class);
            case "train-vqvae" ->
                    ConfigLoader.load(
                            VqVaeRunConfig.DEFAULTS, null, settings, VqVaeRunConfig.class);
            default -> throw new IllegalStateException("--set of " + result.subcommand());
        }
    }

    /** All command lines: of shell and indented blocks, and of code spans. */
    private static List<Line> lines() {
        List<Line> found = new ArrayList<>();
        for (Page page : Page.all()) {
            Stream<Line> inBlocks =
                    page.blocks().stream()
                            .filter(block -> block.language().matches("sh|" + Page.INDENTED))
                            .flatMap(block -> joined(page, block));
            Stream<Line> inText =
                    page.spans().stream()
                            .map(span -> new Line(page.name() + ":" + span.line(), span.text()));
            Stream.concat(inBlocks, inText)
                    .forEach(line -> {
                        Matcher command = COMMAND.matcher(line.text().strip());
                        if (command.matches() && !command.group(1).matches(".*(…|COMMAND).*")) {
                            found.add(new Line(line.place(), command.group(1)));
                        }
                    });
        }
        return found;
    }

    /** The lines of a block; one that ends in a backslash goes on. */
    private static Stream<Line> joined(Page page, Page.Block block) {
        String text = String.join("\n", block.lines()).replaceAll("\\\\\n\\s*", " ");
        return text.lines().map(line -> new Line(page.name() + ":" + block.line(), line));
    }

    private static List<String> words(String line) {
        return WORD.matcher(line).results().map(CommandLineTest::unquoted).toList();
    }

    private static String unquoted(MatchResult word) {
        for (int i = 1; i < word.groupCount(); i++) {
            if (word.group(i) != null) {
                return word.group(i);
            }
        }
        return word.group();
    }
}
