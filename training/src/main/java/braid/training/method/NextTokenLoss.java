package braid.training.method;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.training.data.Batch;
import braid.transformer.Transformer;

/** The loss of next-token prediction: the mean cross-entropy of the counted targets, in nats. */
public final class NextTokenLoss {

    private NextTokenLoss() {}

    /** The loss of a batch; a scalar with history. */
    public static Tensor of(Transformer model, Batch batch) {
        Tensor ids = Tensor.of(Shape.of(batch.rows(), batch.width()), batch.inputs());
        Tensor targets = Tensor.of(Shape.of(batch.targets().length), batch.targets());
        return model.loss(ids.to(model.device()), targets.to(model.device()));
    }
}
