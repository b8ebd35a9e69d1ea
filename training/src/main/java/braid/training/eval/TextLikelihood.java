package braid.training.eval;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.op.CrossEntropy;
import braid.training.ConfigurationException;
import braid.transformer.Transformer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How likely a model finds a text: every token but the first is predicted once, from the tokens
 * before it. A text longer than the context is read in windows as long as the context; each goes on
 * {@code stride} tokens further and counts these alone, so that each is predicted from at least
 * {@code context - stride + 1} tokens before it, or from all that there are.
 *
 * @param tokens that were predicted
 * @param bytes of their text in UTF-8
 * @param nats minus the sum of the natural logarithms of their probabilities
 * @param context tokens in a window
 * @param stride tokens between windows
 */
public record TextLikelihood(int tokens, long bytes, double nats, int context, int stride) {

    /**
     * Measures a text; nothing but the model and the ids decides the result.
     *
     * @param ids of the text, at least two; the first is not predicted
     * @param bytes of the text without the first token
     * @param stride from 1 to the model's context
     */
    public static TextLikelihood of(Transformer model, int[] ids, long bytes, int stride) {
        int context = model.config().context();
        if (stride < 1 || stride > context) {
            throw new ConfigurationException(
                    "text: a stride of " + stride + " for a context of " + context,
                    "give 1 to "
                            + context
                            + "; smaller ones take longer and give each token more"
                            + " to be predicted from");
        }
        if (ids.length < 2) {
            throw new ConfigurationException(
                    "text: " + ids.length + " tokens, of which none can be predicted",
                    "give a longer text");
        }
        boolean training = model.isTraining();
        model.eval();
        double nats = 0;
        try (var off = GradMode.off()) {
            int counted = 0; // the last token that is counted already
            while (counted < ids.length - 1) {
                int end = Math.min(ids.length - 1, counted == 0 ? context : counted + stride);
                nats += nats(model, ids, Math.max(0, end - context), counted, end);
                counted = end;
            }
        } finally {
            if (training) {
                model.train();
            }
        }
        return new TextLikelihood(ids.length - 1, bytes, nats, context, stride);
    }

    /** Of tokens {@code counted + 1 … end}, from those {@code from … end - 1}. */
    private static double nats(Transformer model, int[] ids, int from, int counted, int end) {
        try (var scope = Scope.open()) {
            int[] targets = Arrays.copyOfRange(ids, from + 1, end + 1);
            Arrays.fill(targets, 0, counted - from, CrossEntropy.IGNORE);
            Tensor window = Tensor.of(Shape.of(1, end - from), Arrays.copyOfRange(ids, from, end));
            Tensor next = Tensor.of(Shape.of(targets.length), targets);
            Tensor mean = model.loss(window.to(model.device()), next.to(model.device()));
            return mean.item() * (end - counted);
        }
    }

    /** Mean negative log-likelihood of a token, in nats. */
    public double natsPerToken() {
        return nats / tokens;
    }

    /** {@code exp} of that. */
    public double perplexity() {
        return Math.exp(natsPerToken());
    }

    /** What does not depend on the tokenizer. */
    public double bitsPerByte() {
        return nats / Math.log(2) / bytes;
    }

    /** All figures by name. */
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("tokens", tokens);
        facts.put("bytes", bytes);
        facts.put("log_likelihood", -nats);
        facts.put("nats_per_token", natsPerToken());
        facts.put("perplexity", perplexity());
        facts.put("bits_per_byte", bitsPerByte());
        facts.put("context", context);
        facts.put("stride", stride);
        return facts;
    }
}
