package braid.training.method;

import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Samples made one by one, put into batches with texts of like length before anything is replaced.
 *
 * @param examples the texts
 * @param withTrace whether a sample may hold the trace
 * @param added tokens a sample may hold besides the text
 * @param maker makes a sample
 * @param settled as {@link SequenceSource#isSettled}
 * @param newStage as {@link SequenceSource#isNewStage}
 */
record Samples(
        List<TokenizedExample> examples,
        boolean withTrace,
        int added,
        Maker maker,
        IntPredicate settled,
        IntPredicate newStage)
        implements SequenceSource {

    /** The same kind of samples in all epochs. */
    Samples(List<TokenizedExample> examples, boolean withTrace, int added, Maker maker) {
        this(examples, withTrace, added, maker, epoch -> true, epoch -> false);
    }

    /** Makes one sample. */
    interface Maker {
        Sequence make(TokenizedExample example, int epoch, int index);
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public Sequence sequence(int epoch, int index) {
        return maker.make(examples.get(index), epoch, index);
    }

    @Override
    public int bucket(int index) {
        TokenizedExample e = examples.get(index);
        int trace = withTrace ? e.trace().length : 0;
        return e.prompt().length + trace + e.solution().length + added;
    }

    @Override
    public boolean isSettled(int epoch) {
        return settled.test(epoch);
    }

    @Override
    public boolean isNewStage(int epoch) {
        return newStage.test(epoch);
    }

    /** Tokens of the longest trace. */
    static int longestTrace(List<TokenizedExample> examples) {
        return examples.stream().mapToInt(e -> e.trace().length).max().orElse(0);
    }
}
