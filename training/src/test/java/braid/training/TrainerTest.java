package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.nn.Module;
import braid.nn.Parameter;
import braid.tensor.Device;
import braid.tensor.DeviceFailedException;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.training.optim.AdamW;
import braid.training.optim.PlainAdamW;
import braid.training.optim.Schedule;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A trainer on a model of five weights, against the same training written out in double. */
final class TrainerTest {

    private static final int STEPS = 12;
    private static final Schedule SCHEDULE = new Schedule(Schedule.Kind.COSINE, 0.1, 3, STEPS, 0.1);
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.95, 1e-8, 0.2);

    @TempDir private Path folder;

    /** {@code ½ |w - t|²}, summed over w and averaged over the targets t of a batch. */
    private static final class Distance extends Module implements Objective<List<double[]>> {

        private final Parameter matrix = parameter("matrix", Tensor.of(Shape.of(1, 3), 1f, 2f, 3f));
        private final Parameter vector = parameter("vector", Tensor.of(Shape.of(2), -1f, 4f));

        @Override
        public Module model() {
            return this;
        }

        @Override
        public Tensor loss(List<double[]> targets) {
            if (lossesUntilTheDeviceFails-- == 0) {
                throw new DeviceFailedException("gpu:0: gone", "start again", null);
            }
            Tensor sum = Tensor.zeros(Shape.scalar());
            for (double[] t : targets) {
                Tensor a = matrix.tensor().sub(Tensor.of(Shape.of(1, 3), floats(t, 0, 3)));
                Tensor b = vector.tensor().sub(Tensor.of(Shape.of(2), floats(t, 3, 5)));
                sum = sum.add(a.mul(a).sum().add(b.mul(b).sum()).mul(0.5));
            }
            return sum.mul(1.0 / targets.size());
        }

        private static float[] floats(double[] t, int from, int to) {
            float[] f = new float[to - from];
            for (int i = from; i < to; i++) {
                f[i - from] = (float) t[i];
            }
            return f;
        }

        @Override
        public long weight(List<double[]> batch) {
            return batch.size();
        }

        @Override
        public long tokens(List<double[]> batch) {
            return batch.size();
        }

        /** Given one after the other, the last for ever. */
        private List<Double> scores = List.of(0.0);

        private int lossesUntilTheDeviceFails = Integer.MAX_VALUE;

        private int evaluations;

        @Override
        public Map<String, Double> evaluate(int epoch) {
            double score = scores.get(Math.min(evaluations, scores.size() - 1));
            evaluations++;
            return Map.of("score", score);
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

    private static double[] target(int i) {
        double[] t = new double[5];
        for (int j = 0; j < t.length; j++) {
            t[j] = 3 * Math.sin(1 + i * 5 + j);
        }
        return t;
    }

    /** Cuts three targets a step into batches of the given sizes, for ever. */
    private static BatchSource<List<double[]>> source(int... sizes) {
        return new BatchSource<>() {
            @Override
            public @Nullable List<double[]> batch(int epoch, int index) {
                int at = 3 * (index / sizes.length);
                for (int i = 0; i < index % sizes.length; i++) {
                    at += sizes[i];
                }
                List<double[]> batch = new ArrayList<>();
                for (int i = 0; i < sizes[index % sizes.length]; i++) {
                    batch.add(target(at + i));
                }
                return batch;
            }
        };
    }

    private RunDirectory run(String name) throws IOException {
        return RunDirectory.create(folder.resolve(name), "name: " + name + "\n", 1, Device.cpu());
    }

    private static TrainSettings settings(int accumulate, double clip, int saveEvery) {
        return new TrainSettings(STEPS, accumulate, clip, SCHEDULE, ADAM, 0, saveEvery);
    }

    private float[] weights(Distance model) {
        float[] all = new float[5];
        System.arraycopy(model.matrix.tensor().detach().toFloats(), 0, all, 0, 3);
        System.arraycopy(model.vector.tensor().detach().toFloats(), 0, all, 3, 2);
        return all;
    }

    private float[] train(String name, double clip, int... sizes) throws IOException {
        var model = new Distance();
        new Trainer<>(model, source(sizes), settings(sizes.length, clip, 0), run(name)).train(name);
        return weights(model);
    }

    /** The training written out; gives the gradient norm of every step. */
    private static List<Double> written(double[] w, double clip) {
        var matrix = new PlainAdamW(3, 0.9, 0.95, 1e-8, 0.2);
        var vector = new PlainAdamW(2, 0.9, 0.95, 1e-8, 0);
        List<Double> norms = new ArrayList<>();
        for (int step = 1; step <= STEPS; step++) {
            double[] g = new double[5];
            double squares = 0;
            for (int j = 0; j < 5; j++) {
                double mean = 0;
                for (int i = 0; i < 3; i++) {
                    mean += target(3 * (step - 1) + i)[j] / 3;
                }
                g[j] = w[j] - mean;
                squares += g[j] * g[j];
            }
            norms.add(Math.sqrt(squares));
            double scale = clip > 0 ? Math.min(1, clip / Math.sqrt(squares)) : 1;
            double[][] x = {{w[0], w[1], w[2]}, {w[3], w[4]}};
            double rate = SCHEDULE.at(step);
            matrix.step(x[0], new double[] {scale * g[0], scale * g[1], scale * g[2]}, rate);
            vector.step(x[1], new double[] {scale * g[3], scale * g[4]}, rate);
            System.arraycopy(x[0], 0, w, 0, 3);
            System.arraycopy(x[1], 0, w, 3, 2);
        }
        return norms;
    }

    private static void assertClose(float[] found, double[] expected) {
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(2e-6));
        }
    }

    @Test
    void trainingIsWhatItSays() throws Exception {
        double[] w = {1, 2, 3, -1, 4};
        List<Double> norms = written(w, 0);
        assertClose(train("plain", 0, 3), w);
        List<String> lines = Files.readAllLines(folder.resolve("plain/metrics.jsonl"));
        assertThat(lines).hasSize(STEPS + 1);
        for (int step = 1; step <= STEPS; step++) {
            JsonNode line = JsonMapper.shared().readTree(lines.get(step - 1));
            assertThat(line.get("step").asInt()).isEqualTo(step);
            assertThat(line.get("gradient_norm").asDouble())
                    .isCloseTo(norms.get(step - 1), within(1e-5));
            assertThat(line.get("learning_rate").asDouble()).isEqualTo(SCHEDULE.at(step));
            assertThat(line.get("tokens").asInt()).isEqualTo(3);
            assertThat(line.get("tokens_per_second").asDouble()).isPositive();
        }
        assertThat(lines.getLast()).contains("\"step\":12", "eval_score", "eval_seconds");
    }

    @Test
    void gradientsAreClippedToTheNorm() throws Exception {
        double[] w = {1, 2, 3, -1, 4};
        assertThat(written(w, 5.2)).anyMatch(norm -> norm > 5.2).anyMatch(norm -> norm < 5.2);
        assertClose(train("clipped", 5.2, 3), w);
    }

    /** Also where they are not equally large: each target counts the same. */
    @Test
    void batchesThatAreAccumulatedAreOneBatch() throws Exception {
        double[] w = {1, 2, 3, -1, 4};
        written(w, 4);
        assertClose(train("halves", 4, 1, 2), w);
        assertClose(train("thirds", 4, 1, 1, 1), w);
    }

    /** The second of four evaluations is the best; the third is worse, the fourth its equal. */
    @Test
    void theBestCheckpointIsKeptUntilABetterOneComes() throws Exception {
        var model = new Distance();
        model.scores = List.of(0.25, 0.75, 0.5, 0.75);
        RunDirectory run = run("best");
        var settings = new TrainSettings(STEPS, 1, 0, SCHEDULE, ADAM, 3, 1);
        new Trainer<>(model, source(3), settings, run).train("best");
        assertThat(run.best()).isEqualTo(run.checkpoint(6));
        assertThat(run.last()).contains(run.checkpoint(12));
        try (var kept = Files.list(folder.resolve("best/checkpoints"))) {
            assertThat(kept)
                    .containsExactlyInAnyOrder(
                            run.checkpoint(6), run.checkpoint(11), run.checkpoint(12));
        }
        var resumed = new Distance();
        resumed.scores = List.of(0.5);
        var longer = new TrainSettings(STEPS + 3, 1, 0, SCHEDULE, ADAM, 3, 1);
        var trainer = new Trainer<>(resumed, source(3), longer, run);
        trainer.resume();
        trainer.train("best");
        assertThat(run.best()).isEqualTo(run.checkpoint(6));
    }

    @Test
    void aGradientThatIsNotFiniteIsNamedWithStepAndCheckpoint() throws Exception {
        var model = new Distance();
        var broken =
                new Objective<Integer>() {
                    @Override
                    public Module model() {
                        return model;
                    }

                    @Override
                    public Tensor loss(Integer index) {
                        Tensor v = model.vector.tensor();
                        // The root of 0 is 0, and its slope infinite.
                        Tensor odd = index == 3 ? v.sub(v.detach()).sqrt().sum() : v.sum();
                        return model.matrix.tensor().sum().add(odd);
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
                };
        RunDirectory run = run("broken");
        var trainer = new Trainer<>(broken, (epoch, index) -> index, settings(1, 1, 2), run);
        assertThatThrownBy(() -> trainer.train("broken"))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith(
                        "step 4: the gradient of vector is not finite; last good checkpoint: "
                                + run.checkpoint(2))
                .hasMessageContaining("HINT: lower the learning rate");
        assertThat(weights(model)).doesNotContain(Float.NaN);
        assertThat(Checkpoint.isWhole(run.checkpoint(2))).isTrue();
    }

    @Test
    void aDeviceThatFailsLeavesTheLastCheckpointAndNamesIt() throws IOException {
        Distance model = new Distance();
        model.lossesUntilTheDeviceFails = 5;
        RunDirectory run = run("failed");
        var trainer = new Trainer<>(model, source(3), settings(1, 0, 2), run);
        assertThatThrownBy(() -> trainer.train("failed"))
                .isInstanceOf(DeviceFailedException.class)
                .hasMessageStartingWith("gpu:0: gone")
                .hasMessageContaining("The last checkpoint is " + run.checkpoint(4));
        assertThat(Checkpoint.isWhole(run.checkpoint(4))).isTrue();
    }
}
