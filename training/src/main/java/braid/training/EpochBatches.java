package braid.training;

import braid.training.data.Batch;
import braid.training.data.Batches;
import braid.training.data.SequenceSource;
import braid.training.data.TooLong;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

/**
 * {@link Batches} by epoch and number; the order of the current epoch is kept. An epoch may end
 * before all sequences were seen, where schedules that count epochs are to move faster; each epoch
 * has an order of its own, so it then is a random part of the data.
 */
public final class EpochBatches implements BatchSource<Batch> {

    private final Batches batches;
    private final int most;
    private int current = -1;
    private Batches.@Nullable Epoch epoch;

    /** Whole epochs of these batches. */
    public EpochBatches(Batches batches) {
        this(batches, 0);
    }

    /**
     * Epochs of these batches.
     *
     * @param most batches in an epoch; 0 for as many as there are
     */
    public EpochBatches(Batches batches, int most) {
        this.batches = batches;
        this.most = most == 0 ? Integer.MAX_VALUE : most;
    }

    /**
     * Batches of sequences; one that is longer than the context is an error.
     *
     * @param rows sequences in a batch
     * @param context most inputs of a sequence
     * @param seed of the order
     */
    public static EpochBatches of(SequenceSource source, int rows, int context, long seed) {
        var options = new Batches.Options(rows, context, Tokenizer.PAD, TooLong.ERROR);
        return new EpochBatches(new Batches(source, options, seed));
    }

    @Override
    public @Nullable Batch batch(int number, int index) {
        Batches.Epoch order = epoch;
        if (order == null || number != current) {
            order = batches.epoch(number);
            epoch = order;
            current = number;
        }
        return index < Math.min(order.size(), most) ? order.batch(index) : null;
    }

    @Override
    public boolean isSettled(int number) {
        return batches.source().isSettled(number);
    }

    @Override
    public boolean isNewStage(int number) {
        return batches.source().isNewStage(number);
    }
}
