package braid.transformer.generate;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.op.Attention;
import braid.transformer.ModelConfig;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Keys and values of the tokens so far, a layer, for a batch of sequences of different lengths.
 * Sequence {@code b} occupies places {@code 0 … length(b) - 1} of its row; what lies behind is
 * padding. A head's keys are neighbours in memory, since one query reads them all. Memory: 2 ·
 * layers · B · S · NKV · HS elements; it belongs to the scope in which the cache is made.
 */
public final class KvCache implements AttentionCache {

    private final ModelConfig config;
    private final int capacity;
    private final Slots[] layers;
    private int[] lengths;
    private boolean prefill = true;
    private @Nullable Tensor lengthsTensor;
    private @Nullable Tensor rows;

    /**
     * @param batch number of sequences (B)
     * @param capacity most tokens a sequence (S)
     */
    public KvCache(ModelConfig config, int batch, int capacity, Device device) {
        this.config = config;
        this.capacity = capacity;
        lengths = new int[batch];
        layers = new Slots[config.layers()];
        Shape shape = Shape.of(batch, config.kvHeads(), capacity, config.headSize());
        for (int i = 0; i < layers.length; i++) {
            // Zeros rather than undefined: a masked key must not be NaN.
            Tensor keys = Tensor.full(shape, 0, DType.F32, device);
            layers[i] = new Slots(keys, Tensor.full(shape, 0, DType.F32, device));
        }
    }

    /**
     * Announces the next tokens, before the model runs.
     *
     * @param count how many of a sequence's next T tokens are real; the rest is padding. The first
     *     call is the prompts, later ones are one token a sequence
     */
    public void advance(int[] count) {
        prefill = lengths[0] == 0;
        int[] next = lengths.clone();
        int heads = config.kvHeads();
        int[] target = new int[next.length * heads];
        for (int b = 0; b < next.length; b++) {
            for (int h = 0; h < heads; h++) {
                // A sequence that is full and done gets padding still, at its own last place.
                int place = Math.min(next[b], capacity - 1);
                target[b * heads + h] = (b * heads + h) * capacity + place;
            }
            next[b] += count[b];
            if (next[b] > capacity) {
                throw new TensorException(
                        "generate: sequence " + b + " needs " + next[b] + " places of " + capacity,
                        "ask for fewer new tokens, or build the model with a larger context");
            }
        }
        lengths = next;
        lengthsTensor = Tensor.of(Shape.of(next.length), next).to(layers[0].keys.device());
        rows = Tensor.of(Shape.of(target.length), target).to(layers[0].keys.device());
    }

    private static Tensor announced(@Nullable Tensor t) {
        return Objects.requireNonNull(t, "advance() comes before the model runs");
    }

    /** Number of tokens of a sequence, those announced included. */
    public int length(int sequence) {
        return lengths[sequence];
    }

    @Override
    public Layer layer(int index) {
        return layers[index];
    }

    private final class Slots implements Layer {

        private final Tensor keys; // (B, NKV, S, HS)
        private final Tensor values;

        private Slots(Tensor keys, Tensor values) {
            this.keys = keys;
            this.values = values;
        }

        @Override
        public boolean isPrefill() {
            return prefill;
        }

        @Override
        public void append(Tensor k, Tensor v) {
            remember(k, keys);
            remember(v, values);
        }

        private void remember(Tensor x, Tensor cache) {
            if (prefill) {
                Tensor heads = x.reshape(x.dim(0), x.dim(1), config.kvHeads(), config.headSize());
                cache.slice(2, 0, x.dim(1)).copyFrom(heads.transpose(1, 2));
            } else {
                Tensor heads = x.reshape(-1, config.headSize()); // (B NKV, HS)
                cache.flatten(0, 2).indexCopy(announced(rows), heads);
            }
        }

        @Override
        public Tensor attend(Tensor q, double scale) {
            int hs = config.headSize();
            int batch = q.dim(0);
            try (var scope = Scope.open()) {
                Tensor heads = q.reshape(batch, 1, config.heads(), hs);
                var op = new Attention(config.heads(), config.kvHeads(), false, scale);
                Tensor k = keys.transpose(1, 2); // (B, S, NKV, HS)
                Tensor v = values.transpose(1, 2);
                Tensor y = op.apply(heads, k, v, announced(lengthsTensor));
                return scope.keep(y.reshape(batch, 1, config.heads() * hs));
            }
        }
    }
}
