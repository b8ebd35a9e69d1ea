package braid.training.eval;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.transformer.Transformer;
import braid.transformer.generate.AttentionProbe;
import braid.transformer.generate.Thoughts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * How much of their attention the positions of reasoning traces pay to the prompt: those of text
 * tokens, and those of latent tokens or continuous thoughts. Means over positions and heads, of
 * traces that are added one by one. What stands behind the prompt and is neither, as delimiters and
 * control tokens, does not count as a position that looks.
 */
public final class PromptAttention {

    private final Transformer model;
    private final Thoughts thoughts;
    private final IntPredicate isText;
    private final IntPredicate isLatent;
    private final Sum text;
    private final Sum latent;

    /**
     * @param thoughts that come between what the model is given and what it writes
     * @param isText which ids are text tokens
     * @param isLatent which ids are latent tokens
     */
    public PromptAttention(
            Transformer model, Thoughts thoughts, IntPredicate isText, IntPredicate isLatent) {
        this.model = model;
        this.thoughts = thoughts;
        this.isText = isText;
        this.isLatent = isLatent;
        text = new Sum(model.config().layers());
        latent = new Sum(model.config().layers());
    }

    /**
     * A mean.
     *
     * @param positions over which it is taken
     * @param layers share of the attention on the prompt, one a layer, in [0, 1]; empty without
     *     positions
     * @param uniform what the share would be if each position looked at all up to itself alike
     */
    public record Mean(long positions, List<Double> layers, double uniform) {}

    /** What is added up over positions. */
    private static final class Sum {

        private final double[] layers;
        private double uniform;
        private long positions;

        Sum(int layers) {
            this.layers = new double[layers];
        }

        void add(AttentionProbe probe, int position, int prompt) {
            for (int layer = 0; layer < layers.length; layer++) {
                layers[layer] += probe.shares(layer)[position];
            }
            uniform += (double) prompt / (position + 1);
            positions++;
        }

        Mean mean() {
            List<Double> means = new ArrayList<>();
            for (int layer = 0; positions > 0 && layer < layers.length; layer++) {
                means.add(layers[layer] / positions);
            }
            return new Mean(positions, means, positions == 0 ? 0 : uniform / positions);
        }
    }

    /**
     * Adds the positions of one trace, as far as the model's context goes.
     *
     * @param given what the model was given, the prompt first
     * @param prompt how many tokens of it are the prompt, 1 or more
     * @param trace what the model wrote before its solution
     */
    public void add(int[] given, int prompt, int[] trace) {
        int start = given.length + thoughts.positions();
        int most = model.config().context() - start;
        int[] written = Arrays.copyOf(trace, Math.min(trace.length, Math.max(0, most)));
        boolean training = model.isTraining();
        model.eval();
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            AttentionProbe probe = probed(given, prompt, written);
            for (int i = 0; i < thoughts.count(); i++) {
                latent.add(probe, given.length + i, prompt);
            }
            for (int i = 0; i < written.length; i++) {
                if (isLatent.test(written[i])) {
                    latent.add(probe, start + i, prompt);
                } else if (isText.test(written[i])) {
                    text.add(probe, start + i, prompt);
                }
            }
        } finally {
            if (training) {
                model.train();
            }
        }
    }

    /** Of the positions of text tokens. */
    public Mean text() {
        return text.mean();
    }

    /** Of the positions of latent tokens and continuous thoughts. */
    public Mean latent() {
        return latent.mean();
    }

    private AttentionProbe probed(int[] given, int prompt, int[] written) {
        var probe = new AttentionProbe(model.config(), prompt);
        Tensor hidden = forward(embed(given), 0, probe);
        int at = given.length;
        for (int i = 0; i < thoughts.count(); i++) {
            int last = hidden.dim(1);
            hidden = forward(hidden.slice(1, last - 1, last), at++, probe);
        }
        if (thoughts.positions() > 0) {
            forward(embed(thoughts.end()), at++, probe);
        }
        if (written.length > 0) {
            forward(embed(written), at, probe);
        }
        return probe;
    }

    /** (1, T, C). */
    private Tensor embed(int... ids) {
        return model.embed(Tensor.of(Shape.of(1, ids.length), ids).to(model.device()));
    }

    private Tensor forward(Tensor embeddings, int from, AttentionProbe probe) {
        int[] places = new int[embeddings.dim(1)];
        Arrays.setAll(places, i -> from + i);
        Tensor positions = Tensor.of(Shape.of(places.length), places).to(model.device());
        return model.hiddenOf(embeddings, positions, probe);
    }
}
