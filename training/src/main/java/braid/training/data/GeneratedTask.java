package braid.training.data;

import braid.tensor.random.Random;

import java.util.Objects;
import java.util.Set;

/**
 * Examples drawn from a random generator. A draw whose question belongs to another split by {@link
 * Split#of} is thrown away and drawn again, which makes the splits disjoint by construction.
 */
public abstract class GeneratedTask implements Task {

    /** More than enough: one draw in ten is right for the rarest split. */
    private static final int MOST_DRAWS = 10_000;

    private final long seed;
    private final Sizes sizes;
    private final Set<Long> excluded;

    /**
     * A task without forbidden questions.
     *
     * @param seed of all examples
     * @param sizes number of examples in each split
     */
    protected GeneratedTask(long seed, Sizes sizes) {
        this(seed, sizes, Set.of());
    }

    /**
     * @param excluded fingerprints of questions that are never drawn
     */
    GeneratedTask(long seed, Sizes sizes, Set<Long> excluded) {
        this.seed = seed;
        this.sizes = sizes;
        this.excluded = excluded;
    }

    /** One random example; depends on nothing but the random numbers. */
    protected abstract Example draw(Random random);

    /** Number of examples in each split. */
    protected final Sizes sizes() {
        return sizes;
    }

    @Override
    public final int size(Split split) {
        return sizes.of(split);
    }

    @Override
    public final Example example(Split split, int index) {
        Objects.checkIndex(index, size(split));
        Random own = Random.of(seed).stream(split.ordinal()).stream(index);
        for (int i = 0; i < MOST_DRAWS; i++) {
            Example drawn = draw(own);
            long fingerprint = drawn.fingerprint();
            if (Split.of(fingerprint) == split && !excluded.contains(fingerprint)) {
                return drawn;
            }
        }
        throw new DataException(
                name()
                        + ": no question for split "
                        + split.label()
                        + " in "
                        + MOST_DRAWS
                        + " draws",
                "the task has too few different questions; make it larger");
    }

    @Override
    public final boolean isGenerated() {
        return true;
    }
}
