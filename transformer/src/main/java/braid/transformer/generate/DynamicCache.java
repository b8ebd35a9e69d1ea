package braid.transformer.generate;

import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.op.Attention;
import braid.transformer.ModelConfig;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * A cache that gradients flow through: keys and values are joined to those before them, so that a
 * sequence can be computed in parts of which each depends on the results of the part before.
 * Sequences are of one length, and parts may have several positions. What it holds belongs to the
 * scope around the model's forward.
 */
public final class DynamicCache implements AttentionCache {

    private final ModelConfig config;
    private final Joined[] layers;

    /** An empty cache for a model. */
    public DynamicCache(ModelConfig config) {
        this.config = config;
        layers = new Joined[config.layers()];
        Arrays.setAll(layers, i -> new Joined());
    }

    @Override
    public Layer layer(int index) {
        return layers[index];
    }

    /** Positions (B, T, …) and those before them, for the caller of a block to keep. */
    static Tensor join(@Nullable Tensor before, Tensor part) {
        Tensor joined = before == null ? part : Tensor.concat(1, before, part);
        // The block's own scope closes before the next part comes.
        Scope block = Scope.current();
        return block == null ? joined : block.keep(joined);
    }

    private final class Joined implements Layer {

        private @Nullable Tensor keys; // (B, S, NKV HS)
        private @Nullable Tensor values;
        private boolean prefill;

        @Override
        public boolean isPrefill() {
            return prefill;
        }

        @Override
        public void append(Tensor k, Tensor v) {
            prefill = keys == null;
            keys = join(keys, k);
            values = join(values, v);
        }

        @Override
        public Tensor attend(Tensor q, double scale) {
            var op = new Attention(config.heads(), config.kvHeads(), true, scale);
            Tensor y =
                    op.apply(
                            heads(q, config.heads()),
                            heads(Objects.requireNonNull(keys), config.kvHeads()),
                            heads(Objects.requireNonNull(values), config.kvHeads()));
            return y.flatten(2, 3);
        }

        /** (B, T, N HS) to (B, T, N, HS). */
        private Tensor heads(Tensor x, int count) {
            return x.reshape(x.dim(0), x.dim(1), count, config.headSize());
        }
    }
}
