package braid.training.data;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads files that are one JSON array, as those of ProntoQA and ProsQA, perhaps in gzip. Element by
 * element; a row in messages is the element's number, from 1.
 */
public final class JsonArrays {

    private JsonArrays() {}

    /**
     * Reads {@code NAME_train.json}, {@code NAME_valid.json} and {@code NAME_test.json}, or the
     * same with {@code .gz}, as far as they are there.
     *
     * @param needed the split whose file must be there
     */
    static Map<Split, List<Example>> splits(Path folder, String name, Split needed) {
        Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            Path plain = folder.resolve(name + "_" + split.label() + ".json");
            Path packed = folder.resolve(plain.getFileName() + ".gz");
            if (Files.exists(packed)) {
                splits.put(split, read(packed, Limits.DEFAULT));
            } else if (split == needed || Files.exists(plain)) {
                splits.put(split, read(plain, Limits.DEFAULT));
            }
        }
        return splits;
    }

    private static List<Example> read(Path path, Limits limits) {
        return rows(path, limits, ExampleJson.SHAPE, new ExampleJson(limits)::example);
    }

    /**
     * Reads the elements of a file's array.
     *
     * @param shape what an element looks like, for hints
     * @param reader makes something of an element
     */
    public static <T> List<T> rows(
            Path path, Limits limits, String shape, Function<JsonRow, T> reader) {
        JsonMapper mapper = StrictJson.mapper(limits);
        List<T> rows = new ArrayList<>();
        try (InputStream in = DataFiles.open(path, limits);
                JsonParser parser = mapper.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new DataException(
                        path
                                + ": row 1: expected '[', the start of an array, found "
                                + parser.currentToken(),
                        "files of JSON lines are read with jsonl:" + path);
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (rows.size() == limits.rows()) {
                    throw new DataException(
                            path
                                    + ": row "
                                    + (limits.rows() + 1)
                                    + ": more than the limit of "
                                    + limits.rows()
                                    + " rows",
                            "split the file, or raise Limits.rows");
                }
                int number = rows.size() + 1;
                JsonNode json = parser.readValueAsTree();
                rows.add(reader.apply(new JsonRow(path, number, json, shape)));
            }
        } catch (JacksonException e) {
            throw StrictJson.malformed(path, rows.size() + 1, e);
        } catch (IOException e) {
            throw DataFiles.unreadable(path, e);
        }
        return List.copyOf(rows);
    }
}
