package braid.training;

import braid.nn.Module;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.training.data.Batch;
import braid.transformer.Transformer;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Next-token prediction: the cross-entropy of the counted targets. */
public final class LanguageModelObjective implements Objective<Batch> {

    private static final String DROPOUT = "dropout";

    private final Transformer model;
    private final Supplier<Map<String, Double>> evaluation;

    /**
     * @param model what is trained
     * @param evaluation figures of the model as it is, with {@code score}
     */
    public LanguageModelObjective(Transformer model, Supplier<Map<String, Double>> evaluation) {
        this.model = model;
        this.evaluation = evaluation;
    }

    @Override
    public Module model() {
        return model;
    }

    @Override
    public Tensor loss(Batch batch) {
        Tensor ids = Tensor.of(Shape.of(batch.rows(), batch.width()), batch.inputs());
        Tensor targets = Tensor.of(Shape.of(batch.targets().length), batch.targets());
        return model.loss(ids.to(model.device()), targets.to(model.device()));
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
    public Map<String, Double> evaluate() {
        return evaluation.get();
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
