package braid.tests.memory;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.WorkPlan;
import braid.tensor.backend.WorkPlan.Work;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** Planned work against closed forms. */
final class WorkPlanTest {

    private static final int B = 2;
    private static final int T = 8;
    private static final int C = 16;
    private static final int V = 48;
    private static final int LAYERS = 3;

    private static Runnable step(Device device) {
        ModelConfig config = ModelConfig.gpt2(V).context(T).layers(LAYERS).width(C).heads(2);
        Transformer model = new Transformer(config, Random.of(1));
        model.to(device);
        return () -> lossAndGradients(model, device);
    }

    private static void lossAndGradients(Transformer model, Device device) {
        try (var scope = Scope.open()) {
            Tensor ids = Tensor.of(Shape.of(B, T), new int[B * T]).to(device);
            Tensor next = Tensor.of(Shape.of(B * T), new int[B * T]).to(device);
            model.loss(ids, next).backward();
        }
    }

    @Test
    void aTransformersProductsAreThoseOfTheFormula() {
        Map<String, Work> work = WorkPlan.of(Device.cpu(), WorkPlanTest::step);
        // c_attn, c_proj, c_fc and c_proj have 12 C² weights together; the head has V C.
        double products = 2.0 * B * T * (LAYERS * 12.0 * C * C + V * C);
        Work linear = work.get("linear");
        assertThat(linear.count()).isEqualTo(4 * LAYERS + 1);
        assertThat(linear.flops()).isEqualTo(products);
        assertThat(work.get("matmul").flops()).isEqualTo(2 * products);
    }

    /** Making the model fills its gains and biases; that is not the step's. */
    @Test
    void whatPreparesTheComputationIsNotCounted() {
        assertThat(
                        WorkPlan.of(
                                Device.cpu(),
                                device -> {
                                    step(device).run();
                                    return () -> {};
                                }))
                .isEmpty();
    }

    /** Below the diagonal: two products forward, five backward. */
    @Test
    void attentionCountsHalfOfTheScores() {
        Map<String, Work> work = WorkPlan.of(Device.cpu(), WorkPlanTest::step);
        double product = 2.0 * B * T * T / 2 * C * LAYERS;
        assertThat(work.get("selfAttention").flops()).isEqualTo(2 * product);
        assertThat(work.get("selfAttentionBackward").flops()).isEqualTo(5 * product);
    }
}
