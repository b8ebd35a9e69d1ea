package braid.training.experiment;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Checks of the fields of a record, each of which names the field. */
final class Fields {

    private Fields() {}

    static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }

    static <T> T present(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("field '" + field + "' is missing");
        }
        return value;
    }

    /** A name that can be part of the name of a file, and of a table without quotes. */
    static void name(String field, @Nullable String value) {
        require(
                present(field, value).matches("[\\p{L}\\p{N}_.+=-]{1,100}"),
                "'%s' is '%s': a name has letters, digits and _ . + = -".formatted(field, value));
    }

    static <T> List<T> list(String field, @Nullable List<T> values) {
        for (@Nullable T value : present(field, values)) {
            require(value != null, "field '" + field + "' holds null");
        }
        return List.copyOf(present(field, values));
    }

    static void sameSize(String field, List<?> values, String of, int size) {
        require(
                values.size() == size,
                "'%s' has %d values, '%s' %d".formatted(field, values.size(), of, size));
    }
}
