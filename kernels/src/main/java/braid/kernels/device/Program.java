package braid.kernels.device;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Device code to build: files of {@code resources/kernels} one after the other, behind the prelude
 * of the platform, specialised by macros.
 *
 * @param files names with their ending, for example {@code gelu.k}
 * @param macros what {@code -D} defines, by name
 */
public record Program(List<String> files, Map<String, String> macros) {

    /** Keeps the macros in the order of their names: equal programs have equal options. */
    public Program {
        files = List.copyOf(files);
        macros = Collections.unmodifiableMap(new TreeMap<>(macros));
    }

    /** A program of files without macros. */
    static Program of(String... files) {
        return new Program(List.of(files), Map.of());
    }

    /** The same with one more macro. */
    Program with(String macro, Object value) {
        Map<String, String> more = new TreeMap<>(macros);
        more.put(macro, value.toString());
        return new Program(files, more);
    }
}
