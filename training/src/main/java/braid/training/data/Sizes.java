package braid.training.data;

/**
 * How many examples a generated task has in each split.
 *
 * @param train examples to fit weights
 * @param valid examples to choose by
 * @param test examples to report on
 */
public record Sizes(int train, int valid, int test) {

    /** Refuses negative numbers. */
    public Sizes {
        if (train < 0 || valid < 0 || test < 0) {
            throw new DataException(
                    "sizes: negative number of examples: train "
                            + train
                            + ", valid "
                            + valid
                            + ", test "
                            + test,
                    "give 0 for a split that is not wanted");
        }
    }

    /** The number for one split. */
    public int of(Split split) {
        return switch (split) {
            case TRAIN -> train;
            case VALID -> valid;
            case TEST -> test;
        };
    }
}
