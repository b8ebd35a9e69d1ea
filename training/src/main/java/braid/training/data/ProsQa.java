package braid.training.data;

import java.nio.file.Path;

/**
 * ProsQA (Hao et al. 2024, arXiv:2412.06769) from its files, as far as they are at hand: a folder
 * with {@code prosqa_valid.json} and perhaps {@code prosqa_train.json} and {@code
 * prosqa_test.json}, each plain or with {@code .gz} behind its name. Splits without a file are
 * drawn by {@link ProsQaGenerator}, in their published sizes unless told otherwise, and {@link
 * #describe} says which these are. No question of a file is drawn.
 */
public final class ProsQa extends MixedTask {

    private final Path folder;

    /**
     * Reads the files.
     *
     * @param folder where they are
     * @param sizes how many examples the splits without a file are to have
     * @param seed of the generator
     */
    public ProsQa(Path folder, Sizes sizes, long seed) {
        super(
                folder.toString(),
                JsonArrays.splits(folder, "prosqa", Split.VALID),
                known -> new ProsQaGenerator(seed, sizes, known));
        this.folder = folder;
    }

    @Override
    public String name() {
        return "prosqa";
    }

    @Override
    public String describe() {
        return "ProsQA from " + folder + ": " + counts() + ".";
    }
}
