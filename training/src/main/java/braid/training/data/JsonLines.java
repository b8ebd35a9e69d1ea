package braid.training.data;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Data of one's own, as JSON lines: one example a row,
 *
 * <pre>{@code
 * {"question": "What is 2 + 3 + 4?", "steps": ["2 + 3 = 5", "5 + 4 = 9"], "answer": "9"}
 * }</pre>
 *
 * <p>in UTF-8, with or without gzip ({@code .gz}). All three fields are needed; {@code steps} may
 * be an empty array, but no string may be empty. Further fields are ignored, and so are empty
 * lines. The file is read row by row, and each row is checked; the first bad one ends the reading
 * with a {@link DataException} that names path, row, field and what was found there.
 */
public final class JsonLines {

    private JsonLines() {}

    /** Reads a file with {@link Limits#DEFAULT}. */
    public static List<Example> read(Path path) {
        return read(path, Limits.DEFAULT);
    }

    /**
     * Reads a file.
     *
     * @param path a {@code .jsonl} or {@code .jsonl.gz} file
     * @param limits beyond which it is refused
     */
    public static List<Example> read(Path path, Limits limits) {
        return rows(path, limits, ExampleJson.SHAPE, new ExampleJson(limits)::example);
    }

    /**
     * Reads the rows of a file in another form.
     *
     * @param shape what a row looks like, for hints
     * @param reader makes something of a row
     */
    public static <T> List<T> rows(
            Path path, Limits limits, String shape, Function<JsonRow, T> reader) {
        JsonMapper mapper = StrictJson.mapper(limits);
        List<T> rows = new ArrayList<>();
        try (LineReader lines = new LineReader(path, limits)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    JsonNode json = json(path, mapper, lines.row(), line);
                    rows.add(reader.apply(new JsonRow(path, lines.row(), json, shape)));
                }
            }
        } catch (IOException e) {
            throw DataFiles.unreadable(path, e);
        }
        return List.copyOf(rows);
    }

    /** Writes examples, one a line, so that {@link #read} gives them back; whole or not at all. */
    public static void write(Path path, List<Example> examples) {
        JsonMapper mapper = JsonMapper.shared();
        DataFiles.write(
                path,
                out -> {
                    for (Example example : examples) {
                        out.write(
                                "{\"question\": " + mapper.writeValueAsString(example.question()));
                        out.write(", \"steps\": " + mapper.writeValueAsString(example.steps()));
                        out.write(", \"answer\": " + mapper.writeValueAsString(example.answer()));
                        out.write("}\n");
                    }
                });
    }

    private static JsonNode json(Path path, JsonMapper mapper, int row, String line) {
        try {
            return mapper.readTree(line);
        } catch (JacksonException e) {
            throw StrictJson.malformed(path, row, e);
        }
    }
}
