package braid.training.latent;

import braid.tensor.random.Random;
import braid.training.BatchSource;
import braid.training.data.Batch;
import braid.training.data.TokenizedExample;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * All chunks of a data set. Prompt, trace and solution are cut apart, each from its own beginning,
 * so that the chunks of a trace lie as they do when it is encoded; what belongs to no chunk is left
 * out. A chunk of less than L tokens is padded. Batches are a pure function of (seed, epoch,
 * number).
 */
public final class ChunkData implements BatchSource<ChunkBatch> {

    private final List<int[]> chunks = new ArrayList<>();
    private final List<int[]> prompts = new ArrayList<>();
    private final List<int[]> following = new ArrayList<>();
    private final Predicted predicted;
    private final int pad;
    private final int chunk;
    private final int rows;
    private final long seed;
    private int current = -1;
    private int[] order = {};

    /** Chunks of L tokens from which nothing is predicted. */
    public ChunkData(
            List<TokenizedExample> examples,
            int chunk,
            int promptContext,
            boolean whole,
            int rows,
            long seed) {
        this(
                examples,
                Alignment.FIXED,
                chunk,
                promptContext,
                whole,
                Predicted.NOTHING,
                Tokenizer.PAD,
                rows,
                seed);
    }

    /**
     * @param alignment where the chunks of a trace end; prompt and solution are always cut into L
     *     tokens
     * @param chunk tokens in a chunk (L), the most where chunks end with steps
     * @param promptContext most prompt tokens kept, the last ones
     * @param whole whether prompt and solution are cut too, or the trace alone
     * @param predicted from the chunks of the trace. From those of prompt and solution nothing is:
     *     the decoder is given the prompt, and the solution is the answer
     * @param pad token that no text has
     * @param rows chunks in a batch
     * @param seed of the order
     */
    public ChunkData(
            List<TokenizedExample> examples,
            Alignment alignment,
            int chunk,
            int promptContext,
            boolean whole,
            Predicted predicted,
            int pad,
            int rows,
            long seed) {
        this.predicted = predicted;
        this.pad = pad;
        this.chunk = chunk;
        this.rows = rows;
        this.seed = seed;
        for (TokenizedExample e : examples) {
            int[] prompt = tail(e.prompt(), Math.max(1, promptContext));
            Chunks ofTrace = alignment.chunks(e, chunk, 1);
            cut(e.trace(), ofTrace, prompt, end -> predicted.after(e, end));
            if (whole) {
                cut(e.prompt(), fixed(e.prompt()), prompt, end -> predicted.none());
                cut(e.solution(), fixed(e.solution()), prompt, end -> predicted.none());
            }
        }
    }

    static int[] tail(int[] ids, int most) {
        return Arrays.copyOfRange(ids, Math.max(0, ids.length - most), ids.length);
    }

    private Chunks fixed(int[] ids) {
        return Chunks.fixed(ids.length, chunk, 1);
    }

    private void cut(int[] ids, Chunks cuts, int[] prompt, IntFunction<int[]> after) {
        for (int i = 0; i < cuts.count(); i++) {
            int[] padded = new int[chunk];
            Arrays.fill(padded, pad);
            System.arraycopy(ids, cuts.start(i), padded, 0, cuts.length(i));
            chunks.add(padded);
            prompts.add(prompt);
            following.add(after.apply(cuts.ends()[i]));
        }
    }

    /** Number of chunks. */
    public int size() {
        return chunks.size();
    }

    /** Number of chunks from which something is predicted. */
    public int predicting() {
        return (int) following.stream().filter(t -> t.length > 0 && t[0] != Batch.IGNORE).count();
    }

    @Override
    public @Nullable ChunkBatch batch(int epoch, int index) {
        if (epoch != current) {
            order = new int[chunks.size()];
            Arrays.setAll(order, i -> i);
            Random.of(seed).stream(epoch).shuffle(order);
            current = epoch;
        }
        int from = index * rows;
        if (from >= order.length) {
            return null;
        }
        int count = Math.min(rows, order.length - from);
        int[] ids = new int[count * chunk];
        int[][] of = new int[count][];
        int t = predicted.tokens();
        int[] after = new int[count * t];
        for (int i = 0; i < count; i++) {
            System.arraycopy(chunks.get(order[from + i]), 0, ids, i * chunk, chunk);
            of[i] = prompts.get(order[from + i]);
            System.arraycopy(following.get(order[from + i]), 0, after, i * t, t);
        }
        return new ChunkBatch(ids, pad, count, of, after);
    }
}
