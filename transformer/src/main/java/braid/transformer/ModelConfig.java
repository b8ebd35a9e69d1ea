package braid.transformer;

import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Everything that decides the shape of a {@link Transformer}. Immutable; the presets {@link #gpt2}
 * and {@link #llama} are starting points, and each property has a method that returns a changed
 * copy:
 *
 * <pre>{@code
 * ModelConfig.gpt2(tokenizer.size()).layers(4).width(256).heads(8)
 * }</pre>
 *
 * @param vocabulary number of token ids (V)
 * @param context most tokens in a sequence (T)
 * @param width size of the residual stream (C)
 * @param layers number of blocks
 * @param heads number of query heads (NH); divides the width
 * @param kvHeads number of key and value heads (NKV); divides {@code heads}, and equals it without
 *     grouping
 * @param hidden inner size of the feed-forward layer
 * @param norm normalisation before each sublayer and at the end
 * @param normEpsilon added to the variance
 * @param positions how a token knows its place
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling how these are slowed down for long texts, or null for not at all
 * @param mlp form of the feed-forward layer
 * @param bias whether linear layers have a bias
 * @param tiedHead whether the output projection is the embedding matrix
 * @param dropout probability of a zero after embedding, attention and feed-forward, while training
 * @param initStd standard deviation of the initial weights; projections into the residual stream
 *     are scaled by {@code 1 / sqrt(2 layers)}
 */
public record ModelConfig(
        int vocabulary,
        int context,
        int width,
        int layers,
        int heads,
        int kvHeads,
        int hidden,
        Norm norm,
        double normEpsilon,
        Positions positions,
        double ropeTheta,
        @Nullable RopeScaling ropeScaling,
        MlpKind mlp,
        boolean bias,
        boolean tiedHead,
        double dropout,
        double initStd) {

    /** Normalisation. */
    public enum Norm {
        /** Mean and variance, gain and bias. */
        LAYER,
        /** Root mean square, gain only. */
        RMS
    }

    /** How a token knows its place. */
    public enum Positions {
        /** A learned vector for each position, added to the embedding. */
        LEARNED,
        /** Queries and keys rotated by the position (Su et al. 2021, arXiv:2104.09864). */
        ROPE
    }

    /** Form of the feed-forward layer. */
    public enum MlpKind {
        /** {@code W2 gelu(W1 x)}, tanh form. */
        GELU,
        /** {@code W2 (silu(Wg x) * (W1 x))} (Shazeer 2020, arXiv:2002.05202). */
        SWIGLU
    }

    /** Checks that the sizes fit each other; all faults are named at once. */
    public ModelConfig {
        var faults = new StringBuilder();
        require(faults, vocabulary > 0, "vocabulary " + vocabulary + " is not positive");
        require(faults, context > 0, "context " + context + " is not positive");
        require(faults, width > 0 && layers > 0, "width " + width + ", layers " + layers);
        require(faults, hidden > 0, "hidden " + hidden + " is not positive");
        require(
                faults,
                heads > 0 && width % heads == 0,
                "heads " + heads + " does not divide width " + width);
        require(
                faults,
                kvHeads > 0 && heads % kvHeads == 0,
                "kvHeads " + kvHeads + " does not divide heads " + heads);
        require(
                faults,
                positions != Positions.ROPE || heads <= 0 || (width / heads) % 2 == 0,
                "rotary positions need an even head size");
        require(faults, dropout >= 0 && dropout < 1, "dropout " + dropout + " is not in [0, 1)");
        if (!faults.isEmpty()) {
            throw new TensorException("model configuration: " + faults, "change these values");
        }
    }

    private static void require(StringBuilder faults, boolean holds, String fault) {
        if (!holds) {
            faults.append(faults.isEmpty() ? "" : "; ").append(fault);
        }
    }

    /** GPT-2 small (Radford et al. 2019) over a vocabulary: 12 layers, width 768, context 1024. */
    public static ModelConfig gpt2(int vocabulary) {
        return new ModelConfig(
                vocabulary,
                1024,
                768,
                12,
                12,
                12,
                3072,
                Norm.LAYER,
                1e-5,
                Positions.LEARNED,
                10_000,
                null,
                MlpKind.GELU,
                true,
                true,
                0,
                0.02);
    }

    /** The Llama form (Touvron et al. 2023) at the size of Llama 3.2 1B over a vocabulary. */
    public static ModelConfig llama(int vocabulary) {
        return new ModelConfig(
                vocabulary,
                2048,
                2048,
                16,
                32,
                8,
                8192,
                Norm.RMS,
                1e-5,
                Positions.ROPE,
                500_000,
                null,
                MlpKind.SWIGLU,
                false,
                true,
                0,
                0.02);
    }

    /** Size of one head (HS). */
    public int headSize() {
        return width / heads;
    }

    /** Width of the packed projection of queries, keys and values: {@code (NH + 2 NKV) HS}. */
    public int qkvWidth() {
        return (heads + 2 * kvHeads) * headSize();
    }

    /** This configuration with another vocabulary. */
    public ModelConfig vocabulary(int v) {
        return changed(e -> e.vocabulary = v);
    }

    /** This configuration with another context length. */
    public ModelConfig context(int t) {
        return changed(e -> e.context = t);
    }

    /**
     * This configuration with another width; the hidden size's ratio is kept, and so is the head
     * size, or a larger one where that does not divide the width.
     */
    public ModelConfig width(int c) {
        int nh = largestDivisor(c, c / Math.max(1, Math.min(headSize(), c)));
        return changed(e -> {
            e.width = c;
            e.heads = nh;
            e.kvHeads = groups(nh);
            e.hidden = (int) ((long) hidden * c / width);
        });
    }

    /** This configuration with another number of blocks. */
    public ModelConfig layers(int n) {
        return changed(e -> e.layers = n);
    }

    /**
     * This configuration with another number of heads; the ratio to key and value heads is kept, or
     * a larger one where it does not divide the heads.
     */
    public ModelConfig heads(int nh) {
        return changed(e -> {
            e.heads = nh;
            e.kvHeads = groups(nh);
        });
    }

    /** Key and value heads for a number of heads, in the ratio that there is. */
    private int groups(int nh) {
        return largestDivisor(nh, (int) ((long) nh * kvHeads / heads));
    }

    /** This configuration with another number of key and value heads. */
    public ModelConfig kvHeads(int n) {
        return changed(e -> e.kvHeads = n);
    }

    /** This configuration with another inner size of the feed-forward layer. */
    public ModelConfig hidden(int h) {
        return changed(e -> e.hidden = h);
    }

    /** This configuration with another kind of positions. */
    public ModelConfig positions(Positions p) {
        return changed(e -> e.positions = p);
    }

    /** This configuration with another dropout probability. */
    public ModelConfig dropout(double p) {
        return changed(e -> e.dropout = p);
    }

    /** This configuration with the output projection tied to the embedding or not. */
    public ModelConfig tiedHead(boolean tied) {
        return changed(e -> e.tiedHead = tied);
    }

    /** This configuration with another base of the rotary frequencies. */
    public ModelConfig ropeTheta(double theta) {
        return changed(e -> e.ropeTheta = theta);
    }

    /** This configuration with rotary frequencies slowed down, or not (null). */
    public ModelConfig ropeScaling(@Nullable RopeScaling scaling) {
        return changed(e -> e.ropeScaling = scaling);
    }

    /** With another spread of the initial weights. */
    public ModelConfig initStd(double std) {
        return changed(e -> e.initStd = std);
    }

    private ModelConfig changed(Consumer<Edit> change) {
        Edit edit = new Edit(this);
        change.accept(edit);
        return edit.done(this);
    }

    /** What the methods above change; the rest stays as the preset has it. */
    private static final class Edit {

        private int vocabulary;
        private int context;
        private int width;
        private int layers;
        private int heads;
        private int kvHeads;
        private int hidden;
        private Positions positions;
        private double ropeTheta;
        private @Nullable RopeScaling ropeScaling;
        private boolean tiedHead;
        private double dropout;
        private double initStd;

        Edit(ModelConfig c) {
            vocabulary = c.vocabulary;
            context = c.context;
            width = c.width;
            layers = c.layers;
            heads = c.heads;
            kvHeads = c.kvHeads;
            hidden = c.hidden;
            positions = c.positions;
            ropeTheta = c.ropeTheta;
            ropeScaling = c.ropeScaling;
            tiedHead = c.tiedHead;
            dropout = c.dropout;
            initStd = c.initStd;
        }

        ModelConfig done(ModelConfig c) {
            return new ModelConfig(
                    vocabulary,
                    context,
                    width,
                    layers,
                    heads,
                    kvHeads,
                    hidden,
                    c.norm,
                    c.normEpsilon,
                    positions,
                    ropeTheta,
                    ropeScaling,
                    c.mlp,
                    c.bias,
                    tiedHead,
                    dropout,
                    initStd);
        }
    }

    /** The largest divisor of n that is at most {@code most}; 1 at least. */
    private static int largestDivisor(int n, int most) {
        int d = Math.max(1, most);
        while (n % d != 0) {
            d--;
        }
        return d;
    }

    /** Number of weights in matrices that every token is multiplied with, the head included. */
    public long matmulParameters() {
        long mlpMatrices = mlp == MlpKind.SWIGLU ? 3 : 2;
        long block =
                (long) width * qkvWidth() + (long) width * width + mlpMatrices * width * hidden;
        return layers * block + (long) vocabulary * width;
    }

    /**
     * Floating-point operations of a forward pass, a token; three times that for a training step.
     * Causal attention counts half of the full square.
     *
     * @param length tokens in the sequence
     */
    public double forwardFlopsPerToken(int length) {
        return 2.0 * matmulParameters() + 2.0 * layers * length * width;
    }
}
