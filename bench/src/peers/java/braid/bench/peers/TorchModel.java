package braid.bench.peers;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import braid.nn.Module;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** A model in libtorch with the weights of a Braid model: its layers by name, and its update. */
abstract class TorchModel {

    private static final double EPSILON = 1e-5;

    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final AdamW optimizer;

    TorchModel(Module model, double learningRate) {
        TensorVector all = new TensorVector();
        model.parameters()
                .forEach((name, p) -> {
                    long[] shape = longs(p.tensor().shape().toArray());
                    Tensor copy = copy(p.tensor().toFloats(), shape);
                    weights.put(name, copy.set_requires_grad(true));
                    all.push_back(copy);
                });
        AdamWOptions options = new AdamWOptions(learningRate);
        options.weight_decay().put(0);
        optimizer = new AdamW(all, options);
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

    static Tensor ids(int[] values) {
        return torch.tensor(values).to(torch.ScalarType.Long);
    }

    /** Loss and gradients of the last step, by the names that Braid gives them. */
    final Map<String, Supplier<float[]>> results(float loss) {
        Map<String, Supplier<float[]>> results = new LinkedHashMap<>();
        results.put("loss", () -> new float[] {loss});
        weights.forEach((name, w) -> results.put("gradient of " + name, () -> gradient(w)));
        return results;
    }

    private static float[] gradient(Tensor weight) {
        try (PointerScope scope = new PointerScope()) {
            Tensor gradient = weight.grad();
            if (!gradient.defined()) {
                return new float[0];
            }
            float[] values = new float[(int) gradient.numel()];
            gradient.contiguous().data_ptr_float().get(values);
            return values;
        }
    }

    final Tensor weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    final Tensor affine(Tensor x, String layer) {
        return linear(x, weight(layer + ".weight"), new TensorOptional(weight(layer + ".bias")));
    }

    final Tensor norm(Tensor x, String layer) {
        return layer_norm(
                x,
                new long[] {x.size(-1)},
                new TensorOptional(weight(layer + ".weight")),
                new TensorOptional(weight(layer + ".bias")),
                EPSILON,
                false);
    }

    final Tensor mlp(Tensor x, String name) {
        return affine(gelu(affine(x, name + ".c_fc"), "tanh"), name + ".c_proj");
    }

    /** A pre-norm block on (B, T, C). */
    final Tensor block(Tensor x, String name, long heads, boolean causal) {
        long batch = x.size(0);
        long length = x.size(1);
        long width = x.size(2);
        Tensor qkv =
                affine(norm(x, name + ".ln_1"), name + ".attn.c_attn")
                        .view(batch, length, 3, heads, width / heads);
        Tensor attended =
                scaled_dot_product_attention(
                                qkv.select(2, 0).transpose(1, 2),
                                qkv.select(2, 1).transpose(1, 2),
                                qkv.select(2, 2).transpose(1, 2),
                                new TensorOptional(),
                                0.0,
                                causal,
                                new DoubleOptional(),
                                false)
                        .transpose(1, 2)
                        .contiguous()
                        .view(batch, length, width);
        Tensor h = x.add(affine(attended, name + ".attn.c_proj"));
        return h.add(mlp(norm(h, name + ".ln_2"), name + ".mlp"));
    }

    /** Gradients of a loss and an update; gives the loss. */
    final float update(Tensor loss) {
        float value = loss.item_float();
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        return value;
    }
}
