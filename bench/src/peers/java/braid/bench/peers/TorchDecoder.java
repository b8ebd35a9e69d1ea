package braid.bench.peers;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;
import static org.bytedeco.pytorch.global.torch.zeros;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Greedy decoding of {@link TorchGpt2} with a key-value cache that is allocated once. */
final class TorchDecoder {

    private final TorchGpt2 model;
    private final int layers;
    private final int heads;
    private final int width;
    private final int context;

    TorchDecoder(TorchGpt2 model) {
        this.model = model;
        layers = model.config().layers();
        heads = model.config().heads();
        width = model.config().width();
        context = model.config().context();
    }

    /**
     * Continues sequences that begin with tokens 0, 1, …; gives the new ids, sequence after
     * sequence.
     */
    float[] greedy(int batch, int newTokens) {
        try (PointerScope scope = new PointerScope();
                var off = new NoGradGuard()) {
            long[] shape = {batch, heads, context, width / heads};
            Tensor[] keys = new Tensor[layers];
            Tensor[] values = new Tensor[layers];
            for (int i = 0; i < layers; i++) {
                keys[i] = zeros(shape);
                values[i] = zeros(shape);
            }
            long[] ids = new long[batch];
            for (int b = 0; b < batch; b++) {
                ids[b] = b;
            }
            float[] all = new float[batch * newTokens];
            for (int place = 0; place < newTokens; place++) {
                ids = step(ids, place, keys, values);
                for (int b = 0; b < batch; b++) {
                    all[b * newTokens + place] = ids[b];
                }
            }
            return all;
        }
    }

    private long[] step(long[] ids, int place, Tensor[] keys, Tensor[] values) {
        try (PointerScope scope = new PointerScope()) {
            long batch = ids.length;
            Tensor table = model.weight("wte.weight");
            Tensor x =
                    embedding(table, torch.tensor(ids))
                            .add(model.weight("wpe.weight").narrow(0, place, 1)); // (B, C)
            for (int i = 0; i < layers; i++) {
                String name = "h." + i;
                Tensor qkv =
                        model.affine(model.norm(x, name + ".ln_1"), name + ".attn.c_attn")
                                .view(batch, 3, heads, 1, width / heads);
                keys[i].narrow(2, place, 1).copy_(qkv.select(1, 1));
                values[i].narrow(2, place, 1).copy_(qkv.select(1, 2));
                Tensor attended =
                        scaled_dot_product_attention(
                                        qkv.select(1, 0),
                                        keys[i].narrow(2, 0, place + 1),
                                        values[i].narrow(2, 0, place + 1),
                                        new TensorOptional(),
                                        0.0,
                                        false,
                                        new DoubleOptional(),
                                        false)
                                .reshape(batch, width);
                Tensor h = x.add(model.affine(attended, name + ".attn.c_proj"));
                x = h.add(model.mlp(model.norm(h, name + ".ln_2"), name + ".mlp"));
            }
            Tensor best = linear(model.norm(x, "ln_f"), table).argmax(new LongOptional(1), false);
            long[] next = new long[ids.length];
            for (int b = 0; b < next.length; b++) {
                next[b] = best.select(0, b).item_long();
            }
            return next;
        }
    }
}
