package braid.training.data;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Splits of which some come from files and the others are drawn; no question of a file is drawn.
 */
abstract class MixedTask implements Task {

    private final Map<Split, List<Example>> files;
    private final GeneratedTask generator;

    /**
     * @param source for messages
     * @param files examples of the splits that have a file
     * @param generator of the others, made from the fingerprints that it must not draw
     */
    MixedTask(
            String source,
            Map<Split, List<Example>> files,
            Function<Set<Long>, GeneratedTask> generator) {
        FileTask.refuseOverlap(source, files);
        this.files = files;
        Set<Long> known =
                files.values().stream()
                        .flatMap(List::stream)
                        .map(Example::fingerprint)
                        .collect(Collectors.toUnmodifiableSet());
        this.generator = generator.apply(known);
    }

    @Override
    public final int size(Split split) {
        return files.containsKey(split) ? files.get(split).size() : generator.size(split);
    }

    @Override
    public final Example example(Split split, int index) {
        Objects.checkIndex(index, size(split));
        return files.containsKey(split)
                ? files.get(split).get(index)
                : generator.example(split, index);
    }

    @Override
    public final boolean isGenerated() {
        return files.isEmpty();
    }

    /** How many examples each split has, and whether they come from a file. */
    final String counts() {
        StringBuilder text = new StringBuilder();
        for (Split split : Split.values()) {
            text.append(split.ordinal() == 0 ? "" : ", ")
                    .append(size(split))
                    .append(' ')
                    .append(split.label())
                    .append(files.containsKey(split) ? " (file)" : " (generated)");
        }
        return text.toString();
    }
}
