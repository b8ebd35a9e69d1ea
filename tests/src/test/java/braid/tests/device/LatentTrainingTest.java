package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import braid.tensor.Device;
import braid.tensor.random.Random;
import braid.tests.device.LossTolerance.Steps;
import braid.tests.op.rig.Devices;
import braid.training.Corpus;
import braid.training.EpochBatches;
import braid.training.LanguageModelObjective;
import braid.training.TrainSettings;
import braid.training.config.TokenizerKind;
import braid.training.data.Batch;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.training.data.TokenizedExample;
import braid.training.latent.Alignment;
import braid.training.latent.Caps;
import braid.training.latent.ChunkBatch;
import braid.training.latent.ChunkData;
import braid.training.latent.CodeControl;
import braid.training.latent.EncodedTraces;
import braid.training.latent.LossOn;
import braid.training.latent.MixPolicy;
import braid.training.latent.Predicted;
import braid.training.latent.VqVaeCodec;
import braid.training.latent.VqVaeObjective;
import braid.training.method.LatentMixing;
import braid.training.method.Method;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.tokenizer.Tokenizer;
import braid.vqvae.VqVae;
import braid.vqvae.VqVaeConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The method of the paper on a device and on the CPU: first its autoencoder, then a language model
 * on traces that are mixed with its codes. Whatever is drawn or chosen has to be the same.
 */
final class LatentTrainingTest {

    private static final int STEPS = 20;
    private static final int CHUNKS = 48;
    private static final int ROWS = 8;
    private static final int CONTEXT = 64;
    private static final int ACCUMULATED = 2;
    private static final Task TASK = Tasks.parse("running-sums,train=200,valid=20,test=20", 1);
    private static final Tokenizer TEXT = Corpus.tokenizer(TASK, TokenizerKind.WORD, 0);
    private static final List<TokenizedExample> EXAMPLES =
            TokenizedExample.all(TASK, Split.TRAIN, TEXT);

    @BeforeEach
    void thereIsADevice() {
        assumeFalse(Devices.accelerators().isEmpty(), Devices.noAccelerators());
    }

    private static VqVae autoencoder(VqVaeConfig.Rule rule) {
        VqVaeConfig config =
                new VqVaeConfig(TEXT.size(), 4, 2, 24, 12, 32, 1, 2, 8, 1, rule, 0.25, 0.99, 5);
        return new VqVae(config, Random.of(3));
    }

    @ParameterizedTest
    @EnumSource
    void anAutoencoderLearnsAsOnTheCpu(VqVaeConfig.Rule rule, @TempDir Path folder)
            throws IOException {
        VqVae model = autoencoder(rule);
        LossTolerance tolerance = LossTolerance.of(model.config(), CHUNKS * model.config().chunk());
        var expected = new WatchedRun<ChunkBatch>(Device.cpu());
        Steps cpu = train(model, expected, folder.resolve("cpu"));
        assertThat(model.quantizer().restarts()).as("codes that were moved").isPositive();
        for (Device device : Devices.accelerators()) {
            VqVae same = autoencoder(rule);
            var actual = new WatchedRun<ChunkBatch>(device);
            Steps steps = train(same, actual, folder.resolve(name(device)));
            assertSameBatches(expected.batches, actual.batches, device);
            assertThat(actual.codes.toArray(int[][]::new))
                    .as("codes on %s", device)
                    .isDeepEqualTo(expected.codes.toArray(int[][]::new));
            assertThat(same.quantizer().restarts()).isEqualTo(model.quantizer().restarts());
            tolerance.check(device.toString(), cpu, steps);
        }
    }

    private static void assertSameBatches(
            List<ChunkBatch> expected, List<ChunkBatch> actual, Device device) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).chunks())
                    .as("batch %d on %s", i, device)
                    .isEqualTo(expected.get(i).chunks());
        }
    }

    private static Steps train(VqVae model, WatchedRun<ChunkBatch> run, Path folder)
            throws IOException {
        model.to(run.device());
        ChunkData chunks =
                new ChunkData(
                        EXAMPLES, Alignment.FIXED, 4, 8, false, Predicted.NOTHING, 0, CHUNKS, 5);
        ChunkData heldOut =
                new ChunkData(
                        EXAMPLES.subList(0, 5),
                        Alignment.FIXED,
                        4,
                        8,
                        false,
                        Predicted.NOTHING,
                        0,
                        CHUNKS,
                        5);
        return run.train(
                new VqVaeObjective(model, heldOut), chunks, TrainSettings.of(STEPS, 1e-3), folder);
    }

    static Stream<MixPolicy> policies() {
        return Stream.of(MixPolicy.leftToRight(Caps.of(0, 8, 16, 24)), new MixPolicy.Poisson(0.5));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void mixedTracesAreLearnedAsOnTheCpu(MixPolicy policy, @TempDir Path folder)
            throws IOException {
        var expected = new WatchedRun<Batch>(Device.cpu());
        Mixed cpu = learn(policy, Device.cpu(), expected, folder.resolve("cpu"));
        assertThat(latents(expected.batches, cpu.firstLatent()))
                .as("latent tokens of the batches")
                .allMatch(n -> n > 0);
        assertThat(expected.codes.getFirst()).as("codes").contains(0, 1, 2, 3);
        assertThat(expected.dropped).isNotEmpty().noneMatch(BitSet::isEmpty);
        for (Device device : Devices.accelerators()) {
            var actual = new WatchedRun<Batch>(device);
            Mixed mixed = learn(policy, device, actual, folder.resolve(name(device)));
            assertThat(actual.codes.toArray(int[][]::new))
                    .as("codes on %s", device)
                    .isDeepEqualTo(expected.codes.toArray(int[][]::new));
            assertThat(actual.batches).hasSize(STEPS * ACCUMULATED);
            for (int i = 0; i < actual.batches.size(); i++) {
                assertThat(actual.batches.get(i).inputs())
                        .as("inputs of batch %d on %s", i, device)
                        .isEqualTo(expected.batches.get(i).inputs());
                assertThat(actual.batches.get(i).targets())
                        .as("targets of batch %d on %s", i, device)
                        .isEqualTo(expected.batches.get(i).targets());
            }
            assertThat(actual.dropped).as("dropped on %s", device).isEqualTo(expected.dropped);
            cpu.tolerance().check(device.toString(), cpu.steps(), mixed.steps());
        }
    }

    private record Mixed(Steps steps, LossTolerance tolerance, int firstLatent) {}

    /** Number of latent tokens in each batch. */
    private static List<Long> latents(List<Batch> batches, int first) {
        return batches.stream()
                .map(b -> IntStream.of(b.inputs()).filter(id -> id >= first).count())
                .toList();
    }

    /** Trains an autoencoder on a device and a model there on mixtures with its codes. */
    private static Mixed learn(MixPolicy policy, Device device, WatchedRun<Batch> run, Path folder)
            throws IOException {
        VqVae source = autoencoder(VqVaeConfig.Rule.GRADIENT);
        train(source, new WatchedRun<>(device), folder.resolve("vqvae"));
        source.to(run.device());
        EncodedTraces codes = EncodedTraces.encode(new VqVaeCodec(source), EXAMPLES);
        var method = new LatentMixing(policy, CodeControl.LEARNED, codes.codebook());
        Tokenizer vocabulary = method.vocabulary(TEXT);
        ModelConfig config =
                ModelConfig.gpt2(vocabulary.size()).context(CONTEXT).width(32).layers(2).heads(2);
        Transformer model = new Transformer(config.hidden(64).dropout(0.1), Random.of(7));
        model.to(run.device());
        var data = new Method.Data(vocabulary, LossOn.RESPONSE, 11, () -> codes);
        EpochBatches batches = EpochBatches.of(method.sequences(EXAMPLES, data), ROWS, CONTEXT, 13);
        var objective =
                new LanguageModelObjective(
                        model,
                        batch -> method.loss(model, batch, vocabulary),
                        epoch -> Map.of("score", 0.0));
        TrainSettings once = TrainSettings.of(STEPS, 1e-3);
        var settings =
                new TrainSettings(STEPS, ACCUMULATED, 1, once.schedule(), once.optimizer(), 0, 0);
        Steps steps = run.train(objective, batches, settings, folder.resolve("model"));
        int tokens = ACCUMULATED * ROWS * CONTEXT;
        return new Mixed(steps, LossTolerance.of(model.config(), tokens), TEXT.size());
    }

    private static String name(Device device) {
        return device.toString().replace(':', '-');
    }
}
