package braid.training.data;

import braid.tensor.random.Random;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * ProntoQA (Saparov and He 2023, arXiv:2210.01240) from its files, in Coconut's split: a folder
 * with {@code prontoqa_train.json}, {@code prontoqa_valid.json} and, if at hand, {@code
 * prontoqa_test.json}, each plain or with {@code .gz} behind its name.
 *
 * <p>The training set can be multiplied: after the rows as they are follow copies in which the
 * made-up words are renamed at random, each a pure function of (seed, index).
 */
public final class ProntoQa extends FileTask {

    private static final int MOST_COPIES = 10_000;

    private final Path folder;
    private final long seed;
    private final int copies;
    private final Renaming renaming = new Renaming(ProntoQaGenerator.CONCEPTS);
    private final Set<Long> heldOut = new HashSet<>();

    /**
     * Reads the files.
     *
     * @param folder where they are
     * @param copies how many times as large the training set is to be; 1 for the rows as they are
     * @param seed of the renaming
     */
    public ProntoQa(Path folder, int copies, long seed) {
        super(folder.toString(), JsonArrays.splits(folder, "prontoqa", Split.TRAIN));
        if (copies < 1 || copies > MOST_COPIES) {
            throw new DataException(
                    "prontoqa: copies=" + copies, "choose from 1 (no renaming) to " + MOST_COPIES);
        }
        this.folder = folder;
        this.seed = seed;
        this.copies = copies;
        rows(Split.VALID).forEach(e -> heldOut.add(e.fingerprint()));
        rows(Split.TEST).forEach(e -> heldOut.add(e.fingerprint()));
    }

    @Override
    public String name() {
        return "prontoqa";
    }

    @Override
    public String describe() {
        String renamed =
                copies == 1 ? "" : " The training rows stand " + copies + " times, renamed.";
        return "ProntoQA from " + folder + ": " + counts() + "." + renamed;
    }

    @Override
    public int size(Split split) {
        return split == Split.TRAIN
                ? Math.multiplyExact(copies, super.size(split))
                : super.size(split);
    }

    @Override
    public Example example(Split split, int index) {
        Objects.checkIndex(index, size(split));
        int rows = super.size(split);
        Example row = super.example(split, index % rows);
        if (index < rows) {
            return row;
        }
        Random own = Random.of(seed).stream(index);
        Example renamed = renaming.apply(row, own);
        while (heldOut.contains(renamed.fingerprint())) {
            renamed = renaming.apply(row, own);
        }
        return renamed;
    }
}
