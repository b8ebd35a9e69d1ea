package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import braid.bench.ModelSize;
import braid.bench.TrainStep;
import braid.tensor.Device;
import braid.tensor.ReductionOps;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.MatmulPrecision;
import braid.tensor.random.Random;
import braid.tests.device.LossTolerance.Steps;
import braid.tests.op.rig.Devices;
import braid.training.optim.AdamW;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The same training on the CPU and on a device: dropout masks, losses, weights, answers. */
final class TrainingTest {

    private static final int STEPS = 20;
    private static final int BATCH = 3;
    private static final int TOKENS = 24;
    private static final int VOCABULARY = 61;

    private static final double RATE = 1e-3;

    @BeforeEach
    void thereIsADevice() {
        assumeFalse(Devices.accelerators().isEmpty(), Devices.noAccelerators());
    }

    static Stream<ModelConfig> models() {
        ModelConfig gpt2 = ModelConfig.gpt2(VOCABULARY).context(TOKENS).width(64).layers(2);
        ModelConfig llama = ModelConfig.llama(VOCABULARY).context(TOKENS).width(48).layers(2);
        return Stream.of(
                gpt2.heads(4).hidden(128).dropout(0.1),
                llama.heads(4).kvHeads(2).hidden(96).dropout(0.1));
    }

    @ParameterizedTest
    @MethodSource("models")
    void lossesAreThoseOfTheCpuStepForStep(ModelConfig config) {
        Transformer model = new Transformer(config, Random.of(3));
        LossTolerance tolerance = LossTolerance.of(config, BATCH * TOKENS);
        Steps expected = train(model, Device.cpu());
        for (Device device : Devices.accelerators()) {
            Steps actual = train(new Transformer(config, Random.of(3)), device);
            tolerance.check(device.toString(), expected, actual);
        }
    }

    /** Products by tensor cores, whose operands are rounded. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HIGHEST")
    void lossesStayNearThoseOfTheCpuWithRoundedProducts(MatmulPrecision precision) {
        List<Device> devices =
                Devices.accelerators().stream()
                        .filter(d -> d.toString().startsWith("cuda"))
                        .toList();
        assumeFalse(devices.isEmpty(), Devices.absent("cuda"));
        ModelConfig config = models().findFirst().orElseThrow();
        LossTolerance tolerance = LossTolerance.of(config, precision);
        Steps expected = train(new Transformer(config, Random.of(3)), Device.cpu());
        for (Device device : devices) {
            device.backend().matmulPrecision(precision);
            try {
                Steps actual = train(new Transformer(config, Random.of(3)), device);
                tolerance.check(device + " " + precision, expected, actual);
                assertThat(actual.losses()).isNotEqualTo(expected.losses());
            } finally {
                device.backend().matmulPrecision(MatmulPrecision.HIGHEST);
            }
        }
    }

    /** The benchmark's, one sequence a step; not with kernels that would take minutes. */
    @Test
    void configSLearnsAsOnTheCpu() {
        List<Device> devices =
                Devices.accelerators().stream().filter(d -> !Devices.isEmulated(d)).toList();
        assumeFalse(devices.isEmpty(), "config S would take minutes on a stand-in");
        ModelSize size = ModelSize.S_SINGLE;
        TrainStep cpu = new TrainStep(size, Device.cpu());
        LossTolerance tolerance = LossTolerance.of(size.config(), cpu.ids().length);
        Steps expected = train(cpu);
        for (Device device : devices) {
            tolerance.check(device.toString(), expected, train(new TrainStep(size, device)));
        }
    }

    private static Steps train(TrainStep work) {
        Steps steps = new Steps(new double[STEPS], new double[STEPS], new double[STEPS]);
        for (int step = 0; step < STEPS; step++) {
            work.run();
            steps.losses()[step] = work.loss();
            steps.rates()[step] = TrainStep.LEARNING_RATE;
            steps.norms()[step] = norm(work.model());
        }
        return steps;
    }

    private static double norm(Transformer model) {
        return ReductionOps.globalNorm(
                model.parameters().values().stream()
                        .map(p -> Objects.requireNonNull(p.tensor().grad()))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersAreThoseOfTheCpu(ModelConfig config) {
        List<int[]> expected = answers(config, Device.cpu());
        for (Device device : Devices.accelerators()) {
            assertThat(answers(config, device).toArray(int[][]::new))
                    .as("on %s", device)
                    .isDeepEqualTo(expected.toArray(int[][]::new));
        }
    }

    private static Steps train(Transformer model, Device device) {
        model.to(device);
        AdamW optimizer = new AdamW(new AdamW.Settings(0.9, 0.999, 1e-8, 0.01));
        Random data = Random.of(5);
        Steps steps = new Steps(new double[STEPS], new double[STEPS], new double[STEPS]);
        for (int step = 0; step < STEPS; step++) {
            int[] ids = ids(data);
            int[] targets = ids(data);
            targets[step] = -100;
            model.zeroGrad();
            try (var scope = Scope.open()) {
                Tensor loss =
                        model.loss(
                                Tensor.of(Shape.of(BATCH, TOKENS), ids).to(device),
                                Tensor.of(Shape.of(BATCH * TOKENS), targets).to(device));
                steps.losses()[step] = loss.item();
                loss.backward();
            }
            steps.rates()[step] = RATE;
            steps.norms()[step] = norm(model);
            optimizer.step(model.parameters(), RATE, 1);
        }
        return steps;
    }

    private static int[] ids(Random random) {
        return IntStream.range(0, BATCH * TOKENS).map(i -> random.nextInt(VOCABULARY)).toArray();
    }

    private static List<int[]> answers(ModelConfig config, Device device) {
        Transformer model = new Transformer(config, Random.of(4));
        model.to(device);
        model.eval();
        Generator generator = new Generator(model, Sampling.greedy());
        return generator.generate(
                List.of(new int[] {1, 2, 3}, new int[] {4, 5, 6, 7, 8}, new int[] {9}), 12, -1);
    }
}
