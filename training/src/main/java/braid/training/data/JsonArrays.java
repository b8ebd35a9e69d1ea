package braid.training.data;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the files of ProntoQA and ProsQA: one JSON array of examples, perhaps in gzip. Element by
 * element; a row in messages is the element's number, from 1.
 */
final class JsonArrays {

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

    static List<Example> read(Path path, Limits limits) {
        JsonMapper mapper = StrictJson.mapper(limits);
        ExampleJson rows = new ExampleJson(path, limits);
        List<Example> examples = new ArrayList<>();
        try (InputStream in = DataFiles.open(path, limits);
                JsonParser parser = mapper.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw rows.bad(
                        1,
                        "expected '[', the start of an array, found " + parser.currentToken(),
                        "files of JSON lines are read with jsonl:" + path);
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (examples.size() == limits.rows()) {
                    throw rows.bad(
                            limits.rows() + 1,
                            "more than the limit of " + limits.rows() + " rows",
                            "split the file, or raise Limits.rows");
                }
                examples.add(rows.example(examples.size() + 1, parser.readValueAsTree()));
            }
        } catch (JacksonException e) {
            throw StrictJson.malformed(path, examples.size() + 1, e);
        } catch (IOException e) {
            throw DataFiles.unreadable(path, e);
        }
        return List.copyOf(examples);
    }
}
