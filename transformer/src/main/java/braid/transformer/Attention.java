package braid.transformer;

import braid.nn.Linear;
import braid.nn.Module;
import braid.tensor.Tensor;
import braid.tensor.op.Rope;
import braid.tensor.op.SelfAttention;
import braid.transformer.generate.AttentionCache;

import org.jspecify.annotations.Nullable;

/**
 * Self-attention, causal or not, with grouped query heads: one packed projection to queries, keys
 * and values, rotary positions where chosen, attention, and the projection back. Parameters: {@code
 * c_attn} ((NH + 2 NKV) HS, C), {@code c_proj} (C, C).
 */
public final class Attention extends Module {

    private final ModelConfig config;
    private final boolean causal;
    private final double scale;
    private final Linear projectIn;
    private final Linear projectOut;

    Attention(ModelConfig config, boolean causal) {
        this.config = config;
        this.causal = causal;
        this.scale = 1 / Math.sqrt(config.headSize());
        projectIn =
                register("c_attn", new Linear(config.width(), config.qkvWidth(), config.bias()));
        projectOut = register("c_proj", new Linear(config.width(), config.width(), config.bias()));
    }

    /**
     * Every token attends to itself and those before it, or to all.
     *
     * @param x (B, T, C)
     * @param rotation positions and frequencies, or null where positions are learned
     * @return (B, T, C)
     */
    Tensor forward(Tensor x, @Nullable Rotation rotation) {
        Tensor qkv = rotated(projectIn.forward(x), rotation);
        return projectOut.forward(attend(qkv));
    }

    /**
     * As {@link #forward}, and remembers keys and values; positions behind the first ones attend to
     * those remembered too.
     *
     * @param x (B, T, C); for a {@link braid.transformer.generate.KvCache} whole prompts padded at
     *     the right (T of any size, empty cache), or one new token (T = 1)
     */
    Tensor forward(Tensor x, @Nullable Rotation rotation, AttentionCache.Layer cache) {
        Tensor qkv = rotated(projectIn.forward(x), rotation); // (B, T, (NH + 2 NKV) HS)
        int q = config.heads() * config.headSize();
        int kv = config.kvHeads() * config.headSize();
        cache.append(qkv.slice(2, q, q + kv), qkv.slice(2, q + kv, q + 2 * kv));
        Tensor y = cache.isPrefill() ? attend(qkv) : cache.attend(qkv.slice(2, 0, q), scale);
        return projectOut.forward(y);
    }

    private Tensor rotated(Tensor qkv, @Nullable Rotation rotation) {
        return rotation == null
                ? qkv
                : new Rope(config.headSize(), config.heads() + config.kvHeads(), false)
                        .apply(qkv, rotation.positions(), rotation.frequencies());
    }

    private Tensor attend(Tensor qkv) {
        return new SelfAttention(config.heads(), config.kvHeads(), causal, scale).apply(qkv);
    }

    /**
     * What rotary positions need.
     *
     * @param positions I32 (T) or (B, T)
     * @param frequencies (HS / 2), radians a position
     */
    record Rotation(Tensor positions, Tensor frequencies) {}
}
