package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

final class JsonLinesTest {

    private static final String GOOD =
            "{\"question\": \"q\", \"steps\": [\"s\"], \"answer\": \"a\"}\n";
    private static final String SHAPE =
            "a row is {\"question\": \"…\", \"steps\": [\"…\", …], \"answer\": \"…\"}";

    @TempDir Path folder;

    @Test
    void readsRowsAndIgnoresFurtherFieldsAndEmptyLines() throws IOException {
        Path file =
                write(
                        "\uFEFF{\"id\": 7, \"question\": \"Wie groß?\", \"steps\": [], \"answer\":"
                                + " \"π\"}\r\n\n"
                                + GOOD.strip());
        assertThat(JsonLines.read(file))
                .containsExactly(
                        new Example("Wie groß?", List.of(), "π"),
                        new Example("q", List.of("s"), "a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[1]|expected an object, found an array",
                "{\"question\": \"q\", \"answer\": \"a\"}|field 'steps' is missing; found"
                        + " [question, answer]",
                "{\"question\": 5, \"steps\": [], \"answer\": \"a\"}|field 'question': expected a"
                        + " string, found the number 5",
                "{\"question\": \"q\", \"steps\": \"s\", \"answer\": \"a\"}|field 'steps': expected"
                        + " an array of strings, found the string \"s\"",
                "{\"question\": \"q\", \"steps\": [\"s\", null], \"answer\": \"a\"}|field"
                        + " 'steps[1]': expected a string, found null",
                "{\"question\": \"q\", \"steps\": [\"s\", {}], \"answer\": \"a\"}|field 'steps[1]':"
                        + " expected a string, found an object",
                "{\"question\": \" \", \"steps\": [], \"answer\": \"a\"}|field 'question': the"
                        + " string is empty",
                "{\"question\": \"q\", \"steps\": [], \"answer\": true}|field 'answer': expected a"
                        + " string, found the boolean true",
            })
    void namesPathRowFieldAndWhatWasFound(String row, String problem) throws IOException {
        Path file = write(GOOD + "\n" + row + "\n");
        assertThatThrownBy(() -> JsonLines.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": row 3: " + problem + "\n  HINT: ");
    }

    @Test
    void hintsSayHowToMend() throws IOException {
        Path number = write("{\"question\": \"q\", \"steps\": [], \"answer\": 9}");
        assertThatThrownBy(() -> JsonLines.read(number))
                .hasMessageEndingWith("HINT: put the number in quotes: \"9\"");
        Path misspelt = write("{\"question\": \"q\", \"step\": [], \"answer\": \"a\"}");
        assertThatThrownBy(() -> JsonLines.read(misspelt))
                .hasMessageEndingWith("HINT: rename 'step' to 'steps'; " + SHAPE);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"question\": \"q\", ', Unexpected end-of-input",
        "'{\"question\": \"q\", \"question\": \"r\"}', Duplicate",
        "'{} {}', ",
        "'question', Unrecognized token",
    })
    void namesRowAndColumnOfWhatIsNotJson(String row, String problem) throws IOException {
        Path file = write(GOOD + row);
        assertThatThrownBy(() -> JsonLines.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": row 2")
                .hasMessageContaining(problem == null ? "railing" : problem)
                .hasMessageContaining("\n  HINT: ");
    }

    @Test
    void namesTheByteThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("latin1.jsonl");
        byte[] bytes =
                (GOOD + "{\"question\": \"gr\u00fcn\"}").getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, bytes);
        int at = GOOD.length() + "{\"question\": \"gr".length();
        assertThatThrownBy(() -> JsonLines.read(file))
                .hasMessageStartingWith(
                        file + ": row 2: not UTF-8 at byte " + at + " of the file (0xfc)\n  HINT:");
        Files.write(file, new byte[] {(byte) 0xE2, (byte) 0x82});
        assertThatThrownBy(() -> JsonLines.read(file))
                .hasMessageContaining("row 1: not UTF-8 at byte 0");
    }

    @Test
    void limitsAreKept() throws IOException {
        Path file = write(GOOD.repeat(5));
        assertThatThrownBy(() -> JsonLines.read(file, new Limits(1 << 20, 20, 10, 10)))
                .hasMessageStartingWith(file + ": row 1: longer than 20 bytes");
        assertThatThrownBy(() -> JsonLines.read(file, new Limits(1 << 20, 1000, 4, 10)))
                .hasMessageStartingWith(file + ": more than the limit of 4 rows");
        assertThatThrownBy(() -> JsonLines.read(file, new Limits(100, 1000, 10, 10)))
                .hasMessageStartingWith(file + ": more than the limit of 100 bytes");
        assertThatThrownBy(() -> JsonLines.read(file, new Limits(1 << 20, 1000, 10, 0)))
                .hasMessageStartingWith(
                        file + ": row 1: field 'steps': 1 steps, more than the limit of 0");
        Path bomb = folder.resolve("bomb.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            out.write(new byte[1 << 20]);
        }
        assertThatThrownBy(() -> JsonLines.read(bomb, new Limits(1 << 16, 1 << 24, 10, 10)))
                .hasMessageStartingWith(bomb + ": more than the limit of 65536 bytes");
    }

    @Test
    void missingAndTruncatedFilesAreNamed() throws IOException {
        Path absent = folder.resolve("absent.jsonl");
        assertThatThrownBy(() -> JsonLines.read(absent))
                .hasMessageStartingWith(
                        absent + ": no such file\n  HINT: the path is relative to ");
        Path packed = folder.resolve("cut.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(GOOD.repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> JsonLines.read(packed))
                .hasMessageStartingWith(packed + ": cannot be read: ");
    }

    @Test
    void longRowsCrossTheReadBuffer() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            examples.add(new Example("ü".repeat(3000 + i), List.of("s" + i), "a"));
        }
        Path file = folder.resolve("long.jsonl");
        JsonLines.write(file, examples);
        assertThat(JsonLines.read(file)).isEqualTo(examples);
    }

    @Property(tries = 50)
    void whatIsWrittenIsReadBack(
            @ForAll @Size(max = 5) List<@StringLength(min = 1, max = 20) String> texts)
            throws IOException {
        List<Example> examples =
                texts.stream().map(t -> new Example("q" + t, List.of("s" + t), "a" + t)).toList();
        Path file = Files.createTempFile("braid", ".jsonl");
        try {
            JsonLines.write(file, examples);
            assertThat(JsonLines.read(file)).isEqualTo(examples);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void failedWritesLeaveTheOldFile() throws IOException {
        Path file = write(GOOD);
        assertThatThrownBy(() ->
                        DataFiles.write(
                                file,
                                out -> {
                                    out.write("half");
                                    throw new IOException("No space left on device");
                                }))
                .hasMessageStartingWith(
                        file + ": cannot be written: No space left on device\n  HINT: ");
        assertThat(file).hasContent(GOOD.strip());
        assertThat(folder).isDirectoryNotContaining("glob:**.partial");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "data", ".jsonl"), text);
    }
}
