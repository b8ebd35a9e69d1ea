package braid.transformer;

import braid.nn.Dropout;
import braid.nn.Embedding;
import braid.nn.EmptyWeights;
import braid.nn.Init;
import braid.nn.Linear;
import braid.nn.Module;
import braid.nn.Q8Weight;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.Recompute;
import braid.tensor.random.Random;
import braid.transformer.Attention.Rotation;
import braid.transformer.ModelConfig.Positions;
import braid.transformer.generate.AttentionCache;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A decoder-only language model: embedding, blocks, final normalisation, projection to the
 * vocabulary. Parameter names are those of GPT-2 on Hugging Face: {@code wte.weight}, {@code
 * wpe.weight}, {@code h.0.ln_1.weight}, {@code h.0.attn.c_attn.weight}, …, {@code ln_f.weight},
 * {@code lm_head.weight} (absent when tied).
 */
public final class Transformer extends Module {

    private static final long DROPOUT_STREAM = 1;

    private final ModelConfig config;
    private final Embedding tokens;
    private final @Nullable Embedding places;
    private final @Nullable Tensor frequencies;
    private final List<Block> blocks = new ArrayList<>();
    private final UnaryOperator<Tensor> finalNorm;
    private final @Nullable Linear head;
    private final Dropout dropout;
    private final Random dropoutStream;
    private boolean recompute;
    private @Nullable Q8Weight quantizedHead;

    /**
     * A model with random weights: normal with {@link ModelConfig#initStd}, projections into the
     * residual stream scaled down by {@code 1 / sqrt(2 layers)} (Radford et al. 2019), biases 0,
     * gains 1.
     *
     * @param random decides the weights and, through a stream of its own, dropout
     */
    public Transformer(ModelConfig config, Random random) {
        this(config, random, true);
    }

    private Transformer(ModelConfig config, Random random, boolean initialised) {
        this.config = config;
        dropoutStream = random.stream(DROPOUT_STREAM);
        tokens = register("wte", new Embedding(config.vocabulary(), config.width()));
        boolean learned = config.positions() == Positions.LEARNED;
        places = learned ? register("wpe", new Embedding(config.context(), config.width())) : null;
        frequencies = learned ? null : Rotary.frequencies(config);
        dropout = register("drop", new Dropout(config.dropout(), dropoutStream));
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(register("h." + i, Block.causal(config, dropoutStream)));
        }
        finalNorm = Block.norm(this, "ln_f", config);
        head =
                config.tiedHead()
                        ? null
                        : register(
                                "lm_head", new Linear(config.width(), config.vocabulary(), false));
        if (initialised) {
            initialise(random);
        }
    }

    /**
     * A model without memory for its weights, each of which is then given its values by {@link
     * braid.nn.Parameter#replace}; see {@link EmptyWeights}.
     *
     * @param random decides dropout, through a stream of its own
     */
    public static Transformer empty(ModelConfig config, Random random) {
        return EmptyWeights.build(() -> new Transformer(config, random, false));
    }

    private void initialise(Random random) {
        double residualStd = config.initStd() / Math.sqrt(2.0 * config.layers());
        parameters()
                .forEach((name, parameter) -> {
                    if (name.endsWith("c_proj.weight")) {
                        Init.normal(parameter, name, residualStd, random);
                    } else if (parameter.tensor().rank() == 2) {
                        Init.normal(parameter, name, config.initStd(), random);
                    }
                });
    }

    /** The stream of all dropout masks; its position is part of a checkpoint. */
    public Random dropoutStream() {
        return dropoutStream;
    }

    /** Sizes and choices. */
    public ModelConfig config() {
        return config;
    }

    /**
     * Whether blocks are computed again in the backward pass instead of keeping their inner
     * tensors.
     */
    public void recompute(boolean on) {
        recompute = on;
    }

    /**
     * Logits for the token after each token.
     *
     * @param ids I32 (B, T), T at most the context; rows may be padded at the right
     * @return (B, T, V)
     */
    public Tensor forward(Tensor ids) {
        return logits(hidden(ids));
    }

    /**
     * The residual stream after the final normalisation.
     *
     * @param ids I32 (B, T)
     * @return (B, T, C)
     */
    public Tensor hidden(Tensor ids) {
        return hidden(ids, null, null);
    }

    /**
     * As {@link #hidden(Tensor)}, behind earlier positions.
     *
     * @param positions I32 (T) or (B, T): place of every token
     * @param cache keys and values so far; receives those of {@code ids}
     */
    public Tensor hidden(Tensor ids, @Nullable Tensor positions, @Nullable AttentionCache cache) {
        checkLength(ids.shape());
        return hiddenOf(embed(ids), positions, cache);
    }

    /**
     * Input embeddings of tokens, without their positions.
     *
     * @param ids I32 (B, T)
     * @return (B, T, C)
     */
    public Tensor embed(Tensor ids) {
        return tokens.forward(ids);
    }

    /**
     * As {@link #hidden(Tensor, Tensor, AttentionCache)}, of input embeddings that need not be
     * those of tokens. Positions are added to them as to a token's. With a cache, blocks are never
     * recomputed.
     *
     * @param embeddings (B, T, C)
     * @return (B, T, C)
     */
    public Tensor hiddenOf(
            Tensor embeddings, @Nullable Tensor positions, @Nullable AttentionCache cache) {
        Device device = embeddings.device();
        Tensor at = positions == null ? Tensor.arange(embeddings.dim(1)).to(device) : positions;
        Tensor x = embeddings; // (B, T, C)
        if (places != null) {
            x = x.add(places.forward(at));
        }
        x = dropout.forward(x);
        Rotation rotation = frequencies == null ? null : new Rotation(at, frequencies.to(device));
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (recompute && cache == null) {
                x = Recompute.of(in -> block.forward(in[0], rotation, null), x);
            } else {
                x = block.forward(x, rotation, cache == null ? null : cache.layer(i));
            }
        }
        return finalNorm.apply(x);
    }

    /**
     * Projects hidden states to the vocabulary.
     *
     * @param hidden (…, C)
     * @return (…, V)
     */
    public Tensor logits(Tensor hidden) {
        if (head != null) {
            return head.forward(hidden);
        }
        return quantizedHead == null
                ? tokens.weight().linear(hidden)
                : quantizedHead.linear(hidden);
    }

    /**
     * Mean cross-entropy, in nats, of the token after each token. The logits (B, T, V) are never in
     * memory as a whole.
     *
     * @param ids I32 (B, T)
     * @param targets I32 (B · T), row by row; those of {@link braid.tensor.op.CrossEntropy#IGNORE}
     *     do not count
     * @return a scalar
     */
    public Tensor loss(Tensor ids, Tensor targets) {
        try (var scope = Scope.open()) {
            return scope.keep(crossEntropy(hidden(ids), targets));
        }
    }

    /**
     * As {@link #loss}, of hidden states.
     *
     * @param hidden (B, T, C)
     */
    public Tensor crossEntropy(Tensor hidden, Tensor targets) {
        Tensor weight = (head == null ? tokens.weight() : head.weight()).widened(); // (V, C)
        return hidden.flatten(0, 1).linearCrossEntropy(weight, targets);
    }

    /**
     * Rounds all matrices but the embedding to {@link Q8Weight}, for generation on the CPU: half of
     * BF16's memory, and so nearly half of the time of a token. The model cannot be trained or
     * saved any more. Where the head is tied to the embedding it is rounded, and the embedding
     * stays.
     */
    public void quantize() {
        if (device() != Device.cpu()) {
            throw new TensorException(
                    "transformer: quantisation on " + device(),
                    "quantised weights are for the CPU: --device cpu");
        }
        for (Module module : modules().values()) {
            if (module instanceof Linear layer) {
                layer.quantize();
            }
        }
        if (head == null) {
            quantizedHead = Q8Weight.of(tokens.weight().tensor());
        }
    }

    private void checkLength(Shape ids) {
        if (ids.rank() != 2 || ids.dim(1) > config.context()) {
            throw new TensorException(
                    "transformer: ids " + ids + " for a context of " + config.context(),
                    "ids are (B, T) with T at most the context: truncate them, or build the model with a"
                            + " larger context");
        }
    }
}
