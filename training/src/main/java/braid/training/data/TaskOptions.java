package braid.training.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The options behind a task's name, {@code key=value}; a fault is told with the whole text. */
final class TaskOptions {

    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();

    private TaskOptions(String text) {
        this.text = text;
    }

    /**
     * Takes options apart.
     *
     * @param text of the whole task, for messages
     * @param task its name
     * @param known the options that it has
     * @param parts one {@code key=value} each
     */
    static TaskOptions parse(String text, String task, List<String> known, List<String> parts) {
        TaskOptions options = new TaskOptions(text);
        for (String part : parts) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (!known.contains(key)) {
                String near = DidYouMean.closest(key, known);
                throw options.bad(
                        "unknown option '" + key + "'",
                        (near == null ? "" : "did you mean '" + near + "'? ")
                                + (known.isEmpty()
                                        ? task + " takes no options"
                                        : "The options of " + task + " are " + known));
            }
            options.values.put(key, part.substring(equals + 1));
        }
        return options;
    }

    /** A whole number. */
    int number(String key, int usual) {
        String value = values.get(key);
        try {
            return value == null ? usual : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new DataException(
                    "task '" + text + "': option '" + key + "=" + value + "' is not a whole number",
                    "write it as in " + key + "=1000",
                    e);
        }
    }

    /** The sizes of the three splits. */
    Sizes sizes(Sizes usual) {
        return new Sizes(
                number("train", usual.train()),
                number("valid", usual.valid()),
                number("test", usual.test()));
    }

    /** One of the constants of an enum, which options write in lower case. */
    <E extends Enum<E>> E choice(String key, E usual) {
        String value = values.get(key);
        List<E> all = Arrays.asList(usual.getDeclaringClass().getEnumConstants());
        for (E constant : all) {
            if (value == null || lower(constant).equals(value)) {
                return value == null ? usual : constant;
            }
        }
        List<String> names = all.stream().map(TaskOptions::lower).toList();
        throw bad("option '" + key + "=" + value + "' is unknown", "choose one of " + names);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private DataException bad(String problem, String hint) {
        return new DataException("task '" + text + "': " + problem, hint);
    }
}
