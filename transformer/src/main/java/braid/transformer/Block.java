package braid.transformer;

import braid.nn.Dropout;
import braid.nn.LayerNorm;
import braid.nn.Module;
import braid.nn.RmsNorm;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.transformer.Attention.Rotation;
import braid.transformer.ModelConfig.Norm;
import braid.transformer.generate.AttentionCache;

import org.jspecify.annotations.Nullable;

import java.util.function.UnaryOperator;

/**
 * One block, pre-norm: {@code x + attn(norm(x))}, then {@code x + mlp(norm(x))}. What neither the
 * caller nor the tape needs is given back when the block is done.
 */
public final class Block extends Module {

    private final UnaryOperator<Tensor> norm1;
    private final Attention attention;
    private final UnaryOperator<Tensor> norm2;
    private final Mlp mlp;
    private final Dropout dropout;

    private Block(ModelConfig config, boolean causal, Random random) {
        norm1 = norm(this, "ln_1", config);
        attention = register("attn", new Attention(config, causal));
        norm2 = norm(this, "ln_2", config);
        mlp = register("mlp", new Mlp(config));
        dropout = register("drop", new Dropout(config.dropout(), random));
    }

    /** A block in which a token sees itself and those before it. */
    public static Block causal(ModelConfig config, Random dropout) {
        return new Block(config, true, dropout);
    }

    /** A block in which every token sees all others, for encoders. */
    public static Block bidirectional(ModelConfig config, Random dropout) {
        return new Block(config, false, dropout);
    }

    /** Registers the normalisation that the configuration asks for. */
    static UnaryOperator<Tensor> norm(Module owner, String name, ModelConfig config) {
        if (config.norm() == Norm.RMS) {
            return owner.register(name, new RmsNorm(config.width(), config.normEpsilon()))::forward;
        }
        return owner.register(name, new LayerNorm(config.width(), config.normEpsilon()))::forward;
    }

    /** (B, T, C) to (B, T, C), without rotary positions. */
    public Tensor forward(Tensor x) {
        return forward(x, null, null);
    }

    /** (B, T, C) to (B, T, C). */
    Tensor forward(Tensor x, @Nullable Rotation rotation, AttentionCache.@Nullable Layer cache) {
        try (var scope = Scope.open()) {
            Tensor a = norm1.apply(x);
            Tensor b =
                    cache == null
                            ? attention.forward(a, rotation)
                            : attention.forward(a, rotation, cache);
            Tensor h = x.add(dropout.forward(b));
            return scope.keep(h.add(dropout.forward(mlp.forward(norm2.apply(h)))));
        }
    }
}
