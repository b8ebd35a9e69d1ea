package braid.training.data;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Examples that were read from files, one list a split; a question in two splits is refused. */
public abstract class FileTask implements Task {

    private final Map<Split, List<Example>> splits;

    /**
     * A task to train on.
     *
     * @param source for messages
     * @param splits examples by split; a split that is absent has none, which training must not be
     */
    protected FileTask(String source, Map<Split, List<Example>> splits) {
        this.splits = new EnumMap<>(Split.class);
        this.splits.putAll(splits);
        if (rows(Split.TRAIN).isEmpty()) {
            throw new DataException(
                    source + ": no example to train on",
                    "a single file is divided by a hash of the question, eight tenths for training;"
                            + " give it more rows");
        }
        refuseOverlap(source, this.splits);
    }

    /**
     * A task to evaluate on only: all its examples are of the test split.
     *
     * @param source for messages
     * @param test at least one example
     */
    protected FileTask(String source, List<Example> test) {
        this.splits = Map.of(Split.TEST, List.copyOf(test));
        if (test.isEmpty()) {
            throw new DataException(
                    source + ": no example to evaluate on", "is the file cut short?");
        }
    }

    /** Throws if a question is in two splits. */
    static void refuseOverlap(String source, Map<Split, List<Example>> splits) {
        Map<Long, Split> seen = new HashMap<>();
        splits.forEach((split, examples) -> refuseOverlap(source, split, examples, seen));
    }

    private static void refuseOverlap(
            String source, Split split, List<Example> examples, Map<Long, Split> seen) {
        for (int i = 0; i < examples.size(); i++) {
            Split other = seen.putIfAbsent(examples.get(i).fingerprint(), split);
            if (other != null && other != split) {
                throw new DataException(
                        source
                                + ": row "
                                + (i + 1)
                                + " of "
                                + split.label()
                                + ": its question is also in "
                                + other.label(),
                        "take it out of one of the two, or the result says nothing about new"
                                + " questions");
            }
        }
    }

    /** The examples of a split as they were read. */
    protected final List<Example> rows(Split split) {
        return splits.getOrDefault(split, List.of());
    }

    @Override
    public int size(Split split) {
        return rows(split).size();
    }

    @Override
    public Example example(Split split, int index) {
        Objects.checkIndex(index, size(split));
        return rows(split).get(index);
    }

    /** How many examples each split has, in words. */
    protected final String counts() {
        return size(Split.TRAIN)
                + " train, "
                + size(Split.VALID)
                + " valid, "
                + size(Split.TEST)
                + " test";
    }
}
