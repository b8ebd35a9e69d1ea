package braid.transformer.generate;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;
import braid.transformer.Transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Continues token sequences, several at once, each with a prompt of its own length. The prompts are
 * read in one pass, padded at the right, and thought about where that is asked for ({@link
 * Thoughts}); then each step adds one token to every sequence that has not stopped. Deterministic:
 * the same model, prompts and sampling give the same tokens, whatever the batch.
 */
public final class Generator {

    private static final int PAD = 0;

    private final Transformer model;
    private final Sampling sampling;
    private final TokenConstraint constraint;
    private final Thoughts thoughts;

    /** A generator that may produce every token. */
    public Generator(Transformer model, Sampling sampling) {
        this(model, sampling, TokenConstraint.none());
    }

    /** A generator under a constraint. */
    public Generator(Transformer model, Sampling sampling, TokenConstraint constraint) {
        this(model, sampling, constraint, Thoughts.none());
    }

    /** A generator that thinks before it writes. */
    public Generator(
            Transformer model, Sampling sampling, TokenConstraint constraint, Thoughts thoughts) {
        this.model = model;
        this.sampling = sampling;
        this.constraint = constraint;
        this.thoughts = thoughts;
    }

    /**
     * Continues each prompt until a stop token or the limit. The context bounds prompt, thoughts
     * and continuation together: a sequence that fills it stops there.
     *
     * @param prompts at least one token each
     * @param maxNewTokens most tokens to add to each, thoughts not counted
     * @param stops tokens of which each ends a sequence; it is the last of the result. -1 for none
     * @return the new tokens of each prompt
     */
    public List<int[]> generate(List<int[]> prompts, int maxNewTokens, int... stops) {
        return generate(
                prompts, LongStream.range(0, prompts.size()).toArray(), maxNewTokens, stops);
    }

    /**
     * As {@link #generate(List, int, int...)}, where each sequence draws from a stream of its own
     * choice, and so gives the same tokens in any batch.
     *
     * @param streams number of the random stream of each prompt, as many as prompts
     */
    public List<int[]> generate(
            List<int[]> prompts, long[] streams, int maxNewTokens, int... stops) {
        return generate(prompts, streams, maxNewTokens, TokenListener.none(), stops);
    }

    /**
     * As {@link #generate(List, long[], int, int...)}, telling of each token as it comes.
     *
     * @param listener may end a sequence; the token at which it does is the last of the result
     */
    public List<int[]> generate(
            List<int[]> prompts,
            long[] streams,
            int maxNewTokens,
            TokenListener listener,
            int... stops) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        if (maxNewTokens < 1) {
            throw new TensorException(
                    "generate: " + maxNewTokens + " new tokens", "ask for 1 or more");
        }
        int longest = check(prompts);
        boolean training = model.isTraining();
        model.eval();
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            int read = longest + thoughts.positions();
            int capacity = Math.min(model.config().context(), read + maxNewTokens);
            return new Run(prompts, streams, maxNewTokens, stops, capacity, listener).finish();
        } finally {
            if (training) {
                model.train();
            }
        }
    }

    private int check(List<int[]> prompts) {
        int longest = 0;
        for (int i = 0; i < prompts.size(); i++) {
            int n = prompts.get(i).length;
            if (n == 0 || n + thoughts.positions() > model.config().context()) {
                throw new TensorException(
                        "generate: prompt "
                                + i
                                + " has "
                                + n
                                + " tokens, the context "
                                + model.config().context()
                                + (thoughts.positions() > 0
                                        ? ", of which thoughts take " + thoughts.positions()
                                        : ""),
                        "a prompt has 1 to context tokens: shorten it");
            }
            longest = Math.max(longest, n);
        }
        return longest;
    }

    /** One batch on its way. */
    private final class Run {

        private final List<int[]> prompts;
        private final int limit;
        private final int[] stops;
        private final int capacity;
        private final Device device = model.device();
        private final KvCache cache;
        private final int[][] generated;
        private final int[] counts;
        private final boolean[] done;
        private final Random[] randoms;
        private final BitSet[] seen;
        private final TokenListener listener;

        Run(
                List<int[]> prompts,
                long[] streams,
                int limit,
                int[] stops,
                int capacity,
                TokenListener listener) {
            this.prompts = prompts;
            this.limit = limit;
            this.stops = stops;
            this.capacity = capacity;
            this.listener = listener;
            int n = prompts.size();
            cache = new KvCache(model.config(), n, capacity, device);
            generated = new int[n][limit];
            counts = new int[n];
            done = new boolean[n];
            randoms = new Random[n];
            seen = new BitSet[n];
            for (int b = 0; b < n; b++) {
                seen[b] = new BitSet();
                Arrays.stream(prompts.get(b)).forEach(seen[b]::set);
                randoms[b] = Random.of(sampling.seed()).stream(streams[b]);
            }
        }

        List<int[]> finish() {
            choose(read());
            while (!allDone()) {
                choose(step());
            }
            List<int[]> result = new ArrayList<>();
            for (int b = 0; b < generated.length; b++) {
                result.add(Arrays.copyOf(generated[b], counts[b]));
            }
            return result;
        }

        private boolean allDone() {
            for (boolean d : done) {
                if (!d) {
                    return false;
                }
            }
            return true;
        }

        /** Reads all prompts and thinks; logits after the last position of each, row by row. */
        private float[] read() {
            try (var scope = Scope.open()) {
                Tensor hidden = prefill(); // (B, C)
                for (int i = 0; i < thoughts.count(); i++) {
                    hidden = next(hidden.unsqueeze(1));
                }
                if (thoughts.positions() > 0) {
                    int[] ends = new int[prompts.size()];
                    Arrays.fill(ends, thoughts.end());
                    hidden = next(embed(ends));
                }
                return model.logits(hidden).toFloats();
            }
        }

        /** Hidden state of the last token of each prompt (B, C). */
        private Tensor prefill() {
            int batch = prompts.size();
            int width = prompts.stream().mapToInt(p -> p.length).max().orElseThrow();
            int[] ids = new int[batch * width];
            Arrays.fill(ids, PAD);
            int[] lengths = new int[batch];
            int[] last = new int[batch];
            for (int b = 0; b < batch; b++) {
                int[] p = prompts.get(b);
                System.arraycopy(p, 0, ids, b * width, p.length);
                lengths[b] = p.length;
                last[b] = b * width + p.length - 1;
            }
            cache.advance(lengths);
            Tensor input = Tensor.of(Shape.of(batch, width), ids).to(device);
            Tensor hidden = model.hidden(input, null, cache).flatten(0, 1); // (B T, C)
            return hidden.indexSelect(0, Tensor.of(Shape.of(batch), last).to(device));
        }

        /** Feeds the last token of every sequence; those that are done get padding. */
        private float[] step() {
            int[] ids = new int[generated.length];
            for (int b = 0; b < ids.length; b++) {
                ids[b] = done[b] ? PAD : generated[b][counts[b] - 1];
            }
            try (var scope = Scope.open()) {
                return model.logits(next(embed(ids))).toFloats();
            }
        }

        /** One token of every sequence (B, 1, C). */
        private Tensor embed(int[] ids) {
            return model.embed(Tensor.of(Shape.of(ids.length, 1), ids).to(device));
        }

        /**
         * Feeds one position of every sequence that is not done.
         *
         * @param embeddings (B, 1, C)
         * @return its hidden states (B, C)
         */
        private Tensor next(Tensor embeddings) {
            int batch = generated.length;
            int[] places = new int[batch];
            int[] add = new int[batch];
            for (int b = 0; b < batch; b++) {
                places[b] = Math.min(cache.length(b), capacity - 1);
                add[b] = done[b] ? 0 : 1;
            }
            cache.advance(add);
            Tensor positions = Tensor.of(Shape.of(batch, 1), places).to(device);
            return model.hiddenOf(embeddings, positions, cache).squeeze(1);
        }

        private boolean isStop(int id) {
            for (int stop : stops) {
                if (id == stop) {
                    return true;
                }
            }
            return false;
        }

        private void choose(float[] logits) {
            int vocabulary = model.config().vocabulary();
            for (int b = 0; b < generated.length; b++) {
                if (done[b]) {
                    continue;
                }
                float[] row = Arrays.copyOfRange(logits, b * vocabulary, (b + 1) * vocabulary);
                sampling.penalise(row, seen[b]);
                constraint.mask(generated[b], counts[b], row);
                int id = sampling.choose(row, randoms[b]);
                seen[b].set(id);
                generated[b][counts[b]++] = id;
                int used = prompts.get(b).length + thoughts.positions() + counts[b];
                boolean goesOn =
                        listener == TokenListener.NONE
                                || listener.token(b, id, logProbability(logits, b, id));
                done[b] = !goesOn || isStop(id) || counts[b] == limit || used >= capacity + 1;
            }
        }

        /** {@code log softmax} of a sequence's logits, of which neither rule has changed any. */
        private double logProbability(float[] logits, int sequence, int id) {
            int vocabulary = model.config().vocabulary();
            int from = sequence * vocabulary;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + vocabulary; i++) {
                most = Math.max(most, logits[i]);
            }
            double sum = 0;
            for (int i = from; i < from + vocabulary; i++) {
                sum += Math.exp(logits[i] - most);
            }
            return logits[from + id] - most - Math.log(sum);
        }
    }
}
