package braid.vqvae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.io.Safetensors;
import braid.tensor.op.AdamWStep;
import braid.tensor.op.CrossEntropy;
import braid.tensor.random.Random;
import braid.vqvae.VqVaeConfig.Order;
import braid.vqvae.VqVaeConfig.Prediction;
import braid.vqvae.VqVaeConfig.Rule;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The whole autoencoder: loss, what a step changes, conditioning, round trip, state. */
final class VqVaeTest {

    private static final int V = 11;
    private static final int L = 4;
    private static final Tensor CHUNKS =
            Tensor.of(
                    Shape.of(6, L),
                    1,
                    2,
                    3,
                    4,
                    5,
                    6,
                    7,
                    8,
                    9,
                    10,
                    1,
                    3,
                    2,
                    2,
                    4,
                    4,
                    8,
                    1,
                    8,
                    1,
                    3,
                    9,
                    6,
                    5);

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static VqVaeConfig config(Rule rule, int promptContext) {
        return new VqVaeConfig(V, L, 2, 16, 8, 16, 1, 2, promptContext, 1, rule, 0.25, 0.9, 10);
    }

    private static VqVae model(Rule rule, int promptContext) {
        return new VqVae(config(rule, promptContext), Random.of(1));
    }

    /** Two prompts of three and two tokens for six chunks. */
    private static VqVae.Prompt prompts(int first, int padding) {
        return new VqVae.Prompt(
                Tensor.of(Shape.of(2, 3), first, 2, 3, 4, 5, padding),
                Tensor.of(Shape.of(2), 2, 4),
                Tensor.of(Shape.of(6), 0, 0, 0, 1, 1, 1));
    }

    private static Map<String, float[]> state(VqVae model) {
        Map<String, float[]> all = new LinkedHashMap<>();
        model.stateDict().forEach((name, t) -> all.put(name, t.toFloats()));
        return all;
    }

    private static Set<String> changed(Map<String, float[]> before, VqVae model) {
        Set<String> names = new TreeSet<>();
        state(model)
                .forEach((name, now) -> {
                    if (!java.util.Arrays.equals(now, before.get(name))) {
                        names.add(name);
                    }
                });
        return names;
    }

    /** One step of Adam. */
    private static void learn(VqVae model, Map<String, Tensor[]> moments, int step) {
        model.parameters()
                .forEach((name, p) -> {
                    Tensor g = p.tensor().grad();
                    if (g != null) {
                        Tensor[] s =
                                moments.computeIfAbsent(
                                        name,
                                        n -> {
                                            Tensor zero = p.tensor().detach();
                                            return new Tensor[] {
                                                zero.zerosLike(), zero.zerosLike()
                                            };
                                        });
                        new AdamWStep(3e-3, 0.9, 0.99, 1e-8, 0, step, 1)
                                .update(p.tensor().detach(), g, s[0], s[1]);
                    }
                });
        model.zeroGrad();
    }

    private static void overfit(VqVae model, int steps) {
        Map<String, Tensor[]> moments = new HashMap<>();
        for (int i = 1; i <= steps; i++) {
            try (var inner = Scope.open()) {
                model.loss(CHUNKS, null).total().backward();
            }
            learn(model, moments, i);
        }
        model.eval();
    }

    /** Reconstruction + ‖sg[z] - e‖² + beta ‖z - sg[e]‖², the first from the logits in double. */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void theLossIsTheSumOfItsParts(Rule rule) {
        VqVae model = model(rule, 0);
        VqLoss loss = model.loss(CHUNKS, null);
        assertThat(loss.logits().shape()).isEqualTo(Shape.of(6, L, V));
        assertThat(loss.codes().shape()).isEqualTo(Shape.of(6, L / 2));
        float[] logits = loss.logits().toFloats();
        int[] ids = CHUNKS.toInts();
        double sum = 0;
        for (int i = 0; i < ids.length; i++) {
            double all = 0;
            for (int v = 0; v < V; v++) {
                all += Math.exp(logits[i * V + v]);
            }
            sum += Math.log(all) - logits[i * V + ids[i]];
        }
        assertThat(loss.reconstruction().item()).isCloseTo(sum / ids.length, within(1e-6));
        double codebook = loss.codebook() == null ? 0 : loss.codebook().item();
        assertThat(loss.codebook() == null).isEqualTo(rule == Rule.EMA);
        assertThat(loss.commitment().item()).isPositive();
        assertThat(loss.total().item())
                .isCloseTo(
                        loss.reconstruction().item() + codebook + 0.25 * loss.commitment().item(),
                        within(1e-6));
    }

    /** The mean over those that count, of the same logits. */
    @Test
    void tokensThatNeedNotBeToldDoNotCount() {
        VqVae model = model(Rule.EMA, 0);
        int[] targets = CHUNKS.toInts();
        for (int i = 0; i < targets.length; i++) {
            targets[i] = i % L == L - 1 ? CrossEntropy.IGNORE : targets[i];
        }
        VqLoss loss = model.loss(CHUNKS, Tensor.of(CHUNKS.shape(), targets), null, null);
        Tensor front = loss.logits().slice(1, 0, L - 1).contiguous().flatten(0, 1);
        Tensor ids = CHUNKS.slice(1, 0, L - 1).contiguous().flatten(0, 1);
        assertThat(loss.reconstruction().item())
                .isCloseTo(front.crossEntropy(ids).item(), within(1e-6));
        VqLoss whole = model.loss(CHUNKS, null);
        assertThat(loss.reconstruction().item()).isNotEqualTo(whole.reconstruction().item());
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void everyParameterGetsAGradient(Rule rule) {
        VqVae model = model(rule, 3);
        model.loss(CHUNKS, prompts(1, 0)).total().backward();
        model.parameters().forEach((name, p) -> assertThat(p.tensor().grad()).as(name).isNotNull());
        assertThat(model.parameters().containsKey("quantizer.codebook.vectors"))
                .isEqualTo(rule == Rule.GRADIENT);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void theForwardPassMovesTheCodebookByItsRuleAlone(Rule rule) {
        VqVae model = model(rule, 0);
        Map<String, float[]> before = state(model);
        model.loss(CHUNKS, null);
        assertThat(changed(before, model))
                .as("placed by the first batch")
                .contains("quantizer.codebook.vectors", "quantizer.codebook.placed")
                .allMatch(name -> name.startsWith("quantizer."));
        before = state(model);
        model.loss(CHUNKS, null).total().backward();
        if (rule == Rule.EMA) {
            assertThat(changed(before, model))
                    .contains("quantizer.counts", "quantizer.sums", "quantizer.codebook.vectors")
                    .hasSize(3);
        } else {
            assertThat(changed(before, model)).isEmpty();
        }
        model.zeroGrad();
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aStepOfTheOptimiserMovesParametersAlone(Rule rule) {
        VqVae model = model(rule, 0);
        model.loss(CHUNKS, null).total().backward();
        Map<String, float[]> before = state(model);
        learn(model, new HashMap<>(), 1);
        assertThat(changed(before, model)).isEqualTo(new TreeSet<>(model.parameters().keySet()));
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void evaluationChangesNothing(Rule rule) {
        VqVae model = model(rule, 0);
        model.loss(CHUNKS, null);
        model.eval();
        Map<String, float[]> before = state(model);
        long[] stats = model.quantizer().levels().getFirst().stats().state();
        try (var off = GradMode.off()) {
            model.loss(CHUNKS, null);
        }
        model.decode(model.encode(CHUNKS), null);
        assertThat(changed(before, model)).isEmpty();
        assertThat(model.quantizer().levels().getFirst().stats().state()).isEqualTo(stats);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aFewChunksAreLearnedByHeart(Rule rule) {
        VqVae model = model(rule, 0);
        overfit(model, 200);
        Tensor codes = model.encode(CHUNKS);
        assertThat(codes.shape()).isEqualTo(Shape.of(6, L / 2));
        assertThat(model.decode(codes, null).toInts()).isEqualTo(CHUNKS.toInts());
    }

    @Test
    void aChunkHasTheSameCodesWhereverItStands() {
        VqVae model = model(Rule.EMA, 0);
        overfit(model, 20);
        int[] all = model.encode(CHUNKS).toInts();
        for (int n = 0; n < 6; n++) {
            int[] alone = model.encode(CHUNKS.slice(0, n, n + 1).contiguous()).toInts();
            assertThat(alone).containsExactly(all[2 * n], all[2 * n + 1]);
        }
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aSavedModelHasTheSameCodes(Rule rule, @TempDir Path folder) throws Exception {
        VqVae model = model(rule, 0);
        overfit(model, 30);
        Path file = folder.resolve("vqvae.safetensors");
        Safetensors.write(file, model.stateDict(), Map.of());
        VqVae other = new VqVae(config(rule, 0), Random.of(99));
        other.loadStateDict(Safetensors.read(file).tensors());
        other.eval();
        int[] codes = model.encode(CHUNKS).toInts();
        assertThat(other.encode(CHUNKS).toInts()).isEqualTo(codes);
        assertThat(other.decode(other.encode(CHUNKS), null).toInts())
                .isEqualTo(model.decode(model.encode(CHUNKS), null).toInts());
        // It knows that its codebook was placed: training goes on from it.
        other.train();
        assertThat(other.loss(CHUNKS, null).codes().flatten(0, 1).toInts()).isEqualTo(codes);
    }

    @Test
    void conditioningCanBeSwitchedOff() {
        VqVae plain = model(Rule.EMA, 0);
        VqVae conditioned = model(Rule.EMA, 3);
        assertThat(plain.parameters().keySet()).noneMatch(name -> name.startsWith("prompt."));
        assertThat(conditioned.parameters().keySet()).anyMatch(name -> name.startsWith("prompt."));
        assertThat(plain.loss(CHUNKS, prompts(1, 0)).logits().toFloats())
                .as("a prompt that nobody asked for is not read")
                .isEqualTo(model(Rule.EMA, 0).loss(CHUNKS, null).logits().toFloats());
        assertThatThrownBy(() -> conditioned.loss(CHUNKS, null))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("vqvae: no prompts for a decoder that is conditioned on them")
                .hasMessageContaining("HINT: give the prompt of every chunk");
    }

    @Test
    void aPromptChangesItsChunksAloneAndPaddingNothing() {
        VqVae model = model(Rule.EMA, 3);
        model.loss(CHUNKS, prompts(1, 0));
        model.eval();
        Tensor before = model.loss(CHUNKS, prompts(1, 0)).logits();
        Tensor other = model.loss(CHUNKS, prompts(7, 0)).logits();
        Tensor padded = model.loss(CHUNKS, prompts(1, 9)).logits();
        assertThat(padded.toFloats()).isEqualTo(before.toFloats());
        assertThat(half(other, 0)).isNotEqualTo(half(before, 0));
        assertThat(half(other, 1)).isEqualTo(half(before, 1));
        assertThat(model.loss(CHUNKS, prompts(7, 0)).codes().flatten(0, 1).toInts())
                .as("codes do not depend on the prompt")
                .isEqualTo(model.encode(CHUNKS).flatten(0, 1).toInts());
    }

    private static float[] half(Tensor logits, int which) {
        return logits.slice(0, 3 * which, 3 * which + 3).contiguous().toFloats();
    }

    /** Twelve positions, of which one codebook of four could tell four apart. */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void aFewChunksAreLearnedByHeartWithFewCodesALevel(Rule rule) {
        VqVaeConfig few = config(rule, 0).codes(4).levels(2);
        assertThat(few.latentsPerChunk()).isEqualTo(4);
        assertThat(few.totalCodes()).isEqualTo(8);
        VqVae model = new VqVae(few, Random.of(1));
        overfit(model, 400);
        Tensor codes = model.encode(CHUNKS);
        assertThat(codes.shape()).isEqualTo(Shape.of(6, 4));
        int[] numbers = codes.toInts();
        for (int i = 0; i < numbers.length; i++) {
            assertThat(numbers[i] / 4).as("level").isEqualTo(i % 2);
        }
        assertThat(model.decode(codes, null).toInts()).isEqualTo(CHUNKS.toInts());
    }

    /** A checkpoint of before has these names, so that it is loaded by a model of one level. */
    @Test
    void aSingleLevelKeepsTheNamesOfItsState() {
        assertThat(names(model(Rule.EMA, 0)))
                .containsExactlyInAnyOrder(
                        "quantizer.counts",
                        "quantizer.sums",
                        "quantizer.codebook.vectors",
                        "quantizer.codebook.placed");
        assertThat(names(new VqVae(config(Rule.GRADIENT, 0).levels(3), Random.of(1))))
                .containsExactlyInAnyOrder(
                        "quantizer.codebook.vectors",
                        "quantizer.codebook.placed",
                        "quantizer.1.codebook.vectors",
                        "quantizer.1.codebook.placed",
                        "quantizer.2.codebook.vectors",
                        "quantizer.2.codebook.placed");
    }

    /** Those outside encoder and decoder. */
    private static Set<String> names(VqVae model) {
        Set<String> names = new TreeSet<>(model.stateDict().keySet());
        names.removeIf(name -> name.startsWith("encoder.") || name.startsWith("decoder."));
        return names;
    }

    @Test
    void chunksOfAnotherLengthAreRefused() {
        VqVae model = model(Rule.EMA, 0);
        assertThatThrownBy(() -> model.encode(Tensor.of(Shape.of(1, 3), 1, 2, 3)))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("vqvae: chunks [1, 3] for chunks of 4")
                .hasMessageContaining("HINT: chunks are (N, 4)");
    }

    @Test
    void configurationFaultsAreNamedTogether() {
        assertThatThrownBy(
                        () -> new VqVaeConfig(V, 5, 2, 1, 8, 16, 0, 3, -1, 1, Rule.EMA, -1, 1, -2))
                .isInstanceOf(TensorException.class)
                .hasMessageContainingAll(
                        "compression 2 does not divide chunk 5",
                        "codes 1 is less than 2",
                        "heads 3 does not divide width 16",
                        "layers 0 is not positive",
                        "promptContext -1 is negative",
                        "beta -1.0 is negative",
                        "emaDecay 1.0 not in (0, 1)",
                        "restartAfter -2 is negative");
        assertThatThrownBy(() -> config(Rule.EMA, 0).levels(0))
                .hasMessageContaining("levels 0 is not positive");
        assertThatThrownBy(
                        () -> config(Rule.EMA, 0).prediction(new Prediction(0, Order.PARALLEL, -1)))
                .hasMessageContaining("has no tokens, or a negative weight");
    }
}
