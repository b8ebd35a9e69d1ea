package braid.bench.peers;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** GPT-2 and its training step in libtorch, with the weights of a Braid model. */
final class TorchGpt2 {

    private final ModelConfig config;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final AdamW optimizer;
    private final Tensor places;

    TorchGpt2(Transformer model, double learningRate) {
        config = model.config();
        TensorVector all = new TensorVector();
        model.stateDict()
                .forEach((name, t) -> {
                    Tensor copy = copy(t.toFloats(), longs(t.shape().toArray()));
                    weights.put(name, copy.set_requires_grad(true));
                    all.push_back(copy);
                });
        AdamWOptions options = new AdamWOptions(learningRate);
        options.weight_decay().put(0);
        optimizer = new AdamW(all, options);
        places = arange(new Scalar(config.context()), ids());
    }

    private static TensorOptions ids() {
        return new TensorOptions(torch.ScalarType.Long);
    }

    private static long[] longs(int[] dims) {
        long[] result = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            result[i] = dims[i];
        }
        return result;
    }

    private static Tensor copy(float[] values, long[] shape) {
        try (FloatPointer memory = new FloatPointer(values)) {
            return torch.from_blob(memory, shape).clone();
        }
    }

    ModelConfig config() {
        return config;
    }

    Tensor weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    Tensor affine(Tensor x, String layer) {
        return linear(x, weight(layer + ".weight"), new TensorOptional(weight(layer + ".bias")));
    }

    Tensor norm(Tensor x, String layer) {
        return layer_norm(
                x,
                new long[] {config.width()},
                new TensorOptional(weight(layer + ".weight")),
                new TensorOptional(weight(layer + ".bias")),
                config.normEpsilon(),
                false);
    }

    private Tensor block(Tensor x, String name, long batch, long length) {
        long heads = config.heads();
        Tensor qkv =
                affine(norm(x, name + ".ln_1"), name + ".attn.c_attn")
                        .view(batch, length, 3, heads, config.width() / heads);
        Tensor attended =
                scaled_dot_product_attention(
                                qkv.select(2, 0).transpose(1, 2),
                                qkv.select(2, 1).transpose(1, 2),
                                qkv.select(2, 2).transpose(1, 2),
                                new TensorOptional(),
                                0.0,
                                true,
                                new DoubleOptional(),
                                false)
                        .transpose(1, 2)
                        .contiguous()
                        .view(batch, length, config.width());
        Tensor h = x.add(affine(attended, name + ".attn.c_proj"));
        Tensor inner = gelu(affine(norm(h, name + ".ln_2"), name + ".mlp.c_fc"), "tanh");
        return h.add(affine(inner, name + ".mlp.c_proj"));
    }

    /** Mean cross-entropy of next tokens. */
    private Tensor loss(Tensor ids, Tensor next) {
        long batch = ids.size(0);
        long length = ids.size(1);
        Tensor table = weight("wte.weight");
        Tensor x = embedding(table, ids).add(embedding(weight("wpe.weight"), places));
        for (int i = 0; i < config.layers(); i++) {
            x = block(x, "h." + i, batch, length);
        }
        Tensor logits = linear(norm(x, "ln_f"), table);
        return cross_entropy_loss(logits.view(batch * length, config.vocabulary()), next);
    }

    /** Forward, backward and update; gives the loss. */
    double step(int[] ids, int[] next, int batch) {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = tensor(ids).view(batch, ids.length / batch);
            optimizer.zero_grad();
            Tensor loss = loss(x, tensor(next));
            double value = loss.item_float();
            loss.backward();
            optimizer.step();
            return value;
        }
    }

    /** Loss without gradients. */
    double forward(int[] ids, int[] next, int batch) {
        try (PointerScope scope = new PointerScope();
                var off = new org.bytedeco.pytorch.NoGradGuard()) {
            return loss(tensor(ids).view(batch, ids.length / batch), tensor(next)).item_float();
        }
    }

    private static Tensor tensor(int[] values) {
        return torch.tensor(values).to(torch.ScalarType.Long);
    }
}
