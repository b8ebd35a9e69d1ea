package braid.transformer.generate;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.transformer.ModelConfig;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Sees where a model looks. The kernels of attention never have its weights in memory; this cache
 * computes {@code softmax(Q K^T / sqrt(HS))} from the queries and keys that the model gives it, and
 * what the model goes on with, and keeps how much of each position's weight lies on the first
 * positions of its sequence. For measurements, not for speed: its memory is NH · T · S a layer. One
 * sequence at a time, in one part or several, as with {@link DynamicCache}.
 */
public final class AttentionProbe implements AttentionCache {

    private final ModelConfig config;
    private final int first;
    private final Seen[] layers;

    /**
     * An empty probe for a model.
     *
     * @param first number of positions, the first ones, the weight on which is measured
     */
    public AttentionProbe(ModelConfig config, int first) {
        this.config = config;
        this.first = first;
        layers = new Seen[config.layers()];
        Arrays.setAll(layers, i -> new Seen());
    }

    @Override
    public Layer layer(int index) {
        return layers[index];
    }

    /**
     * The share of its attention that each position so far pays to the first ones, in [0, 1], mean
     * over heads.
     */
    public double[] shares(int layer) {
        return layers[layer].shares.stream().mapToDouble(Float::doubleValue).toArray();
    }

    private final class Seen implements Layer {

        private final List<Float> shares = new ArrayList<>();
        private @Nullable Tensor keys; // (1, S, NKV HS)
        private @Nullable Tensor values;

        /** Never: the kernels would do it without weights. */
        @Override
        public boolean isPrefill() {
            return false;
        }

        @Override
        public void append(Tensor k, Tensor v) {
            keys = DynamicCache.join(keys, k);
            values = DynamicCache.join(values, v);
        }

        @Override
        public Tensor attend(Tensor q, double scale) {
            int kv = config.kvHeads();
            int group = config.heads() / kv;
            int t = q.dim(1);
            Tensor k = perHead(Objects.requireNonNull(keys), kv); // (NKV, S, HS)
            Tensor v = perHead(Objects.requireNonNull(values), kv);
            // The query heads of a key head lie behind each other: as rows, (NKV, NH / NKV T, HS).
            Tensor rows = perHead(q, config.heads()).reshape(kv, group * t, config.headSize());
            int s = k.dim(1);
            Tensor scores = rows.matmul(k.transpose(1, 2)).mul(scale); // (NKV, NH / NKV T, S)
            Tensor weights = scores.reshape(kv * group, t, s).add(mask(t, s)).softmax(-1);
            if (first > 0) {
                Tensor share = weights.slice(2, 0, Math.min(first, s)).sum(-1).mean(0); // (T)
                for (float of : share.toFloats()) {
                    shares.add(of);
                }
            }
            Tensor y = weights.reshape(kv, group * t, s).matmul(v); // (NKV, NH / NKV T, HS)
            return y.reshape(kv * group, t, config.headSize())
                    .transpose(0, 1)
                    .reshape(1, t, config.heads() * config.headSize());
        }

        /** (1, T, N HS) to (N, T, HS). */
        private Tensor perHead(Tensor x, int heads) {
            return x.reshape(x.dim(1), heads, config.headSize()).transpose(0, 1).contiguous();
        }

        /** 0 where the last T of S positions look, to themselves and before; else -infinity. */
        private Tensor mask(int t, int s) {
            float[] mask = new float[t * s];
            for (int i = 0; i < t; i++) {
                Arrays.fill(mask, i * s + s - t + i + 1, (i + 1) * s, Float.NEGATIVE_INFINITY);
            }
            return Tensor.of(Shape.of(t, s), mask).to(Objects.requireNonNull(keys).device());
        }
    }
}
