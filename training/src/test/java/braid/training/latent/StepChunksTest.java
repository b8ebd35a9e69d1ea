package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.RunDirectory;
import braid.training.TrainSettings;
import braid.training.Trainer;
import braid.training.data.Batch;
import braid.training.data.DataException;
import braid.training.data.Example;
import braid.training.data.RunningSums;
import braid.training.data.Split;
import braid.training.data.TokenizedExample;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;
import braid.vqvae.VqVae;
import braid.vqvae.VqVaeConfig;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Chunks that end with reasoning steps. */
final class StepChunksTest {

    private static final int A = Samples.FIRST;

    /** A chunk's first letter is its code; the other latents of a chunk are of the next level. */
    private record FirstLetter(int chunk, int compression) implements ChunkCodec {

        @Override
        public Alignment alignment() {
            return Alignment.STEP;
        }

        @Override
        public int codes() {
            return Samples.LETTERS;
        }

        @Override
        public int[] encode(TokenizedExample example) {
            Chunks chunks = chunks(example);
            int[] codes = new int[chunks.count() * latentsPerChunk()];
            Arrays.setAll(codes, i -> example.trace()[chunks.start(i / latentsPerChunk())] - A);
            return codes;
        }

        @Override
        public int[] decode(int[] prompt, int[] codes) {
            throw new UnsupportedOperationException();
        }
    }

    private static TokenizedExample example(int... lengths) {
        int n = Arrays.stream(lengths).sum();
        int[] ends = lengths.clone();
        Arrays.parallelPrefix(ends, Integer::sum);
        int[] trace = IntStream.range(0, n).map(i -> A + i % Samples.LETTERS).toArray();
        return new TokenizedExample(new int[] {A}, trace, new int[] {A, Tokenizer.EOS}, ends);
    }

    @Test
    void longStepsAreSplitAndShortOnesStayWhole() {
        TokenizedExample e = example(3, 1, 9, 4);
        assertThat(Alignment.STEP.chunks(e, 4, 1).ends()).containsExactly(3, 4, 8, 12, 13, 17);
        assertThat(Alignment.STEP.chunks(e, Integer.MAX_VALUE, 1).ends()).isEqualTo(e.stepEnds());
        assertThat(Alignment.FIXED.chunks(e, 4, 1).ends()).containsExactly(4, 8, 12, 16);
        assertThat(Alignment.STEP.chunks(example(), 4, 1).count()).isZero();
    }

    /** A cap of m tokens replaces at most the most chunks that have m tokens together. */
    @Property(tries = 200)
    void aCapIsTheLargestNumberOfWholeChunksThatFit(
            @ForAll long seed, @ForAll @IntRange(max = 30) int cap) {
        Random random = Random.of(seed);
        int[] lengths = IntStream.range(0, 5).map(i -> 1 + random.nextInt(7)).toArray();
        Chunks chunks = Alignment.STEP.chunks(example(lengths), 4, 1);
        int most = 0;
        int tokens = 0;
        while (most < chunks.count() && tokens + chunks.length(most) <= cap) {
            tokens += chunks.length(most++);
        }
        MixPolicy policy = MixPolicy.leftToRight(Caps.of(cap));
        var drawn = new TreeSet<Integer>();
        for (int i = 0; i < 400; i++) {
            drawn.add(policy.draw(chunks.ends(), 0, random).cardinality());
        }
        assertThat(drawn.first()).isZero();
        assertThat(drawn.last()).isEqualTo(most);
        assertThat(drawn).hasSize(most + 1);
    }

    @Test
    void whatIsReplacedIsWholeSteps() {
        TokenizedExample e = example(3, 5, 2);
        ChunkCodec codec = new FirstLetter(4, 4);
        LatentVocabulary v = LatentVocabulary.extend(Samples.text(), codec.codes());
        Chunks chunks = codec.chunks(e);
        int[] ids = LatentMixer.mix(v, e, codec.encode(e), chunks, chunks.upTo(8)).ids();
        assertThat(ids)
                .containsExactly(
                        A,
                        v.begin(),
                        v.latent(0), // tokens 0, 1, 2
                        v.latent(3), // 3, 4, 5, 6
                        v.latent(3), // 7
                        v.end(),
                        A, // tokens 8 and 9
                        A + 1,
                        A,
                        Tokenizer.EOS);
        assertThatThrownBy(() -> chunks.upTo(4)).isInstanceOf(DataException.class);
    }

    @Test
    void chunksThatAreShorterArePadded() {
        var one = List.of(example(3, 1, 5));
        var after = new Predicted(Predicted.What.NEXT_CHUNK, 2);
        var data = new ChunkData(one, Alignment.STEP, 4, 1, true, after, 0, 10, 1);
        ChunkBatch batch = Objects.requireNonNull(data.batch(0, 0));
        var found = new ArrayList<List<Integer>>();
        for (int i = 0; i < batch.count(); i++) {
            int[] row = Arrays.copyOfRange(batch.chunks(), 4 * i, 4 * i + 4);
            int[] next = Arrays.copyOfRange(batch.following(), 2 * i, 2 * i + 2);
            found.add(IntStream.concat(Arrays.stream(row), Arrays.stream(next)).boxed().toList());
        }
        int pad = Tokenizer.PAD;
        int none = Batch.IGNORE;
        assertThat(found)
                .containsExactlyInAnyOrder(
                        List.of(A, A + 1, A + 2, pad, A + 3, A),
                        List.of(A + 3, pad, pad, pad, A, A + 1),
                        List.of(A, A + 1, A + 2, A + 3, A, none),
                        List.of(A, pad, pad, pad, none, none));
    }

    @TempDir private Path folder;

    /** Three kinds of steps and four codes: nothing has to be lost, the lengths included. */
    @Test
    void codesTellWhereChunksEnd() throws Exception {
        int[][] kinds = {{A}, {A, A + 1}, {A + 2, A + 1, A}};
        Random random = Random.of(3);
        List<TokenizedExample> examples = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int[] ends = new int[4];
            var trace = IntStream.builder();
            int at = 0;
            for (int step = 0; step < ends.length; step++) {
                int[] kind = kinds[random.nextInt(kinds.length)];
                Arrays.stream(kind).forEach(trace);
                at += kind.length;
                ends[step] = at;
            }
            examples.add(
                    new TokenizedExample(
                            new int[] {A}, trace.build().toArray(), new int[] {1}, ends));
        }
        VqVaeConfig config =
                VqVaeConfig.small(Samples.text().size()).chunk(4, 4).codes(4).width(24).layers(1);
        var model = new VqVae(config, Random.of(1));
        var data =
                new ChunkData(examples, Alignment.STEP, 4, 0, false, Predicted.NOTHING, 0, 64, 1);
        var objective = new VqVaeObjective(model, data);
        var run = RunDirectory.create(folder.resolve("run"), "", 1, Device.cpu());
        new Trainer<>(objective, data, TrainSettings.of(150, 0.01), run).train("codes");
        Map<String, Double> figures = objective.evaluate(0);
        assertThat(figures.get("chunk_accuracy")).isEqualTo(1);
        assertThat(figures.get("token_accuracy")).isEqualTo(1);
        var codec = new VqVaeCodec(model, Alignment.STEP, 0);
        for (TokenizedExample e : examples.subList(0, 20)) {
            int[] decoded = codec.decode(e.prompt(), codec.encode(e));
            assertThat(decoded).hasSize(4 * 4);
            int[] text = Arrays.stream(decoded).filter(id -> id != Tokenizer.PAD).toArray();
            assertThat(text).isEqualTo(e.trace());
        }
    }

    /** Of the tokens of a chunk and its end, in double, whatever stands behind. */
    @Test
    void theLossCountsAChunkWithItsEnd() {
        int v = Samples.text().size();
        var model = new VqVae(VqVaeConfig.small(v).chunk(4, 4).width(24), Random.of(1));
        model.eval();
        var one = List.of(example(3, 1, 5));
        var data = new ChunkData(one, Alignment.STEP, 4, 0, false, Predicted.NOTHING, 0, 10, 1);
        Map<String, Double> figures = new VqVaeObjective(model, data).evaluate(0);
        int[] ids = Objects.requireNonNull(data.batch(0, 0)).chunks();
        Tensor chunks = Tensor.of(Shape.of(4, 4), ids);
        float[] logits = model.loss(chunks, null).logits().toFloats();
        double sum = 0;
        int right = 0;
        int counted = 0;
        for (int i = 0; i < ids.length; i++) {
            if (i % 4 > 0 && ids[i - 1] == Tokenizer.PAD) {
                continue;
            }
            double all = 0;
            int best = 0;
            for (int t = 0; t < v; t++) {
                all += Math.exp(logits[i * v + t]);
                best = logits[i * v + t] > logits[i * v + best] ? t : best;
            }
            sum += Math.log(all) - logits[i * v + ids[i]];
            right += best == ids[i] ? 1 : 0;
            counted++;
        }
        assertThat(counted).isEqualTo(4 + 2 + 4 + 2);
        assertThat(figures.get("reconstruction")).isCloseTo(sum / counted, within(1e-6));
        assertThat(figures.get("token_accuracy")).isEqualTo((double) right / counted);
    }

    @Test
    void latentPositionsHaveTheirTextAsFarAsTheChunkGoes() {
        var examples = List.of(example(4, 6, 1));
        EncodedTraces traces = EncodedTraces.encode(new FirstLetter(4, 2), examples);
        assertThat(traces.positions(0)).isEqualTo(8);
        assertThat(IntStream.range(0, 8).mapToObj(p -> traces.span(0, p)))
                .containsExactly(
                        new EncodedTraces.Span(0, 2),
                        new EncodedTraces.Span(2, 4),
                        new EncodedTraces.Span(4, 6),
                        new EncodedTraces.Span(6, 8),
                        new EncodedTraces.Span(8, 10),
                        new EncodedTraces.Span(10, 10),
                        new EncodedTraces.Span(10, 11),
                        new EncodedTraces.Span(11, 11));
    }

    @Test
    void encodedTracesKnowTheirSteps() {
        Path file = folder.resolve("codes.jsonl");
        var examples = List.of(example(4, 6, 1), example(3));
        EncodedTraces.encode(new FirstLetter(4, 4), examples).save(file);
        EncodedTraces loaded = EncodedTraces.load(file, examples);
        assertThat(loaded.codes(0)).containsExactly(0, 0, 0, 2);
        assertThat(loaded.chunks(0).ends()).containsExactly(4, 8, 10, 11);
        var others = List.of(example(6, 4, 1), example(3)); // as many chunks
        assertThatThrownBy(() -> EncodedTraces.load(file, others))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("codes of other traces");
    }

    /** The sum at the end of a step is all of the state: log2(10) bits, also behind the last. */
    @Test
    void theStateAtTheEndOfAStepIsKnown() {
        var task = new RunningSums(3);
        Tokenizer words = WordTokenizer.train(List.of("0 1 2 3 4 5 6 7 8 9 = # \n"));
        List<Example> questions = task.examples(Split.TEST);
        List<TokenizedExample> traces = TokenizedExample.all(task, Split.TEST, words);
        ChunkCodec sums =
                new ChunkCodec() {
                    @Override
                    public int chunk() {
                        return 3;
                    }

                    @Override
                    public int compression() {
                        return 3;
                    }

                    @Override
                    public Alignment alignment() {
                        return Alignment.STEP;
                    }

                    @Override
                    public int codes() {
                        return 10;
                    }

                    @Override
                    public int[] encode(TokenizedExample e) {
                        return IntStream.range(0, 16)
                                .map(i -> Integer.parseInt(words.token(e.trace()[2 * i + 1])))
                                .toArray();
                    }

                    @Override
                    public int[] decode(int[] prompt, int[] codes) {
                        throw new UnsupportedOperationException();
                    }
                };
        EncodedTraces codes = EncodedTraces.encode(sums, traces);
        assertThat(StateInformation.applies(questions, codes)).isTrue();
        double bits = StateInformation.of(questions, codes).bits();
        assertThat(bits).isCloseTo(Math.log(10) / Math.log(2), within(0.01));
    }
}
