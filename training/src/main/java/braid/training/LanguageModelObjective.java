package braid.training;

import braid.nn.Module;
import braid.tensor.Tensor;
import braid.training.data.Batch;
import braid.training.method.NextTokenLoss;
import braid.transformer.Transformer;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Next-token prediction: the cross-entropy of the counted targets. */
public final class LanguageModelObjective implements Objective<Batch> {

    private static final String DROPOUT = "dropout";

    private final Transformer model;
    private final Function<Batch, Tensor> loss;
    private final IntFunction<Map<String, Double>> evaluation;

    /**
     * @param model what is trained
     * @param evaluation figures of the model as it is after an epoch, with {@code score}
     */
    public LanguageModelObjective(Transformer model, IntFunction<Map<String, Double>> evaluation) {
        this(model, batch -> NextTokenLoss.of(model, batch), evaluation);
    }

    /**
     * @param model what is trained
     * @param loss of a batch, where it is not that of {@link NextTokenLoss}
     * @param evaluation figures of the model as it is after an epoch, with {@code score}
     */
    public LanguageModelObjective(
            Transformer model,
            Function<Batch, Tensor> loss,
            IntFunction<Map<String, Double>> evaluation) {
        this.model = model;
        this.loss = loss;
        this.evaluation = evaluation;
    }

    @Override
    public Module model() {
        return model;
    }

    @Override
    public Tensor loss(Batch batch) {
        return loss.apply(batch);
    }

    @Override
    public long weight(Batch batch) {
        return batch.counted();
    }

    @Override
    public long tokens(Batch batch) {
        return batch.tokens();
    }

    @Override
    public Map<String, Double> evaluate(int epoch) {
        return evaluation.apply(epoch);
    }

    @Override
    public Map<String, long[]> state() {
        return Map.of(DROPOUT, new long[] {model.dropoutStream().position()});
    }

    @Override
    public void restore(Map<String, long[]> state) {
        model.dropoutStream().seek(Objects.requireNonNull(state.get(DROPOUT))[0]);
    }
}
