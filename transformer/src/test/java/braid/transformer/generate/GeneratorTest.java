package braid.transformer.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.transformer.ModelConfig;
import braid.transformer.SmallModels;
import braid.transformer.Transformer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** Decoding with a cache against the forward pass, and batches against single prompts. */
final class GeneratorTest {

    private static final int LENGTH = 12;

    static Stream<ModelConfig> forms() {
        return SmallModels.forms();
    }

    private static Transformer first() {
        return SmallModels.sharp(SmallModels.forms().findFirst().orElseThrow());
    }

    /** Two sequences, of which 5 and 3 tokens are read at once and the others one by one. */
    @ParameterizedTest
    @MethodSource("forms")
    void cachedLogitsAreThoseOfTheForwardPass(ModelConfig config) {
        Transformer model = SmallModels.sharp(config);
        int v = config.vocabulary();
        int[][] ids = {SmallModels.ids(LENGTH, v, 1), SmallModels.ids(LENGTH, v, 2)};
        int[] read = {5, 3};
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            float[][] full = new float[2][];
            for (int b = 0; b < 2; b++) {
                full[b] = model.forward(SmallModels.batch(1, ids[b])).toFloats();
            }
            var cache = new KvCache(config, 2, config.context(), Device.cpu());
            int[] prompts = new int[2 * read[0]];
            System.arraycopy(ids[0], 0, prompts, 0, read[0]);
            System.arraycopy(ids[1], 0, prompts, read[0], read[1]);
            cache.advance(read);
            Tensor hidden = model.hidden(SmallModels.batch(2, prompts), null, cache);
            float[] logits = model.logits(hidden).toFloats();
            for (int b = 0; b < 2; b++) {
                for (int t = 0; t < read[b]; t++) {
                    assertRow(logits, b * read[0] + t, full[b], t, v);
                }
            }
            for (int step = 0; step < LENGTH - read[0]; step++) {
                int[] at = {read[0] + step, read[1] + step};
                cache.advance(new int[] {1, 1});
                Tensor next = SmallModels.batch(2, ids[0][at[0]], ids[1][at[1]]);
                hidden = model.hidden(next, SmallModels.batch(2, at), cache);
                logits = model.logits(hidden).toFloats();
                assertRow(logits, 0, full[0], at[0], v);
                assertRow(logits, 1, full[1], at[1], v);
            }
        }
    }

    private static void assertRow(float[] found, int row, float[] expected, int at, int v) {
        assertThat(Arrays.copyOfRange(found, row * v, (row + 1) * v))
                .containsExactly(Arrays.copyOfRange(expected, at * v, (at + 1) * v), within(2e-5f));
    }

    /** Also where a long prompt fills the context while shorter ones go on. */
    @ParameterizedTest
    @MethodSource("forms")
    void aBatchGivesWhatEachPromptGivesAlone(ModelConfig config) {
        Transformer model = SmallModels.sharp(config);
        int v = config.vocabulary();
        List<int[]> prompts = new ArrayList<>();
        for (int length : new int[] {14, 3, 1, 16, 7, 15}) {
            prompts.add(SmallModels.ids(length, v, 20 + length));
        }
        var generator = new Generator(model, Sampling.greedy());
        for (int limit : new int[] {4, 40}) {
            List<int[]> together = generator.generate(prompts, limit, 5);
            for (int b = 0; b < prompts.size(); b++) {
                int[] prompt = prompts.get(b);
                int[] alone = generator.generate(List.of(prompt), limit, 5).getFirst();
                assertThat(together.get(b))
                        .isEqualTo(alone)
                        .isEqualTo(byForward(model, prompt, limit));
            }
        }
    }

    /** Greedy decoding without a cache: the likeliest token after the whole text, every time. */
    private static int[] byForward(Transformer model, int[] prompt, int limit) {
        int[] text = prompt;
        while (text.length <= model.config().context() && text.length < prompt.length + limit) {
            try (var scope = Scope.open();
                    var off = GradMode.off()) {
                Tensor logits = model.forward(SmallModels.batch(1, text));
                int best = logits.argmax(-1).toInts()[text.length - 1];
                text = Arrays.copyOf(text, text.length + 1);
                text[text.length - 1] = best;
                if (best == 5) {
                    break;
                }
            }
        }
        return Arrays.copyOfRange(text, prompt.length, text.length);
    }

    /** Batched, through the cache, against one prompt at a time, whole every time. */
    @ParameterizedTest
    @MethodSource("forms")
    void thoughtsAreHiddenStatesFedBack(ModelConfig config) {
        Transformer model = SmallModels.sharp(config);
        int v = config.vocabulary();
        List<int[]> prompts = new ArrayList<>();
        for (int length : new int[] {12, 3, 1, 7}) {
            prompts.add(SmallModels.ids(length, v, 30 + length));
        }
        for (int count : new int[] {0, 3}) {
            var thoughts = new Thoughts(count, 9);
            var generator =
                    new Generator(model, Sampling.greedy(), TokenConstraint.none(), thoughts);
            for (int limit : new int[] {4, 40}) {
                List<int[]> together = generator.generate(prompts, limit, 5);
                for (int b = 0; b < prompts.size(); b++) {
                    int[] alone = byEmbeddings(model, prompts.get(b), thoughts, limit);
                    assertThat(together.get(b)).isEqualTo(alone);
                }
            }
        }
        var silent = new Generator(model, Sampling.greedy());
        assertThat(
                        new Generator(
                                        model,
                                        Sampling.greedy(),
                                        TokenConstraint.none(),
                                        Thoughts.none())
                                .generate(prompts, 4, 5))
                .usingRecursiveComparison()
                .isEqualTo(silent.generate(prompts, 4, 5));
    }

    /** What is read and written as embeddings, all of them again for every position. */
    private static int[] byEmbeddings(
            Transformer model, int[] prompt, Thoughts thoughts, int limit) {
        int room = model.config().context() - prompt.length - thoughts.positions() + 1;
        int[] written = new int[Math.min(limit, room)];
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            Tensor x = model.embed(SmallModels.batch(1, prompt));
            for (int i = 0; i < thoughts.count(); i++) {
                x = Tensor.concat(1, x, last(model, x));
            }
            x = Tensor.concat(1, x, model.embed(SmallModels.batch(1, thoughts.end())));
            for (int i = 0; i < written.length; i++) {
                written[i] = model.logits(last(model, x)).argmax(-1).toInts()[0];
                if (written[i] == 5) {
                    return Arrays.copyOf(written, i + 1);
                }
                x = Tensor.concat(1, x, model.embed(SmallModels.batch(1, written[i])));
            }
        }
        return written;
    }

    private static Tensor last(Transformer model, Tensor x) {
        int n = x.dim(1);
        return model.hiddenOf(x, null, null).slice(1, n - 1, n);
    }

    @Test
    void theSameSeedGivesTheSameTokensAndAnotherSeedOthers() {
        Transformer model = first();
        List<int[]> prompts = List.of(new int[] {1, 2}, new int[] {1, 2});
        List<int[]> one = generate(model, prompts, 7);
        List<int[]> same = generate(model, prompts, 7);
        assertThat(same).usingRecursiveComparison().isEqualTo(one);
        assertThat(generate(model, prompts, 8).getFirst()).isNotEqualTo(one.getFirst());
        assertThat(one.get(0)).as("rows draw from streams of their own").isNotEqualTo(one.get(1));
    }

    @Test
    void aSequenceDrawsTheSameFromItsStreamInAnyBatch() {
        var generator = new Generator(first(), Sampling.temperature(3, 7));
        int[] prompt = {1, 2};
        List<int[]> prompts = List.of(prompt, prompt, new int[] {3});
        List<int[]> three = generator.generate(prompts, new long[] {5, 9, 0}, 12, -1);
        long[] swapped = {9, 5};
        List<int[]> two = generator.generate(List.of(prompt, prompt), swapped, 12, -1);
        assertThat(two.get(0)).isEqualTo(three.get(1)).isNotEqualTo(three.get(0));
        assertThat(two.get(1)).isEqualTo(three.get(0));
        assertThat(generator.generate(List.of(prompt), 12, -1).getFirst())
                .isEqualTo(generator.generate(List.of(prompt), new long[1], 12, -1).getFirst());
    }

    private static List<int[]> generate(Transformer model, List<int[]> prompts, long seed) {
        return new Generator(model, Sampling.temperature(3, seed)).generate(prompts, 12, -1);
    }

    @Test
    void onlyWhatAConstraintAllowsIsGenerated() {
        BitSet some = new BitSet();
        some.set(3);
        some.set(11);
        List<int[]> prompts = List.of(new int[] {1}, new int[] {4, 5, 6});
        var sampling = Sampling.temperature(3, 1);
        for (int[] ids :
                new Generator(first(), sampling, TokenConstraint.allow(some))
                        .generate(prompts, 12, -1)) {
            assertThat(ids).hasSize(12).containsOnly(3, 11).contains(3, 11);
        }
        for (int[] ids :
                new Generator(first(), sampling, TokenConstraint.forbid(some))
                        .generate(prompts, 12, -1)) {
            assertThat(ids).hasSize(12).doesNotContain(3, 11);
        }
    }

    /** What a listener hears, against the results and a softmax of the forward pass's logits. */
    @Test
    void aListenerHearsEveryTokenWithItsLogProbability() {
        Transformer model = first();
        int v = model.config().vocabulary();
        List<int[]> prompts = List.of(new int[] {1, 2, 3}, new int[] {4});
        BitSet some = new BitSet();
        some.set(2, 20);
        var sampling = Sampling.temperature(2, 3).topK(9).repetitionPenalty(1.5);
        var generator = new Generator(model, sampling, TokenConstraint.allow(some));
        List<List<Integer>> heard = List.of(new ArrayList<>(), new ArrayList<>());
        TokenListener listener =
                (sequence, id, logProbability) -> {
                    List<Integer> before = heard.get(sequence);
                    int[] prompt = prompts.get(sequence);
                    int[] text = Arrays.copyOf(prompt, prompt.length + before.size());
                    for (int i = 0; i < before.size(); i++) {
                        text[prompt.length + i] = before.get(i);
                    }
                    before.add(id);
                    assertThat(logProbability)
                            .isCloseTo(Math.log(probability(model, text, id, v)), within(1e-5));
                    return true;
                };
        List<int[]> found = generator.generate(prompts, new long[] {0, 1}, 8, listener, 5);
        assertThat(found).usingRecursiveComparison().isEqualTo(generator.generate(prompts, 8, 5));
        for (int b = 0; b < 2; b++) {
            assertThat(heard.get(b)).containsExactlyElementsOf(boxed(found.get(b)));
        }
    }

    private static List<Integer> boxed(int... ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    private static double probability(Transformer model, int[] text, int id, int v) {
        try (var scope = Scope.open()) {
            float[] logits = model.forward(SmallModels.batch(1, text)).toFloats();
            double sum = 0;
            int row = (text.length - 1) * v;
            for (int i = 0; i < v; i++) {
                sum += Math.exp(logits[row + i]);
            }
            return Math.exp(logits[row + id]) / sum;
        }
    }

    @Test
    void aListenerEndsASequenceAndNoOther() {
        var generator = new Generator(first(), Sampling.greedy());
        List<int[]> prompts = List.of(new int[] {1, 2, 3}, new int[] {4});
        int[] counts = new int[2];
        TokenListener two = (sequence, id, l) -> ++counts[sequence] < 2 || sequence == 1;
        List<int[]> found = generator.generate(prompts, new long[2], 8, two, -1);
        List<int[]> whole = generator.generate(prompts, 8, -1);
        assertThat(found.get(0)).isEqualTo(Arrays.copyOf(whole.get(0), 2));
        assertThat(found.get(1)).isEqualTo(whole.get(1)).hasSize(8);
    }

    /** A penalty so large that positive logits vanish and negative ones sink below all others. */
    @Test
    void thePenaltyCountsPromptAndContinuation() {
        Transformer model = first();
        int[] prompt = {1, 2, 3, 2};
        var sampling = Sampling.greedy().repetitionPenalty(1e6);
        int[] ids = new Generator(model, sampling).generate(List.of(prompt), 9, -1).getFirst();
        int[] free =
                new Generator(model, Sampling.greedy()).generate(List.of(prompt), 9, -1).getFirst();
        assertThat(ids).doesNotHaveDuplicates().doesNotContain(prompt);
        assertThat(boxed(free)).as("what it is without").isNotEqualTo(boxed(ids));
    }

    @Test
    void generationLeavesTheModeOfTheModel() {
        Transformer model = first();
        model.train();
        new Generator(model, Sampling.greedy()).generate(List.of(new int[] {1}), 2, -1);
        assertThat(model.isTraining()).isTrue();
    }

    @Test
    void promptsThatDoNotFitAreRefused() {
        var generator = new Generator(first(), Sampling.greedy());
        assertThatThrownBy(() -> generator.generate(List.of(new int[1], new int[17]), 1, -1))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("generate: prompt 1 has 17 tokens, the context 16")
                .hasMessageContaining("HINT: a prompt has 1 to context tokens");
        assertThatThrownBy(() -> generator.generate(List.of(new int[0]), 1, -1))
                .hasMessageContaining("prompt 0 has 0 tokens");
        assertThatThrownBy(() -> generator.generate(List.of(new int[1]), 0, -1))
                .hasMessageContaining("generate: 0 new tokens");
        assertThat(generator.generate(List.of(), 1, -1)).isEmpty();
        var thinking =
                new Generator(
                        first(), Sampling.greedy(), TokenConstraint.none(), new Thoughts(3, 2));
        assertThatThrownBy(() -> thinking.generate(List.of(new int[13]), 1, -1))
                .hasMessageContaining(
                        "prompt 0 has 13 tokens, the context 16, of which thoughts take 4");
        assertThat(thinking.generate(List.of(new int[12]), 9, -1).getFirst()).hasSize(1);
        assertThatThrownBy(() -> new Thoughts(2, -1))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("generate: 2 continuous thoughts, ended by token -1\n");
    }
}
