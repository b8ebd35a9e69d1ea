package braid.training;

import org.jspecify.annotations.Nullable;

/**
 * Batches in an order that is a pure function of the epoch and the number in it.
 *
 * @param <B> a batch
 */
public interface BatchSource<B> {

    /**
     * One batch.
     *
     * @param epoch from 0
     * @param index from 0
     * @return the batch, or null where the epoch has no more
     */
    @Nullable B batch(int epoch, int index);

    /** As {@link braid.training.data.SequenceSource#isSettled}. */
    default boolean isSettled(int epoch) {
        return true;
    }

    /** As {@link braid.training.data.SequenceSource#isNewStage}. */
    default boolean isNewStage(int epoch) {
        return false;
    }
}
