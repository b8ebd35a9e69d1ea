package braid.training.data;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;

/**
 * The JSON parser for files from outside: bounded, and strict about what follows and what is said
 * twice.
 */
public final class StrictJson {

    private static final int DEEPEST = 64;

    private StrictJson() {}

    /** A mapper that keeps to the limits, and does not turn numbers or strings into each other. */
    public static JsonMapper mapper(Limits limits) {
        StreamReadConstraints bounds =
                StreamReadConstraints.builder()
                        .maxStringLength(limits.rowBytes())
                        .maxNestingDepth(DEEPEST)
                        .build();
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(bounds)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }

    /** The fault of a row that could not be parsed, with its place. */
    public static DataException malformed(Path path, int row, JacksonException e) {
        int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
        return new DataException(
                path
                        + ": row "
                        + row
                        + ", column "
                        + column
                        + ": not JSON: "
                        + e.getOriginalMessage(),
                "the row must be one complete JSON object; was the file cut short?",
                e);
    }
}
