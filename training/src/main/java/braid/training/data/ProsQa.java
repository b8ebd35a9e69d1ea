package braid.training.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * ProsQA (Hao et al. 2024, arXiv:2412.06769) from its files, as far as they are at hand: a folder
 * with {@code prosqa_valid.json} and perhaps {@code prosqa_train.json} and {@code
 * prosqa_test.json}, each plain or with {@code .gz} behind its name. Splits without a file are
 * drawn by {@link ProsQaGenerator}, in their published sizes unless told otherwise, and {@link
 * #describe} says which these are. No question of a file is drawn.
 */
public final class ProsQa implements Task {

    private final Path folder;
    private final Map<Split, List<Example>> files;
    private final ProsQaGenerator generator;

    /**
     * Reads the files.
     *
     * @param folder where they are
     * @param sizes how many examples the splits without a file are to have
     * @param seed of the generator
     */
    public ProsQa(Path folder, Sizes sizes, long seed) {
        this.folder = folder;
        this.files = JsonArrays.splits(folder, "prosqa", Split.VALID);
        FileTask.refuseOverlap(folder.toString(), files);
        Set<Long> known =
                files.values().stream()
                        .flatMap(List::stream)
                        .map(Example::fingerprint)
                        .collect(Collectors.toUnmodifiableSet());
        this.generator = new ProsQaGenerator(seed, sizes, known);
    }

    @Override
    public String name() {
        return "prosqa";
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder("ProsQA from " + folder + ":");
        for (Split split : Split.values()) {
            text.append(split.ordinal() == 0 ? " " : ", ")
                    .append(size(split))
                    .append(' ')
                    .append(split.label());
            text.append(files.containsKey(split) ? " (file)" : " (generated)");
        }
        return text.append('.').toString();
    }

    @Override
    public int size(Split split) {
        return files.containsKey(split) ? files.get(split).size() : generator.size(split);
    }

    @Override
    public Example example(Split split, int index) {
        Objects.checkIndex(index, size(split));
        return files.containsKey(split)
                ? files.get(split).get(index)
                : generator.example(split, index);
    }
}
