package braid.training.data;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Locale;

/**
 * One row of a JSON file; says which field is wrong, and what was found there.
 *
 * @param path of the file
 * @param number of the row, from 1
 * @param json the row, an object
 * @param shape what a row looks like, for hints
 */
public record JsonRow(Path path, int number, JsonNode json, String shape) {

    private static final int SHOWN = 40;

    /** Refuses what is no object. */
    public JsonRow {
        if (!json.isObject()) {
            throw bad(path, number, "expected an object, found " + found(json), shape);
        }
    }

    /** A field that must be there. */
    public JsonNode field(String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            String near = DidYouMean.closest(name, json.propertyNames());
            throw bad(
                    "field '" + name + "' is missing; found " + json.propertyNames(),
                    near == null ? shape : "rename '" + near + "' to '" + name + "'; " + shape);
        }
        return value;
    }

    /** A string that must be there and not be blank. */
    public String text(String name) {
        return text(name, field(name));
    }

    /**
     * A value that must be a string and not blank.
     *
     * @param name where it is, for messages
     */
    public String text(String name, JsonNode value) {
        if (!value.isString()) {
            String hint = value.isNumber() ? "put the number in quotes: \"" + value + "\"" : shape;
            throw bad("field '" + name + "': expected a string, found " + found(value), hint);
        }
        String text = value.stringValue();
        if (text.isBlank()) {
            throw bad(
                    "field '" + name + "': the string is empty",
                    "fill it in, or leave out the row");
        }
        return text;
    }

    /** The fault of this row. */
    public DataException bad(String problem, String hint) {
        return bad(path, number, problem, hint);
    }

    private static DataException bad(Path path, int row, String problem, String hint) {
        return new DataException(path + ": row " + row + ": " + problem, hint);
    }

    /** A value in words. */
    static String found(JsonNode value) {
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
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
