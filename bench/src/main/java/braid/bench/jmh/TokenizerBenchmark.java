package braid.bench.jmh;

import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.transformer.tokenizer.bpe.BpeTokenizer;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;
import braid.transformer.tokenizer.bpe.TokenizerFolder;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Byte-pair encoding of a text and back. By default the text is 2,000 generated questions, about a
 * megabyte, and the vocabulary is trained on a tenth of them; {@code -p vocabulary=FOLDER -p
 * text=FILE} takes a published model's and any text.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenizerBenchmark {

    private static final String GENERATED = "generated";
    private static final String TRAINED = "trained";
    private static final int QUESTIONS = 2000;
    private static final int TOKENS = 2000;

    /** A model folder, or {@code trained}. */
    @Param(TRAINED)
    public String vocabulary;

    /** A file in UTF-8, or {@code generated}. */
    @Param(GENERATED)
    public String text;

    private String characters = "";
    private BpeTokenizer tokenizer;
    private final Encoding jtokkit =
            Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
    private int[] ids = {};

    /** Reads or makes text and vocabulary. */
    @Setup
    public void make() throws IOException {
        Task task = Tasks.parse("prosqa-gen,train=" + QUESTIONS, 1);
        List<String> questions = task.examples(Split.TRAIN).stream().map(task::text).toList();
        characters =
                text.equals(GENERATED)
                        ? questions.stream().collect(Collectors.joining("\n"))
                        : Files.readString(Path.of(text));
        tokenizer =
                vocabulary.equals(TRAINED)
                        ? BpeTrainer.train(
                                questions.subList(0, QUESTIONS / 10), TOKENS, SplitPattern.LLAMA3)
                        : TokenizerFolder.load(Path.of(vocabulary));
        ids = tokenizer.encode(characters);
    }

    /** Text to ids. */
    @Benchmark
    public int[] encode() {
        return tokenizer.encode(characters);
    }

    /**
     * Text to GPT-2's ids by jtokkit; with {@code -p vocabulary=} a folder of GPT-2 the same work
     * as {@link #encode}.
     */
    @Benchmark
    public IntArrayList encodeByJtokkit() {
        return jtokkit.encodeOrdinary(characters);
    }

    /** Ids to text. */
    @Benchmark
    public String decode() {
        return tokenizer.decode(ids);
    }

    /** Refuses tokens that are not the text's, and a text that is not the tokens'. */
    @TearDown
    public void check() {
        if (!decode().equals(characters) || encode().length >= characters.length()) {
            throw new IllegalStateException(
                    ids.length + " tokens of " + characters.length() + " characters: other text");
        }
    }
}
