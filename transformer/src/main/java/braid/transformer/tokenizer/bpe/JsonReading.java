package braid.transformer.tokenizer.bpe;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Reads JSON as it comes, so that a large vocabulary never is a tree of objects. */
final class JsonReading {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private JsonReading() {}

    /** A parser of a file that may be no JSON. */
    static JsonParser parser(Path path) {
        return JSON.createParser(path);
    }

    /** What a function makes of a file's only value; the parser stands at its first token. */
    static <T> T read(TokenizerFile file, Function<JsonParser, T> value) throws IOException {
        try (JsonParser parser = JSON.createParser(file.read())) {
            parser.nextToken();
            T result = value.apply(parser);
            if (parser.nextToken() != null) {
                throw file.damaged("goes on behind its value");
            }
            return result;
        } catch (JacksonException e) {
            throw file.fault(
                    "is not the JSON it should be: " + e.getOriginalMessage(),
                    "the file is damaged; download it again",
                    e);
        }
    }

    /** The object of ids by name at which a parser stands. */
    static Map<String, Integer> ids(TokenizerFile file, JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw file.damaged("has no object of ids as its vocabulary");
        }
        Map<String, Integer> ids = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT || name.isEmpty()) {
                throw file.damaged("has no id for the token \"" + name + "\"");
            }
            ids.put(name, parser.getIntValue());
        }
        return ids;
    }
}
