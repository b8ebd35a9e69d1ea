package braid.training.data;

import java.util.List;

/**
 * Training sequences that may differ from epoch to epoch, as mixed traces do. Each is a pure
 * function of (epoch, index), so that a batch can be made again after a resume.
 */
public interface SequenceSource {

    /** Number of sequences in every epoch. */
    int size();

    /**
     * One sequence.
     *
     * @param epoch from 0
     * @param index in {@code [0, size())}
     */
    Sequence sequence(int epoch, int index);

    /**
     * Length by which a sequence is put together with others in a batch: usually its own. Where
     * part of a text is replaced at random it is that of the whole text: a batch of sequences that
     * became equally long would be a batch with equally much replaced, and each step would learn
     * one degree of replacement alone.
     *
     * @param index in {@code [0, size())}
     */
    int bucket(int index);

    /**
     * Most tokens that a sequence has in any epoch, or more: what another epoch replaces less of
     * must fit too, or a run would stop there.
     *
     * @param index in {@code [0, size())}
     */
    default int longest(int index) {
        return bucket(index);
    }

    /**
     * Whether the sequences of an epoch are as they will be to the end of training. A model is
     * chosen by its score only then: before, the task was an easier one.
     */
    default boolean isSettled(int epoch) {
        return true;
    }

    /** Whether a new task begins with an epoch, so that the optimiser begins anew. */
    default boolean isNewStage(int epoch) {
        return false;
    }

    /** The same sequences in every epoch. */
    static SequenceSource of(List<Sequence> sequences) {
        List<Sequence> fixed = List.copyOf(sequences);
        return new SequenceSource() {
            @Override
            public int size() {
                return fixed.size();
            }

            @Override
            public Sequence sequence(int epoch, int index) {
                return fixed.get(index);
            }

            @Override
            public int bucket(int index) {
                return fixed.get(index).length();
            }
        };
    }
}
