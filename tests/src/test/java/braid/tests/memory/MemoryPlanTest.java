package braid.tests.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import braid.kernels.cpu.Workers;
import braid.nn.Parameter;
import braid.tensor.Device;
import braid.tensor.ReductionOps;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryPlan;
import braid.tensor.backend.MemoryStats;
import braid.tensor.random.Random;
import braid.training.optim.AdamW;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.vqvae.VqVae;
import braid.vqvae.VqVaeConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The planned memory of training steps against what the CPU measures, and against closed forms. */
final class MemoryPlanTest {

    private static final int BATCH = 3;
    private static final long MOST_WORKSPACE = 8 << 20;
    private static final ModelConfig GPT2 =
            ModelConfig.gpt2(300).context(40).layers(3).width(64).heads(4).dropout(0.1);
    private static final ModelConfig LLAMA =
            ModelConfig.llama(300).context(40).layers(3).width(64).heads(4).kvHeads(2).hidden(96);

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of(GPT2, false),
                Arguments.of(GPT2, true),
                Arguments.of(LLAMA, false),
                Arguments.of(LLAMA, true));
    }

    private static void train(ModelConfig config, boolean recompute, Device device) {
        Transformer model = new Transformer(config, Random.of(1));
        model.recompute(recompute);
        model.to(device);
        AdamW optimizer = new AdamW(AdamW.Settings.languageModel(0.1));
        for (int step = 0; step < 2; step++) {
            try (var scope = Scope.open()) {
                int[] ids = new int[BATCH * config.context()];
                Tensor x = Tensor.of(Shape.of(BATCH, config.context()), ids).to(device);
                Tensor next = Tensor.of(Shape.of(ids.length), ids).to(device);
                Tensor loss = model.forward(x).flatten(0, 1).crossEntropy(next);
                loss.item();
                loss.backward();
                List<Tensor> gradients =
                        model.parameters().values().stream().map(p -> p.tensor().grad()).toList();
                ReductionOps.globalNorm(gradients);
            }
            optimizer.step(model.parameters(), 1e-3, 1);
            model.zeroGrad();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aStepTakesWhatWasPlanned(ModelConfig config, boolean recompute) {
        MemoryStats plan = MemoryPlan.of(Device.cpu(), d -> train(config, recompute, d));
        MemoryStats measured = Device.cpu().backend().memory();
        // Kernels take their workspace when a thread first needs it, and keep it.
        long before = measured.used() - measured.used(MemoryKind.WORKSPACE);
        measured.resetPeak();
        train(config, recompute, Device.cpu());
        long taken = measured.peak() - measured.atPeak(MemoryKind.WORKSPACE) - before;
        long planned = plan.peak() - plan.atPeak(MemoryKind.WORKSPACE);
        assertThat(planned).isCloseTo(taken, withinPercentage(1));
        assertThat(measured.used(MemoryKind.WORKSPACE)).isLessThan(MOST_WORKSPACE);
    }

    static Stream<Arguments> autoencoders() {
        VqVaeConfig plain =
                new VqVaeConfig(
                        50,
                        8,
                        4,
                        32,
                        24,
                        64,
                        2,
                        4,
                        12,
                        1,
                        VqVaeConfig.Rule.GRADIENT,
                        0.25,
                        0.99,
                        5);
        var next = new VqVaeConfig.Prediction(8, VqVaeConfig.Order.LEFT_TO_RIGHT, 1);
        return Stream.of(
                Arguments.of(plain),
                Arguments.of(plain.levels(3)),
                Arguments.of(plain.prediction(next)),
                Arguments.of(plain.levels(2).rule(VqVaeConfig.Rule.EMA).prediction(next)));
    }

    private static void train(VqVaeConfig config, Device device) {
        var model = new VqVae(config, Random.of(1));
        model.to(device);
        var optimizer = new AdamW(AdamW.Settings.languageModel(0));
        int n = 40;
        int t = config.promptContext();
        for (int step = 0; step < 2; step++) {
            try (var scope = Scope.open()) {
                int[] ids = new int[n * config.chunk()];
                Arrays.setAll(ids, i -> i * i % 50);
                Tensor chunks = Tensor.of(Shape.of(n, config.chunk()), ids).to(device);
                var prompt =
                        new VqVae.Prompt(
                                Tensor.of(Shape.of(1, t), new int[t]).to(device),
                                Tensor.of(Shape.of(1), t - 1).to(device),
                                Tensor.of(Shape.of(n), new int[n]).to(device));
                var following = new VqVae.Following(chunks, chunks);
                model.loss(chunks, prompt, following).total().backward();
            }
            optimizer.step(model.parameters(), 1e-3, 1);
            model.zeroGrad();
        }
    }

    /** Of VQ-VAEs: with levels, with a prediction, with both. */
    @ParameterizedTest
    @MethodSource("autoencoders")
    void aStepOfAVqVaeTakesWhatWasPlanned(VqVaeConfig config) {
        MemoryStats plan = MemoryPlan.of(Device.cpu(), d -> train(config, d));
        MemoryStats measured = Device.cpu().backend().memory();
        long before = measured.used() - measured.used(MemoryKind.WORKSPACE);
        measured.resetPeak();
        train(config, Device.cpu());
        long taken = measured.peak() - measured.atPeak(MemoryKind.WORKSPACE) - before;
        assertThat(plan.peak() - plan.atPeak(MemoryKind.WORKSPACE))
                .isCloseTo(taken, withinPercentage(1));
    }

    /** A thread that is new takes all the workspace that the plan counts. */
    @Test
    void theKernelsWorkspaceIsPlannedToo() throws Exception {
        ModelConfig config = ModelConfig.gpt2(512).context(128).layers(2).width(256).heads(8);
        MemoryStats measured = Device.cpu().backend().memory();
        int threads = Workers.shared().size();
        Workers.resize(1);
        try {
            MemoryStats plan = MemoryPlan.of(Device.cpu(), d -> train(config, false, d));
            long before = measured.used();
            long workspace = measured.used(MemoryKind.WORKSPACE);
            measured.resetPeak();
            var thread = new Thread(() -> train(config, false, Device.cpu()));
            thread.start();
            thread.join();
            assertThat(plan.peak()).isCloseTo(measured.peak() - before, withinPercentage(1));
            assertThat(plan.atPeak(MemoryKind.WORKSPACE))
                    .isCloseTo(
                            measured.used(MemoryKind.WORKSPACE) - workspace, withinPercentage(20));
        } finally {
            Workers.resize(threads);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void weightsAndMomentsAreCounted(ModelConfig config, boolean recompute) {
        MemoryStats plan = MemoryPlan.of(Device.cpu(), d -> train(config, recompute, d));
        long bytes = 0;
        for (Parameter p : new Transformer(config, Random.of(1)).parameters().values()) {
            bytes += p.tensor().numel() * Float.BYTES;
        }
        assertThat(plan.atPeak(MemoryKind.PARAMETER)).isCloseTo(bytes, withinPercentage(2));
        assertThat(plan.atPeak(MemoryKind.OPTIMIZER)).isCloseTo(2 * bytes, withinPercentage(2));
    }

    @Test
    void planningTakesNoMemory() {
        ModelConfig large = GPT2.context(4096).width(1024).layers(8);
        MemoryStats real = Device.cpu().backend().memory();
        Transformer model = new Transformer(large.width(64), Random.of(1));
        real.resetPeak();
        long before = real.peak();
        MemoryStats plan =
                MemoryPlan.of(
                        Device.cpu(),
                        device -> {
                            try (var scope = Scope.open()) {
                                model.to(device);
                                Tensor ids =
                                        Tensor.of(Shape.of(16, 4096), new int[16 * 4096])
                                                .to(device);
                                model.forward(ids).sum().backward();
                            }
                        });
        assertThat(plan.peak()).isGreaterThan(1L << 30);
        assertThat(real.peak() - before).isLessThan(1 << 20);
    }

    /** Block by block, what the tape keeps of GPT-2, from the formulas of the layers. */
    @Test
    void keptActivationsAreThoseOfTheFormulas() {
        long two = forward(GPT2.layers(2).dropout(0));
        long three = forward(GPT2.layers(3).dropout(0));
        int tokens = BATCH * GPT2.context();
        int width = GPT2.width();
        // x, both normalised inputs, attention's output, h; queries, keys and values; the inner
        // layer before and after its activation; means, roots and logarithms of row sums.
        long floats = 5L * tokens * width + 3L * tokens * width + 2L * tokens * GPT2.hidden();
        floats += tokens * (4L + GPT2.heads());
        assertThat(three - two).isCloseTo(floats * Float.BYTES, withinPercentage(5));
    }

    private static long forward(ModelConfig config) {
        Transformer model = new Transformer(config, Random.of(1));
        long[] kept = new long[1];
        MemoryPlan.of(
                Device.cpu(),
                device -> {
                    model.to(device);
                    MemoryStats stats = device.backend().memory();
                    try (var scope = Scope.open()) {
                        int[] ids = new int[BATCH * config.context()];
                        Tensor x = Tensor.of(Shape.of(BATCH, config.context()), ids).to(device);
                        Tensor y = model.forward(x);
                        kept[0] = stats.used(MemoryKind.ACTIVATION);
                        y.sum().item();
                    }
                });
        return kept[0];
    }
}
