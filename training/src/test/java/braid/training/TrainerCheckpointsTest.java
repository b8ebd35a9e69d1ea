package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.nn.Module;
import braid.nn.Parameter;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryKind;
import braid.tensor.random.Random;
import braid.training.optim.AdamW;
import braid.training.optim.Schedule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What a trainer leaves when evaluations, writes or losses go wrong. */
final class TrainerCheckpointsTest {

    private static final int STEPS = 6;
    private static final int SIZE = 1 << 18;

    @TempDir private Path folder;

    /** {@code ½ |w|²}; what happens on the way is a test's. */
    private static class Shrink extends Module implements Objective<Integer> {

        final Parameter weight = parameter("weight", Tensor.randn(Shape.of(SIZE), Random.of(1)));
        final Parameter bias = parameter("bias", Tensor.ones(Shape.of(2)));

        @Override
        public Module model() {
            return this;
        }

        @Override
        public Tensor loss(Integer step) {
            Tensor w = weight.tensor();
            return w.mul(w).sum().mul(0.5).add(bias.tensor().sum());
        }

        @Override
        public long weight(Integer batch) {
            return 1;
        }

        @Override
        public long tokens(Integer batch) {
            return 1;
        }

        @Override
        public Map<String, Double> evaluate(int epoch) {
            return Map.of();
        }

        @Override
        public Map<String, long[]> state() {
            return Map.of();
        }

        @Override
        public void restore(Map<String, long[]> state) {
            // Nothing is random.
        }
    }

    /** Gives the scores one after the other. */
    private static final class Scored extends Shrink {

        private final double[] scores;
        private int next;

        Scored(double... scores) {
            this.scores = scores;
        }

        @Override
        public Map<String, Double> evaluate(int epoch) {
            if (next == scores.length) {
                throw new IllegalStateException("no more scores");
            }
            return Map.of("score", scores[next++]);
        }
    }

    private RunDirectory create() throws IOException {
        return RunDirectory.create(folder, "name: run\n", 1, Device.cpu());
    }

    private static Trainer<Integer> trainer(Shrink objective, RunDirectory run, int evaluateEvery) {
        var settings =
                new TrainSettings(
                        STEPS,
                        1,
                        0,
                        new Schedule(Schedule.Kind.CONSTANT, 0.1, 0, STEPS, 1),
                        AdamW.Settings.languageModel(0),
                        evaluateEvery,
                        2);
        return new Trainer<>(objective, (epoch, index) -> index + 1, settings, run);
    }

    @Test
    void withoutQuestionsTheNewestIsTheBest() throws Exception {
        RunDirectory run = create();
        trainer(new Scored(Double.NaN, Double.NaN, Double.NaN), run, 2).train("run");
        assertThat(run.best()).isEqualTo(run.checkpoint(6));
    }

    @Test
    void aScoreBeatsNone() throws Exception {
        RunDirectory run = create();
        trainer(new Scored(Double.NaN, 0.5, Double.NaN), run, 2).train("run");
        assertThat(run.best()).isEqualTo(run.checkpoint(4));
    }

    @Test
    void theBestScoreIsRememberedOverAResumption() throws Exception {
        RunDirectory run = create();
        assertThatThrownBy(() -> trainer(new Scored(0.5), run, 2).train("run"))
                .hasMessage("no more scores");
        Checkpoint.delete(run.checkpoint(4));
        Trainer<Integer> resumed = trainer(new Scored(0.4), run, 0);
        resumed.resume();
        resumed.train("run");
        assertThat(run.best()).isEqualTo(run.checkpoint(2));
    }

    @Test
    void anEvaluationThatFailsCostsNoTraining() throws Exception {
        RunDirectory run = create();
        assertThatThrownBy(() -> trainer(new Scored(), run, 3).train("run"))
                .hasMessage("no more scores");
        assertThat(run.last()).contains(run.checkpoint(3));
    }

    @Test
    void aStepIsSavedOnce() throws Exception {
        RunDirectory run = create();
        var objective =
                new Shrink() {
                    @Override
                    public Map<String, Double> evaluate(int epoch) {
                        try {
                            Files.createFile(run.checkpoint(6).resolve("evaluated"));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        return Map.of("score", 1.0);
                    }
                };
        trainer(objective, run, 0).train("run");
        assertThat(run.checkpoint(6).resolve("evaluated")).exists();
        assertThat(run.best()).isEqualTo(run.checkpoint(6));
    }

    /** The write of step 4 fails in the middle, as on a full disk: its thread is interrupted. */
    @Test
    void aSaveThatFailsLeavesTheCheckpointBeforeAndTheRunResumesFromIt() throws Exception {
        RunDirectory run = create();
        var failing =
                new Shrink() {
                    private int saves;

                    @Override
                    public Map<String, long[]> state() {
                        if (++saves == 2) {
                            Thread.currentThread().interrupt();
                        }
                        return Map.of();
                    }
                };
        try {
            assertThatThrownBy(() -> trainer(failing, run, 0).train("run"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(run.checkpoint(4) + " cannot be written")
                    .hasMessageContaining("HINT: is the disk full?");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        try (Stream<Path> left = Files.list(folder.resolve("checkpoints"))) {
            assertThat(left).containsExactly(run.checkpoint(2));
        }
        assertThat(run.last()).contains(run.checkpoint(2));

        var resumed = new Shrink();
        Trainer<Integer> second = trainer(resumed, run, 0);
        second.resume();
        assertThat(second.train("run").finished()).isTrue();
        var whole = new Shrink();
        trainer(
                        whole,
                        RunDirectory.create(
                                folder.resolve("whole"), "name: whole\n", 1, Device.cpu()),
                        0)
                .train("whole");
        assertThat(resumed.weight.tensor().detach().toFloats())
                .isEqualTo(whole.weight.tensor().detach().toFloats());
    }

    @Test
    void theParameterBehindALossThatIsNotFiniteIsNamed() throws Exception {
        RunDirectory run = create();
        var breaking =
                new Shrink() {
                    @Override
                    public Tensor loss(Integer batch) {
                        if (batch == 3) {
                            bias.tensor().detach().copyFrom(Tensor.of(Shape.of(2), 1, Float.NaN));
                        }
                        return super.loss(batch);
                    }
                };
        assertThatThrownBy(() -> trainer(breaking, run, 0).train("run"))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith(
                        "step 3: the loss; parameter bias is not finite; last good");
    }

    private static String name(MemoryKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Test
    void thePeakOfMemoryIsToldByKind() throws Exception {
        RunDirectory run = create();
        // What other tests left for the garbage collector counts as well.
        var memory = Device.cpu().backend().memory();
        long otherWeights = memory.used(MemoryKind.PARAMETER);
        long otherMoments = memory.used(MemoryKind.OPTIMIZER);
        Trainer.Result result = trainer(new Shrink(), run, 0).train("run");
        long weights = 4L * SIZE;
        Map<MemoryKind, Long> bytes = result.memory().bytes();
        assertThat(bytes.get(MemoryKind.PARAMETER)).isBetween(weights, otherWeights + 10 * weights);
        assertThat(bytes.get(MemoryKind.OPTIMIZER))
                .isBetween(2 * weights, otherMoments + 20 * weights);
        assertThat(result.memory().toString())
                .matches(
                        "peak memory .* MiB: parameter .* MiB gradient .* MiB optimizer .* MiB"
                                + " activation .* MiB workspace .* MiB");
        var lines = Files.readAllLines(run.metrics());
        assertThat(lines).hasSize(STEPS + 1);
        for (int i = 0; i <= STEPS; i++) {
            JsonNode line = JsonMapper.shared().readTree(lines.get(i));
            assertThat(line.has("memory_peak_parameter")).isEqualTo(i == 2 || i == STEPS);
            if (i == STEPS) {
                bytes.forEach((kind, n) ->
                        assertThat(line.get("memory_peak_" + name(kind)).asLong()).isEqualTo(n));
            }
        }
    }
}
