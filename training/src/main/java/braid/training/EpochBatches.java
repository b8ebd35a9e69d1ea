package braid.training;

import braid.training.data.Batch;
import braid.training.data.Batches;

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
