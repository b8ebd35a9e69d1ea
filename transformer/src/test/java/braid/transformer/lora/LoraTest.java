package braid.transformer.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.nn.Init;
import braid.nn.Linear;
import braid.nn.Parameter;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.RowInit;
import braid.transformer.SmallModels;
import braid.transformer.Transformer;
import braid.transformer.VocabularyGrowth;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Adapters against the base model, a merged one, and differences of the loss. */
final class LoraTest {

    private static final double STEP = 1e-5;
    private static final LoraConfig ALL = new LoraConfig(2, 3, 0, List.of(LoraConfig.ALL));

    static Stream<ModelConfig> forms() {
        return SmallModels.forms();
    }

    /** Adapters that have been trained somewhere: B is not zero. */
    static Lora trained(Transformer model, LoraConfig config, int firstRow) {
        Lora lora = Lora.attach(model, config, firstRow, Random.of(3));
        for (LowRank adapter : lora.adapters()) {
            Init.normal(adapter.b(), adapter.target().name(), 0.3, Random.of(4));
        }
        return lora;
    }

    private static float[] logits(Transformer model) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            int[] ids = SmallModels.ids(10, model.config().vocabulary(), 5);
            return model.forward(SmallModels.batch(2, ids)).toFloats();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anAdapterThatIsNotTrainedChangesNoBit(ModelConfig form) {
        Transformer model = SmallModels.sharp(form);
        float[] before = logits(model);
        Lora.attach(model, ALL, form.vocabulary(), Random.of(3));
        assertThat(logits(model)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void mergedIsUnmerged(ModelConfig form) {
        Transformer model = SmallModels.sharp(form);
        float[] before = logits(model);
        Lora lora = trained(model, ALL, form.vocabulary());
        float[] adapted = logits(model);
        assertThat(distance(adapted, before)).isGreaterThan(0.5);
        lora.merge();
        assertThat(distance(logits(model), adapted)).isLessThan(2e-4);
        assertThat(model.modules().keySet()).noneMatch(name -> name.contains(Linear.ADAPTER));
        assertThat(model.trainedParameters()).isEqualTo(model.parameters());
        assertThat(lora.adapters()).isEmpty();
    }

    private static double distance(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    /** The sum of products by hand, of the rows that the names stand for, and no others. */
    @Test
    void queriesAndValuesAloneAreChanged() {
        ModelConfig form = SmallModels.forms().toList().get(2);
        Transformer model = SmallModels.sharp(form);
        Parameter packed = parameter(model, "h.1.attn.c_attn.weight");
        float[] before = packed.tensor().toFloats();
        Lora lora =
                trained(
                        model,
                        new LoraConfig(2, 3, 0, List.of("v_proj", "q_proj")),
                        form.vocabulary());
        assertThat(lora.adapters()).hasSize(4);
        double[] change = new double[before.length];
        int width = form.width();
        for (LowRank adapter : lora.adapters()) {
            if (!adapter.target().name().startsWith("model.layers.1.self_attn.")) {
                continue;
            }
            boolean queries = adapter.target().name().endsWith("q_proj");
            int row = queries ? 0 : 16 + 8; // 4 heads of 4, then 2 of keys
            float[] a = adapter.a().tensor().toFloats();
            float[] b = adapter.b().tensor().toFloats();
            assertThat(b).hasSize(2 * (queries ? 16 : 8));
            for (int i = 0; i < b.length / 2; i++) {
                for (int j = 0; j < width; j++) {
                    double product = b[2 * i] * a[j] + b[2 * i + 1] * a[width + j];
                    change[(row + i) * width + j] = 1.5 * product;
                }
            }
        }
        lora.merge();
        float[] after = packed.tensor().toFloats();
        for (int i = 0; i < after.length; i++) {
            assertThat(after[i]).isCloseTo((float) (before[i] + change[i]), within(1e-6f));
        }
    }

    private static Parameter parameter(Transformer model, String name) {
        return Objects.requireNonNull(model.parameters().get(name), name);
    }

    private static Tensor loss(Transformer model) {
        int v = model.config().vocabulary();
        Tensor logits = model.forward(SmallModels.batch(2, SmallModels.ids(10, v, 5)));
        Tensor targets = Tensor.of(Shape.of(10), SmallModels.ids(10, v, 6));
        return logits.flatten(0, 1).crossEntropy(targets);
    }

    /** Every trained number in double precision; nothing else has a gradient. */
    @ParameterizedTest
    @MethodSource("forms")
    void gradientsAreTheDifferencesOfTheLoss(ModelConfig form) {
        ModelConfig small = form.vocabulary(7).width(8).heads(2).kvHeads(1).hidden(5).context(5);
        Transformer model = SmallModels.sharp(small);
        trained(model, ALL, 5);
        SmallModels.inDouble(model);
        try (var scope = Scope.open()) {
            loss(model).backward();
        }
        Set<String> rows = new TreeSet<>(List.of("wte.weight"));
        if (!form.tiedHead()) {
            rows.add("lm_head.weight");
        }
        model.parameters()
                .forEach((name, p) -> {
                    boolean trained = name.contains(".adapter.") || rows.contains(name);
                    assertThat(p.tensor().grad() != null).as(name).isEqualTo(trained);
                    assertThat(model.trainedParameters().containsKey(name)).isEqualTo(trained);
                });
        model.trainedParameters()
                .forEach((name, p) -> {
                    double[] gradient =
                            Objects.requireNonNull(p.gradient()).contiguous().toDoubles();
                    double[] x = p.tensor().toDoubles();
                    int first = rows.contains(name) ? 5 * 8 : 0;
                    assertThat(gradient).hasSize(x.length - first);
                    for (int i = 0; i < gradient.length; i++) {
                        double old = x[first + i];
                        double up = moved(model, name, p, x, first + i, old + STEP);
                        double down = moved(model, name, p, x, first + i, old - STEP);
                        moved(model, name, p, x, first + i, old);
                        assertThat(gradient[i])
                                .as("%s, element %d", name, i)
                                .isCloseTo((up - down) / (2 * STEP), within(1e-8));
                    }
                });
    }

    private static double moved(
            Transformer model, String name, Parameter p, double[] x, int i, double to) {
        x[i] = to;
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            p.load(name, Tensor.of(p.tensor().shape(), x));
            return loss(model).item();
        }
    }

    /** Also with dropout, in a model of which the blocks' inputs need no gradient. */
    @ParameterizedTest
    @MethodSource("forms")
    void recomputedBlocksGiveTheSameBits(ModelConfig form) {
        Map<Boolean, Map<String, float[]>> gradients = new LinkedHashMap<>();
        for (boolean recompute : new boolean[] {false, true}) {
            Transformer model = SmallModels.sharp(form);
            var dropping = new LoraConfig(2, 3, 0.3, List.of(LoraConfig.ALL));
            trained(model, dropping, form.vocabulary());
            model.recompute(recompute);
            model.train();
            try (var scope = Scope.open()) {
                loss(model).backward();
            }
            Map<String, float[]> found = new LinkedHashMap<>();
            model.trainedParameters()
                    .forEach((name, p) ->
                            found.put(name, Objects.requireNonNull(p.gradient()).toFloats()));
            gradients.put(recompute, found);
            assertThat(model.dropoutStream().position()).isPositive();
        }
        Map<String, float[]> kept = Objects.requireNonNull(gradients.get(false));
        Objects.requireNonNull(gradients.get(true))
                .forEach((name, g) -> assertThat(g).as(name).isEqualTo(kept.get(name)));
    }

    @Test
    void dropoutIsForTrainingAlone() {
        ModelConfig form = SmallModels.forms().findFirst().orElseThrow();
        Transformer model = SmallModels.sharp(form);
        trained(model, new LoraConfig(2, 3, 0.5, List.of("c_fc")), form.vocabulary());
        float[] once = logits(model);
        assertThat(logits(model)).isEqualTo(once);
        model.train();
        assertThat(logits(model)).isNotEqualTo(once);
        model.eval();
        assertThat(logits(model)).isEqualTo(once);
    }

    @Test
    void whatCannotBeAdaptedIsRefusedAndTheModelStays() {
        ModelConfig form = SmallModels.forms().findFirst().orElseThrow();
        Transformer model = SmallModels.sharp(form);
        var wrong = new LoraConfig(2, 3, 0, List.of("c_attn", "q_proj"));
        assertThatThrownBy(() -> Lora.attach(model, wrong, 23, Random.of(1)))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("no matrix that is called q_proj")
                .hasMessageContaining("choose of c_attn, c_fc, c_proj, or all-linear alone");
        assertThat(model.trainedParameters()).hasSameSizeAs(model.parameters());
        Lora.attach(model, ALL, 23, Random.of(1));
        assertThatThrownBy(() -> Lora.attach(model, ALL, 23, Random.of(1)))
                .hasMessageContaining("perhaps beside other adapters\n  HINT: merge these first");
        assertThatThrownBy(() -> VocabularyGrowth.grow(model, 25, RowInit.mean(), Random.of(1)))
                .hasMessageContaining("merge adapters first");
        for (LoraConfigArguments c :
                List.of(
                        new LoraConfigArguments(0, 1, 0),
                        new LoraConfigArguments(1, 0, 0),
                        new LoraConfigArguments(1, 1, 1))) {
            assertThatThrownBy(c::make).hasMessageStartingWith("lora: rank " + c.rank);
        }
    }

    private record LoraConfigArguments(int rank, double alpha, double dropout) {
        LoraConfig make() {
            return new LoraConfig(rank, alpha, dropout, List.of("c_fc"));
        }
    }

    /** PEFT's first values: uniform in one over the root of the inputs, and zeros. */
    @Test
    void firstValuesAreThoseOfPeft() {
        ModelConfig wide = ModelConfig.gpt2(9).context(8).layers(1).width(64).heads(2);
        var model = new Transformer(wide, Random.of(1));
        for (LowRank adapter :
                Lora.attach(model, LoraConfig.ofRank(8), 9, Random.of(2)).adapters()) {
            float[] a = adapter.a().tensor().toFloats();
            double bound = 1 / Math.sqrt(adapter.target().in());
            double square = 0;
            for (float v : a) {
                assertThat((double) Math.abs(v)).isLessThanOrEqualTo(bound);
                square += v * v;
            }
            assertThat(square / a.length).isCloseTo(bound * bound / 3, within(bound * bound / 20));
            assertThat(adapter.b().tensor().toFloats()).containsOnly(0);
            assertThat(Arrays.equals(a, new float[a.length])).isFalse();
        }
    }
}
