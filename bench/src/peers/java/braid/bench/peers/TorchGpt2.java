package braid.bench.peers;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;

import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** GPT-2 and its training step in libtorch. */
final class TorchGpt2 extends TorchModel {

    private final ModelConfig config;
    private final Tensor places;

    TorchGpt2(Transformer model, double learningRate) {
        super(model, learningRate);
        config = model.config();
        places = arange(new Scalar(config.context()), new TensorOptions(torch.ScalarType.Long));
    }

    ModelConfig config() {
        return config;
    }

    /** Mean cross-entropy of next tokens. */
    private Tensor loss(int[] tokens, int[] targets, long batch) {
        Tensor table = weight("wte.weight");
        Tensor ids = ids(tokens).view(batch, tokens.length / batch);
        Tensor x = embedding(table, ids).add(embedding(weight("wpe.weight"), places));
        for (int i = 0; i < config.layers(); i++) {
            x = block(x, "h." + i, config.heads(), true);
        }
        Tensor logits = linear(norm(x, "ln_f"), table);
        return cross_entropy_loss(logits.view(targets.length, config.vocabulary()), ids(targets));
    }

    /** Forward, backward and update; gives the loss. */
    float step(int[] ids, int[] next, int batch) {
        try (PointerScope scope = new PointerScope()) {
            return update(loss(ids, next, batch));
        }
    }

    /** Loss without gradients. */
    float forward(int[] ids, int[] next, int batch) {
        try (PointerScope scope = new PointerScope();
                var off = new NoGradGuard()) {
            return loss(ids, next, batch).item_float();
        }
    }
}
