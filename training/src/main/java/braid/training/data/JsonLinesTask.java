package braid.training.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A user's own data in the form of {@link JsonLines}: a folder with {@code train.jsonl}, {@code
 * valid.jsonl} and {@code test.jsonl} (the last two may be absent), or one file, which is divided
 * by {@link Split#of}.
 */
public final class JsonLinesTask extends FileTask {

    private final Path path;

    /** Reads all the data; see {@link JsonLines} for what is refused. */
    public JsonLinesTask(Path path) {
        super(
                path.toString(),
                Files.isDirectory(path) ? folder(path) : divided(JsonLines.read(path)));
        this.path = path;
    }

    private static Map<Split, List<Example>> folder(Path folder) {
        Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            Path file = folder.resolve(split.label() + ".jsonl");
            if (split == Split.TRAIN || Files.exists(file)) {
                splits.put(split, JsonLines.read(file));
            }
        }
        return splits;
    }

    private static Map<Split, List<Example>> divided(List<Example> examples) {
        return examples.stream().collect(Collectors.groupingBy(e -> Split.of(e.fingerprint())));
    }

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public String describe() {
        return "JSON lines from " + path + ": " + counts() + ".";
    }
}
