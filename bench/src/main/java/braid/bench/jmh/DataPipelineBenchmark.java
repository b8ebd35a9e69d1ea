package braid.bench.jmh;

import braid.training.EpochBatches;
import braid.training.data.Batch;
import braid.training.data.RunningSums;
import braid.training.data.Sizes;
import braid.training.data.Split;
import braid.training.data.TokenizedExample;
import braid.training.latent.EncodedTraces;
import braid.training.latent.LossOn;
import braid.training.method.Cot;
import braid.training.method.Method;
import braid.transformer.tokenizer.WordTokenizer;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Examples to tokens, and tokens to batches: 2,000 running sums, 64 a batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DataPipelineBenchmark {

    private static final int EXAMPLES = 2000;
    private static final int DIGITS = 16;
    private static final int ROWS = 64;

    private final RunningSums task = new RunningSums(1, DIGITS, new Sizes(EXAMPLES, 1, 1));
    private final WordTokenizer words =
            WordTokenizer.train(task.examples(Split.TRAIN).stream().map(task::text).toList());
    private final List<TokenizedExample> examples = TokenizedExample.all(task, Split.TRAIN, words);
    private int epoch;

    /** Draws all questions and tokenizes them. */
    @Benchmark
    public List<TokenizedExample> tokenize() {
        List<TokenizedExample> all = TokenizedExample.all(task, Split.TRAIN, words);
        if (all.size() != EXAMPLES || all.getLast().trace().length != 2 * DIGITS + 1) {
            throw new IllegalStateException("other traces: " + all.getLast());
        }
        return all;
    }

    /** All batches of an epoch. */
    @Benchmark
    public int batches() {
        Supplier<EncodedTraces> none =
                () -> {
                    throw new IllegalStateException("text has no codes");
                };
        var sequences =
                new Cot().sequences(examples, new Method.Data(words, LossOn.RESPONSE, 1, none));
        EpochBatches batches = EpochBatches.of(sequences, ROWS, 128, 1);
        int rows = 0;
        Batch batch = batches.batch(epoch, 0);
        for (int i = 1; batch != null; i++) {
            rows += batch.rows();
            batch = batches.batch(epoch, i);
        }
        epoch++;
        if (rows != EXAMPLES) {
            throw new IllegalStateException(rows + " rows of " + EXAMPLES);
        }
        return rows;
    }
}
