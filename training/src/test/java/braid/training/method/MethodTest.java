package braid.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.random.Random;
import braid.training.data.Batches;
import braid.training.data.DataException;
import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.data.TooLong;
import braid.training.latent.Alignment;
import braid.training.latent.Caps;
import braid.training.latent.ChunkCodec;
import braid.training.latent.CodeControl;
import braid.training.latent.EncodedTraces;
import braid.training.latent.LossOn;
import braid.training.latent.MixPolicy;
import braid.transformer.generate.Thoughts;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Each method against a method that it has to become, or samples written down by hand. */
final class MethodTest {

    private static final int CHUNK = 4;
    private static final int CODES = 16;
    private static final Caps CAPS = Caps.of(0, 9, 16, 24);
    private static final Tokenizer TEXT = WordTokenizer.train(List.of("a b c d"));
    private static final List<TokenizedExample> EXAMPLES = examples(300);

    @Test
    void baselinesHaveTheWholeTraceOrNone() {
        List<TokenizedExample> one =
                List.of(
                        new TokenizedExample(
                                new int[] {2, 3}, new int[] {4, 5, 4}, new int[] {5, 1}));
        assertThat(new Cot().sequences(one, data(new Cot(), LossOn.RESPONSE)).sequence(7, 0))
                .isEqualTo(
                        new Sequence(
                                new int[] {2, 3, 4, 5, 4, 5, 1},
                                new boolean[] {false, false, true, true, true, true, true}));
        assertThat(new SolOnly().sequences(one, data(new SolOnly(), LossOn.ALL)).sequence(7, 0))
                .isEqualTo(
                        new Sequence(
                                new int[] {2, 3, 5, 1}, new boolean[] {true, true, true, true}));
    }

    @Test
    void pauseTokensAreGivenAndNeverLearned() {
        var one = List.of(new TokenizedExample(new int[] {2, 3}, new int[] {4}, new int[] {5, 1}));
        int pause = TEXT.size();
        var after = new Pause(2, Pause.Position.AFTER);
        assertThat(after.sequences(one, data(after, LossOn.ALL)).sequence(0, 0))
                .isEqualTo(
                        new Sequence(
                                new int[] {2, 3, pause, pause, 5, 1},
                                new boolean[] {true, true, false, false, true, true}));
        assertThat(after.prompt(new int[] {2, 3}, after.vocabulary(TEXT)))
                .containsExactly(2, 3, pause, pause);
        var before = new Pause(1, Pause.Position.BEFORE);
        assertThat(before.sequences(one, data(before, LossOn.RESPONSE)).sequence(0, 0))
                .isEqualTo(
                        new Sequence(
                                new int[] {pause, 2, 3, 5, 1},
                                new boolean[] {false, false, false, true, true}));
    }

    @Test
    void methodsThatDoNothingAreTheirBaselines() {
        assertSame(new InternalizedCot(0, 4, true), new Cot());
        assertSame(new Coconut(0, 2, 1, true), new Cot());
        assertSame(new Coconut(0, 0, 1, true), new Cot());
        assertThat(new Coconut(0, 2, 1, true).vocabulary(TEXT)).isSameAs(TEXT);
        assertThat(new Coconut(0, 2, 1, true).thoughts(3, TEXT)).isEqualTo(Thoughts.none());
        assertSame(new Pause(0, Pause.Position.AFTER), new SolOnly());
        assertSame(new Pause(0, Pause.Position.BEFORE), new SolOnly());
        assertSame(
                new Deletion(MixPolicy.leftToRight(Caps.of(0)), CHUNK, Alignment.FIXED), new Cot());
        assertSame(new Deletion(new MixPolicy.Poisson(0), CHUNK, Alignment.FIXED), new Cot());
        assertSame(latent(MixPolicy.leftToRight(Caps.of(0)), CodeControl.LEARNED), new Cot());
        assertThat(new InternalizedCot(0, 4, true).vocabulary(TEXT)).isSameAs(TEXT);
        assertThat(new Pause(0, Pause.Position.AFTER).vocabulary(TEXT)).isSameAs(TEXT);
    }

    private static Method told(Caps caps) {
        return new LatentMixing(MixPolicy.leftToRight(caps), CodeControl.LEARNED, CODES, true);
    }

    /** A token behind the prompt, which is not learned; all else is the plain run's. */
    @Test
    void toldOneCapASampleHasOneTokenMore() {
        Method told = told(Caps.of(16));
        Method plain = latent(MixPolicy.leftToRight(Caps.of(16)), CodeControl.LEARNED);
        int token = told.vocabulary(TEXT).id("<cap:16>");
        for (LossOn lossOn : LossOn.values()) {
            SequenceSource a = told.sequences(EXAMPLES, data(told, lossOn));
            SequenceSource b = plain.sequences(EXAMPLES, data(plain, lossOn));
            for (int i = 0; i < EXAMPLES.size(); i++) {
                int at = EXAMPLES.get(i).prompt().length;
                Sequence with = a.sequence(3, i);
                Sequence without = b.sequence(3, i);
                assertThat(with.ids()[at]).isEqualTo(token);
                assertThat(with.loss()[at]).isFalse();
                // Codes have one id more, for the control token stands before them.
                int first = TEXT.size() + 2;
                int[] expected =
                        Arrays.stream(without.ids()).map(id -> id < first ? id : id + 1).toArray();
                assertThat(dropped(with.ids(), at)).isEqualTo(expected);
                assertThat(with.loss()).hasSize(with.ids().length);
                for (int j = 0; j < without.ids().length; j++) {
                    assertThat(with.loss()[j < at ? j : j + 1]).isEqualTo(without.loss()[j]);
                }
                assertThat(a.bucket(i)).isEqualTo(b.bucket(i) + 1);
            }
        }
    }

    private static int[] dropped(int[] ids, int at) {
        return IntStream.range(0, ids.length).filter(j -> j != at).map(j -> ids[j]).toArray();
    }

    /**
     * Chunks of 4 with 2 codes each: under a cap of 9 at most 4, of traces of 24 tokens and more.
     */
    @Test
    void theTokenTellsHowMuchIsLatent() {
        Method told = told(CAPS);
        Tokenizer vocabulary = told.vocabulary(TEXT);
        SequenceSource source = told.sequences(EXAMPLES, data(told, LossOn.RESPONSE));
        Map<String, TreeSet<Integer>> lengths = new TreeMap<>();
        for (int epoch = 0; epoch < 4; epoch++) {
            for (int i = 0; i < EXAMPLES.size(); i++) {
                TokenizedExample e = EXAMPLES.get(i);
                int[] ids = source.sequence(epoch, i).ids();
                int text = e.prompt().length + e.trace().length + e.solution().length;
                lengths.computeIfAbsent(
                                vocabulary.token(ids[e.prompt().length]), t -> new TreeSet<>())
                        .add(ids.length - text);
            }
        }
        // The token; with n chunks, two delimiters and 2 n codes for 4 n tokens.
        assertThat(lengths)
                .isEqualTo(
                        Map.of(
                                "<cap:0>", new TreeSet<>(List.of(1)),
                                "<cap:9>", new TreeSet<>(List.of(1, 1 + 2 - 2, 1 + 2 - 4)),
                                "<cap:16>", new TreeSet<>(List.of(1, -1, -3, -5)),
                                "<cap:24>", new TreeSet<>(List.of(1, -1, -3, -5, -7, -9))));
    }

    @Test
    void aQuestionIsAskedWithTheLargestCapOrAnother() {
        var told = (LatentMixing) told(CAPS);
        Tokenizer vocabulary = told.vocabulary(TEXT);
        int[] question = {2, 3};
        assertThat(told.prompt(question, vocabulary))
                .containsExactly(2, 3, vocabulary.id("<cap:24>"));
        assertThat(told.prompt(question, vocabulary, 9))
                .containsExactly(2, 3, vocabulary.id("<cap:9>"));
        assertThat(latent(MixPolicy.leftToRight(CAPS), CodeControl.LEARNED).prompt(question, TEXT))
                .containsExactly(2, 3);
        assertThatThrownBy(() ->
                        new LatentMixing(new MixPolicy.All(), CodeControl.LEARNED, CODES, true))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a control token tells the cap, but All[] draws none");
    }

    @Test
    void curriculumEndsAsAllAndBeginsAsText() {
        Method all = latent(new MixPolicy.All(), CodeControl.LEARNED);
        Method curriculum = latent(new MixPolicy.Curriculum(2), CodeControl.LEARNED);
        SequenceSource late = sequences(curriculum);
        int longest = EXAMPLES.stream().mapToInt(e -> e.trace().length).max().orElseThrow();
        int settled = 2 * (longest / CHUNK);
        assertThat(late.isSettled(settled - 1)).isFalse();
        assertThat(late.isSettled(settled)).isTrue();
        for (int i = 0; i < EXAMPLES.size(); i++) {
            assertThat(late.sequence(settled, i)).isEqualTo(sequences(all).sequence(settled, i));
            assertThat(late.sequence(1, i)).isEqualTo(sequences(new Cot()).sequence(1, i));
        }
    }

    /** What is left of a mixed sample without its latent blocks. */
    @Test
    void deletionDropsWhatLatentMixingReplaces() {
        for (MixPolicy policy :
                List.of(
                        MixPolicy.leftToRight(CAPS),
                        new MixPolicy.All(),
                        new MixPolicy.Poisson(0.4),
                        new MixPolicy.Curriculum(1))) {
            SequenceSource latent = sequences(latent(policy, CodeControl.LEARNED));
            SequenceSource deleted = sequences(new Deletion(policy, CHUNK, Alignment.FIXED));
            for (int i = 0; i < EXAMPLES.size(); i++) {
                int[] text =
                        Arrays.stream(latent.sequence(3, i).ids())
                                .filter(id -> id < TEXT.size())
                                .toArray();
                assertThat(deleted.sequence(3, i).ids()).isEqualTo(text);
            }
        }
    }

    /** The same where chunks end with steps, of 3, 6 and 2 tokens with chunks of 4. */
    @Test
    void deletionDropsWhatLatentMixingReplacesOfSteps() {
        List<TokenizedExample> steps =
                EXAMPLES.stream()
                        .map(e ->
                                new TokenizedExample(
                                        e.prompt(),
                                        Arrays.copyOf(e.trace(), 11),
                                        e.solution(),
                                        new int[] {3, 9, 11}))
                        .toList();
        EncodedTraces codes = EncodedTraces.encode(new StepLetters(), steps);
        for (MixPolicy policy : List.of(MixPolicy.leftToRight(CAPS), new MixPolicy.Poisson(0.4))) {
            Method latent = latent(policy, CodeControl.LEARNED);
            var data = new Method.Data(latent.vocabulary(TEXT), LossOn.ALL, 5, () -> codes);
            SequenceSource mixed = latent.sequences(steps, data);
            var deletion = new Deletion(policy, CHUNK, Alignment.STEP);
            SequenceSource deleted = deletion.sequences(steps, data(deletion, LossOn.ALL));
            List<Integer> lengths = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                int[] text =
                        Arrays.stream(mixed.sequence(3, i).ids())
                                .filter(id -> id < TEXT.size())
                                .toArray();
                assertThat(deleted.sequence(3, i).ids()).isEqualTo(text);
                lengths.add(text.length - steps.get(i).prompt().length - 2);
            }
            if (policy instanceof MixPolicy.LeftToRight) {
                assertThat(lengths).contains(11, 8, 4, 2, 0).doesNotContain(7, 3);
            }
        }
    }

    /** Deng et al.: floor(rate x epoch) tokens from the left, and o more with P(o) ~ exp(-4 o). */
    @Test
    void internalizedCotRemovesFromTheLeftOverTheEpochs() {
        var method = new InternalizedCot(2.5, 4, true);
        SequenceSource source = sequences(method);
        int more = 0;
        for (int epoch = 0; epoch < 6; epoch++) {
            int scheduled = (int) Math.floor(2.5 * epoch);
            assertThat(method.removed(epoch)).isEqualTo(scheduled);
            assertThat(source.isNewStage(epoch)).isEqualTo(epoch > 0);
            for (int i = 0; i < EXAMPLES.size(); i++) {
                TokenizedExample e = EXAMPLES.get(i);
                int[] ids = source.sequence(epoch, i).ids();
                int text = e.prompt().length + e.solution().length;
                int removed = e.trace().length - (ids.length - text);
                assertThat(removed).isGreaterThanOrEqualTo(scheduled);
                more += removed > scheduled ? 1 : 0;
                assertThat(Arrays.copyOfRange(ids, e.prompt().length, ids.length))
                        .startsWith(Arrays.copyOfRange(e.trace(), removed, e.trace().length));
            }
        }
        int draws = 6 * EXAMPLES.size();
        double p = Math.exp(-4);
        assertThat((double) more / draws).isCloseTo(p, within(5 * Math.sqrt(p / draws)));
        assertThat(source.isSettled(11)).isFalse();
        assertThat(source.isSettled(12)).isTrue();
        assertThat(sequences(new InternalizedCot(0.5, 4, true)).isNewStage(3)).isFalse();
        assertThat(sequences(new InternalizedCot(0.5, 4, true)).isNewStage(4)).isTrue();
        assertThat(sequences(new InternalizedCot(2.5, 4, false)).isNewStage(4)).isFalse();
        assertThat(sequences(method).sequence(12, 5))
                .isEqualTo(sequences(new SolOnly()).sequence(12, 5));
    }

    /** Three steps of 1, 2 and 1 tokens; K = 2, c = 2; two epochs a stage. */
    @Test
    void thoughtsReplaceStepsStageByStage() {
        int[] prompt = {2, 3};
        var one =
                List.of(
                        new TokenizedExample(
                                prompt,
                                new int[] {4, 5, 4, 3},
                                new int[] {2, 1},
                                new int[] {1, 3, 4}));
        var method = new Coconut(2, 2, 2, true);
        int bot = TEXT.size();
        int eot = bot + 1;
        int th = bot + 2;
        assertThat(method.vocabulary(TEXT).token(bot)).isEqualTo("<bot>");
        assertThat(method.vocabulary(TEXT).token(eot)).isEqualTo("<eot>");
        int[][] expected = {
            {2, 3, bot, eot, 4, 5, 4, 3, 2, 1},
            {2, 3, bot, th, th, eot, 5, 4, 3, 2, 1},
            {2, 3, bot, th, th, th, th, eot, 3, 2, 1},
            {2, 3, bot, th, th, th, th, eot, 2, 1}
        };
        SequenceSource source = method.sequences(one, data(method, LossOn.RESPONSE));
        for (int epoch = 0; epoch < 9; epoch++) {
            int stage = Math.min(epoch / 2, 3);
            int thoughts = 2 * Math.min(stage, 2);
            int[] ids = expected[stage];
            assertThat(source.sequence(epoch, 0))
                    .as("epoch %d", epoch)
                    .isEqualTo(Sequence.countedFrom(ids, 4 + thoughts));
            assertThat(source.isNewStage(epoch))
                    .isEqualTo(epoch % 2 == 0 && 1 < epoch && epoch < 7);
            assertThat(source.isSettled(epoch)).isEqualTo(epoch >= 6);
            assertThat(method.thoughts(epoch, method.vocabulary(TEXT)))
                    .isEqualTo(new Thoughts(thoughts, eot));
        }
        assertThat(source.longest(0)).isEqualTo(11);
        assertThat(source.bucket(0)).isEqualTo(2);
        assertThat(method.prompt(prompt, method.vocabulary(TEXT))).containsExactly(2, 3, bot);
        boolean[] all = method.sequences(one, data(method, LossOn.ALL)).sequence(2, 0).loss();
        assertThat(all)
                .containsExactly(
                        true, true, false, false, false, false, true, true, true, true, true);
    }

    @Test
    void theLastStageComesWhereStepsAreLeftAlone() {
        SequenceSource kept = sequences(new Coconut(1, 1, 1, false));
        assertThat(kept.isSettled(1)).isTrue();
        // The traces here are one step each: stage 1 removes it, and there is no rest.
        SequenceSource none = sequences(new Coconut(1, 1, 1, true));
        assertThat(none.isSettled(1)).isTrue();
        assertThat(none.isNewStage(2)).isFalse();
        assertThat(differing(none, 1, kept, 7)).isZero();
        SequenceSource unthought = sequences(new Coconut(1, 0, 1, true));
        assertThat(differing(unthought, 1, sequences(new SolOnly()), 1)).isZero();
        assertThat(differing(unthought, 0, sequences(new Cot()), 0)).isZero();
    }

    @Test
    void drawsDependOnSeedEpochAndExampleAlone() {
        Method method = latent(MixPolicy.leftToRight(CAPS), CodeControl.LEARNED);
        SequenceSource source = sequences(method);
        SequenceSource again = sequences(method);
        for (int i = EXAMPLES.size() - 1; i >= 0; i--) {
            assertThat(again.sequence(3, i)).isEqualTo(source.sequence(3, i));
        }
        assertThat(differing(source, 3, source, 4)).isGreaterThan(150);
        var other = new Method.Data(method.vocabulary(TEXT), LossOn.ALL, 6, MethodTest::codes);
        assertThat(differing(source, 3, method.sequences(EXAMPLES, other), 3)).isGreaterThan(150);
    }

    /** Batches by length after mixing would each hold a single m. */
    @Test
    void everyBatchHoldsManyDegreesOfReplacement() {
        SequenceSource source = sequences(latent(MixPolicy.leftToRight(CAPS), CodeControl.LEARNED));
        var batches = new Batches(source, new Batches.Options(100, 64, 0, TooLong.ERROR), 1);
        batches.iterator(0, 0)
                .forEachRemaining(batch ->
                        assertThat(Arrays.stream(batch.lengths()).distinct().count())
                                .isGreaterThan(5));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Method latent = latent(new MixPolicy.All(), CodeControl.LEARNED);
        List<TokenizedExample> fewer = EXAMPLES.subList(0, 3);
        assertThatThrownBy(() -> latent.sequences(fewer, data(latent, LossOn.ALL)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("mixer: codes of 300 traces for 3 examples");
        Method small = new LatentMixing(new MixPolicy.All(), CodeControl.LEARNED, CODES - 1);
        assertThatThrownBy(() -> sequences(small))
                .hasMessage(
                        "mixer: codes of a codebook of 16, but 15 latent tokens in the vocabulary\n"
                                + "  HINT: extend the vocabulary by the codebook's size, or encode with"
                                + " the right VQ-VAE");
        assertThatThrownBy(() -> new Pause(-1, Pause.Position.AFTER))
                .hasMessageStartingWith("pause: -1 tokens");
        assertThatThrownBy(() -> new Coconut(2, -1, 3, true))
                .hasMessageStartingWith(
                        "coconut: 2 stages, -1 thoughts a step, 3 epochs a stage\n  HINT: give 0 or");
        var bare = List.of(new TokenizedExample(new int[] {2}, new int[0], new int[] {3, 1}));
        Method coconut = new Coconut(1, 1, 1, true);
        assertThatThrownBy(() -> coconut.sequences(bare, data(coconut, LossOn.ALL)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "coconut: no example has a reasoning step to be replaced\n"
                                + "  HINT: choose a task with traces, or set coconut.stages to 0");
        assertThatThrownBy(() -> new InternalizedCot(-1, 4, true))
                .hasMessageStartingWith("icot: -1.0 tokens an epoch");
        assertThatThrownBy(() -> new InternalizedCot(1, 0, true))
                .hasMessageStartingWith("icot: 1.0 tokens an epoch, smoothing 0.0");
    }

    private static Method latent(MixPolicy policy, CodeControl control) {
        return new LatentMixing(policy, control, CODES);
    }

    private static Method.Data data(Method method, LossOn lossOn) {
        return new Method.Data(method.vocabulary(TEXT), lossOn, 5, MethodTest::codes);
    }

    private static EncodedTraces codes() {
        return EncodedTraces.encode(new Letters(), EXAMPLES);
    }

    private static SequenceSource sequences(Method method) {
        return method.sequences(EXAMPLES, data(method, LossOn.ALL));
    }

    private static void assertSame(Method method, Method baseline) {
        for (LossOn lossOn : LossOn.values()) {
            SequenceSource a = method.sequences(EXAMPLES, data(method, lossOn));
            SequenceSource b = baseline.sequences(EXAMPLES, data(baseline, lossOn));
            for (int epoch = 0; epoch < 3; epoch++) {
                assertThat(differing(a, epoch, b, epoch)).isZero();
                assertThat(a.isSettled(epoch)).isTrue();
                assertThat(a.isNewStage(epoch)).isFalse();
            }
            for (int i = 0; i < a.size(); i++) {
                assertThat(a.bucket(i)).isEqualTo(b.bucket(i));
            }
        }
    }

    private static long differing(SequenceSource a, int epochA, SequenceSource b, int epochB) {
        return IntStream.range(0, a.size())
                .filter(i -> !a.sequence(epochA, i).equals(b.sequence(epochB, i)))
                .count();
    }

    private static List<TokenizedExample> examples(int count) {
        Random random = Random.of(3);
        List<TokenizedExample> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(
                    new TokenizedExample(
                            letters(1 + i % 5, random),
                            letters(30 - i % 7, random),
                            letters(2, random)));
        }
        return all;
    }

    private static int[] letters(int length, Random random) {
        int[] ids = new int[length];
        Arrays.setAll(ids, i -> TEXT.id("a") + random.nextInt(4));
        return ids;
    }

    /** One code for all chunks, which end with steps. */
    private static final class StepLetters implements ChunkCodec {
        @Override
        public int chunk() {
            return CHUNK;
        }

        @Override
        public int compression() {
            return CHUNK;
        }

        @Override
        public Alignment alignment() {
            return Alignment.STEP;
        }

        @Override
        public int codes() {
            return CODES;
        }

        @Override
        public int[] encode(TokenizedExample example) {
            return new int[chunks(example).count()];
        }

        @Override
        public int[] decode(int[] prompt, int[] codes) {
            throw new UnsupportedOperationException();
        }
    }

    /** The code of two letters has their numbers as digits to base 4. */
    private static final class Letters implements ChunkCodec {
        @Override
        public int chunk() {
            return CHUNK;
        }

        @Override
        public int compression() {
            return 2;
        }

        @Override
        public int codes() {
            return CODES;
        }

        @Override
        public int[] encode(TokenizedExample example) {
            int[] trace = example.trace();
            int[] codes = new int[trace.length / CHUNK * 2];
            int a = TEXT.id("a");
            Arrays.setAll(codes, i -> 4 * (trace[2 * i] - a) + trace[2 * i + 1] - a);
            return codes;
        }

        @Override
        public int[] decode(int[] prompt, int[] codes) {
            throw new UnsupportedOperationException();
        }
    }
}
