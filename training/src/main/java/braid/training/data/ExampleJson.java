package braid.training.data;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns the JSON of one row into an example, or says which field is wrong and what was found there.
 */
final class ExampleJson {

    private static final String SHAPE =
            "a row is {\"question\": \"…\", \"steps\": [\"…\", …], \"answer\": \"…\"}";

    private final Path path;
    private final Limits limits;

    ExampleJson(Path path, Limits limits) {
        this.path = path;
        this.limits = limits;
    }

    /**
     * @param row number of the row, from 1
     * @param json the row
     */
    Example example(int row, JsonNode json) {
        if (!json.isObject()) {
            throw bad(row, "expected an object, found " + found(json), SHAPE);
        }
        String question = text(row, "question", field(row, json, "question"));
        JsonNode steps = field(row, json, "steps");
        if (!steps.isArray()) {
            throw bad(
                    row,
                    "field 'steps': expected an array of strings, found " + found(steps),
                    SHAPE);
        }
        if (steps.size() > limits.steps()) {
            throw bad(
                    row,
                    "field 'steps': "
                            + steps.size()
                            + " steps, more than the limit of "
                            + limits.steps(),
                    "join short steps, or raise Limits.steps");
        }
        List<String> texts = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            texts.add(text(row, "steps[" + i + "]", steps.get(i)));
        }
        return new Example(question, texts, text(row, "answer", field(row, json, "answer")));
    }

    DataException bad(int row, String problem, String hint) {
        return new DataException(path + ": row " + row + ": " + problem, hint);
    }

    private JsonNode field(int row, JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            String near = DidYouMean.closest(name, json.propertyNames());
            throw bad(
                    row,
                    "field '" + name + "' is missing; found " + json.propertyNames(),
                    near == null ? SHAPE : "rename '" + near + "' to '" + name + "'; " + SHAPE);
        }
        return value;
    }

    private String text(int row, String name, JsonNode value) {
        if (!value.isString()) {
            String hint = value.isNumber() ? "put the number in quotes: \"" + value + "\"" : SHAPE;
            throw bad(row, "field '" + name + "': expected a string, found " + found(value), hint);
        }
        String text = value.stringValue();
        if (text.isBlank()) {
            throw bad(
                    row,
                    "field '" + name + "': the string is empty",
                    "fill it in, or leave out the row");
        }
        return text;
    }

    private static String found(JsonNode value) {
        if (value.isContainer() || value.isString()) {
            return switch (value.getNodeType()) {
                case OBJECT -> "an object";
                case ARRAY -> "an array";
                default -> "the string " + shortened(value.toString());
            };
        }
        return value.isNull()
                ? "null"
                : "the "
                        + value.getNodeType().name().toLowerCase(Locale.ROOT)
                        + " "
                        + shortened(value.toString());
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
