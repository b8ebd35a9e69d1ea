package braid.bench.report;

import braid.training.data.DataException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was measured on one machine; of lines about the same, the last counts.
 *
 * @param machine name of the file
 * @param remarks text about the machine, in Markdown; empty if there is none
 * @param roofline the output of {@code braid bench --roofline} there; empty if there is none
 * @param lines in the order of the file
 */
record Results(String machine, String remarks, String roofline, List<Line> lines) {

    private static final String SUFFIX = ".jsonl";
    private static final String REMEDY =
            "a line is a JSON object with a name and a value, as braid bench --append writes it;"
                    + " remove it";

    /** One measurement; keys that a line lacks are NaN or empty. */
    record Line(JsonNode keys) {

        String name() {
            return text("name");
        }

        String shape() {
            return text("shape");
        }

        int threads() {
            return keys.path("threads").asInt(0);
        }

        /** Which vectors the JVM was held to, as in {@code -XX:UseAVX=2}; empty for all it has. */
        String vectors() {
            for (JsonNode flag : keys.path("flags")) {
                if (flag.asString("").startsWith("-XX:UseAVX=")) {
                    return flag.asString();
                }
            }
            return "";
        }

        double number(String key) {
            return keys.path(key).asDouble(Double.NaN);
        }

        String text(String key) {
            return keys.path(key).asString("");
        }

        boolean has(String key) {
            return keys.has(key);
        }
    }

    /**
     * Reads all machines of a folder, by name.
     *
     * @throws DataException if the folder is none, or a line is no JSON object with a name and a
     *     value
     */
    static List<Results> read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new DataException(
                    folder + ": no such folder",
                    "measure first: braid bench --append=" + folder + "/MACHINE" + SUFFIX);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList();
            List<Results> all = new ArrayList<>();
            for (Path file : sorted) {
                all.add(machine(file));
            }
            return all;
        }
    }

    private static Results machine(Path file) throws IOException {
        String name = file.getFileName().toString().replace(SUFFIX, "");
        Map<String, Line> latest = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            Line line = new Line(parse(file, i + 1, lines.get(i)));
            String about = line.name() + "|" + line.shape() + "|" + line.threads() + line.vectors();
            latest.remove(about);
            latest.put(about, line);
        }
        return new Results(
                name,
                beside(file, name + ".md"),
                beside(file, name + "-roofline.txt"),
                List.copyOf(latest.values()));
    }

    private static JsonNode parse(Path file, int row, String line) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw new DataException(broken(file, row, "no JSON"), REMEDY, e);
        }
        if (!node.path("name").isString()) {
            throw new DataException(broken(file, row, "no name"), REMEDY);
        }
        if (!node.path("value").isNumber()) {
            throw new DataException(broken(file, row, "no value"), REMEDY);
        }
        return node;
    }

    private static String broken(Path file, int row, String fault) {
        return file + ": row " + row + ": no measurement: " + fault;
    }

    private static String beside(Path file, String name) throws IOException {
        Path other = file.resolveSibling(name);
        return Files.exists(other) ? Files.readString(other).strip() : "";
    }

    /** All lines of a benchmark with as many threads and all vectors that there are. */
    List<Line> of(String name, int threads) {
        return lines.stream()
                .filter(l -> l.name().equals(name) && l.threads() == threads)
                .filter(l -> l.vectors().isEmpty())
                .toList();
    }

    /** The line of a benchmark whose shape begins so. */
    Optional<Line> find(String name, String shape, int threads) {
        return of(name, threads).stream().filter(l -> l.shape().startsWith(shape)).findFirst();
    }

    /** Lines of a JVM that was held to shorter vectors. */
    List<Line> held() {
        return lines.stream().filter(l -> !l.vectors().isEmpty()).toList();
    }

    /** When the last line was measured. */
    String time() {
        return lines.stream().map(l -> l.text("time")).max(String::compareTo).orElse("");
    }
}
