package braid.training;

import braid.training.data.Batch;
import braid.training.data.Batches;
import braid.training.data.SequenceSource;
import braid.training.data.TooLong;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

/** {@link Batches} by epoch and number; the order of the current epoch is kept. */
public final class EpochBatches implements BatchSource<Batch> {

    private final Batches batches;
    private int current = -1;
    private Batches.@Nullable Epoch epoch;

    /** Over these batches. */
    public EpochBatches(Batches batches) {
        this.batches = batches;
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
        return index < order.size() ? order.batch(index) : null;
    }
}
