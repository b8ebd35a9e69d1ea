package braid.training.data.math;

import java.nio.file.Path;

/** One {@link MathSet}, to evaluate on: all its questions are of the test split. */
public final class MathSetTask extends MathTask {

    private final Path file;
    private final MathSet set;

    /**
     * Reads a file.
     *
     * @param file its name says which set it is
     */
    public MathSetTask(Path file) {
        this(file, MathSet.of(file));
    }

    private MathSetTask(Path file, MathSet set) {
        super(file.toString(), set.read(file), set.equivalence());
        this.file = file;
        this.set = set;
    }

    @Override
    public String name() {
        return "math-set";
    }

    @Override
    public String describe() {
        return set.title() + " from " + file + ", to evaluate on: " + counts() + ".";
    }
}
