package braid.training.method;

import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The samples of {@link Coconut}. Those with thoughts are put together with questions of equal
 * length, so that their thoughts stand at the same place and are computed together.
 *
 * @param removesRest whether a stage comes behind stage K
 */
record StagedSamples(
        Coconut method, List<TokenizedExample> examples, Method.Data data, boolean removesRest)
        implements SequenceSource {

    private int lastStage() {
        return method.stages() + (removesRest && method.stages() > 0 ? 1 : 0);
    }

    private int stage(int epoch) {
        return Math.min(epoch / method.epochsPerStage(), lastStage());
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public Sequence sequence(int epoch, int index) {
        return method.sample(examples.get(index), stage(epoch), data);
    }

    @Override
    public int bucket(int index) {
        TokenizedExample e = examples.get(index);
        int rest = method.thinks() ? 0 : e.trace().length + e.solution().length;
        return e.prompt().length + rest;
    }

    @Override
    public int longest(int index) {
        TokenizedExample e = examples.get(index);
        return IntStream.rangeClosed(0, lastStage())
                .map(stage -> method.length(e, stage))
                .max()
                .orElseThrow();
    }

    @Override
    public boolean isSettled(int epoch) {
        return stage(epoch) == lastStage();
    }

    @Override
    public boolean isNewStage(int epoch) {
        return epoch > 0 && stage(epoch) > stage(epoch - 1);
    }
}
