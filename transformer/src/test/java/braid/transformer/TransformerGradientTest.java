package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.nn.Parameter;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Gradients of whole models, in the order in which they can be wrong: rule, tying, recompute. */
final class TransformerGradientTest {

    private static final double STEP = 1e-5;

    static Stream<ModelConfig> forms() {
        return SmallModels.forms();
    }

    private static Tensor loss(Transformer model) {
        int v = model.config().vocabulary();
        Tensor logits = model.forward(SmallModels.batch(2, SmallModels.ids(10, v, 5)));
        int[] targets = SmallModels.ids(10, v, 6);
        targets[4] = -100;
        return logits.flatten(0, 1).crossEntropy(Tensor.of(Shape.of(10), targets));
    }

    private static Map<String, Tensor> gradients(Transformer model) {
        try (var scope = Scope.open()) {
            loss(model).backward();
        }
        Map<String, Tensor> all = new LinkedHashMap<>();
        model.parameters()
                .forEach((name, p) -> all.put(name, Objects.requireNonNull(p.tensor().grad())));
        return all;
    }

    /** Every weight of a model with fewer tokens and channels, in double precision. */
    @ParameterizedTest
    @MethodSource("forms")
    void gradientsAreTheDifferencesOfTheLoss(ModelConfig form) {
        ModelConfig config = form.vocabulary(7).width(8).heads(2).kvHeads(1).hidden(5).context(5);
        Transformer model = SmallModels.inDouble(SmallModels.sharp(config));
        Map<String, Tensor> gradients = gradients(model);
        assertThat(gradients).hasSameSizeAs(model.parameters());
        model.parameters()
                .forEach((name, p) -> {
                    double[] gradient = Objects.requireNonNull(gradients.get(name)).toDoubles();
                    double[] x = p.tensor().toDoubles();
                    for (int i = 0; i < x.length; i++) {
                        double old = x[i];
                        double up = moved(model, name, p, x, i, old + STEP);
                        double down = moved(model, name, p, x, i, old - STEP);
                        moved(model, name, p, x, i, old);
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

    /** The gradient of a shared matrix is the sum of what its two uses give alone. */
    @Test
    void bothUsesOfATiedMatrixCount() {
        ModelConfig config = SmallModels.forms().findFirst().orElseThrow();
        Transformer tied = SmallModels.inDouble(SmallModels.sharp(config));
        Transformer apart = SmallModels.inDouble(SmallModels.sharp(config.tiedHead(false)));
        Parameter head = Objects.requireNonNull(apart.parameters().get("lm_head.weight"));
        Tensor wte = Objects.requireNonNull(tied.parameters().get("wte.weight")).tensor().detach();
        head.load("lm_head.weight", wte);
        assertThat(tied.parameters()).doesNotContainKey("lm_head.weight");
        double[] both = gradient(tied, "wte.weight");
        double[] embedding = gradient(apart, "wte.weight");
        double[] projection = gradient(apart, "lm_head.weight");
        for (int i = 0; i < both.length; i++) {
            assertThat(both[i]).isCloseTo(embedding[i] + projection[i], within(1e-12));
            assertThat(projection[i]).isNotZero();
        }
    }

    private static double[] gradient(Transformer model, String name) {
        model.zeroGrad();
        return Objects.requireNonNull(gradients(model).get(name)).toDoubles();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void recomputedBlocksGiveTheSameBits(ModelConfig form) {
        Transformer kept = SmallModels.sharp(form.dropout(0.2));
        Transformer recomputed = SmallModels.sharp(form.dropout(0.2));
        recomputed.recompute(true);
        kept.train();
        recomputed.train();
        Map<String, Tensor> expected = gradients(kept);
        Map<String, Tensor> found = gradients(recomputed);
        expected.forEach((name, g) ->
                assertThat(Objects.requireNonNull(found.get(name)).toFloats())
                        .as(name)
                        .isEqualTo(g.toFloats()));
        assertThat(recomputed.dropoutStream().position())
                .isEqualTo(kept.dropoutStream().position())
                .isPositive();
    }
}
