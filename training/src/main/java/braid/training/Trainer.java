package braid.training;

import braid.nn.Parameter;
import braid.tensor.DeviceFailedException;
import braid.tensor.ReductionOps;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryStats;
import braid.training.optim.AdamW;
import braid.training.telemetry.MemoryReport;
import braid.training.telemetry.MetricsFile;
import braid.training.telemetry.Progress;
import braid.training.telemetry.Throughput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a model: batches, gradients, clipping, AdamW, evaluation, metrics, checkpoints. Stopped
 * anywhere, it continues bit for bit: weights, moments, random streams and the place in the data
 * are all in the checkpoint.
 *
 * @param <B> a batch
 */
public final class Trainer<B> {

    /** Steps after which gradients, moments and the pool are there and memory is steady. */
    private static final int WARM_UP = 3;

    private final Objective<B> objective;
    private final BatchSource<B> batches;
    private final TrainSettings settings;
    private final RunDirectory run;
    private final AdamW optimizer;
    private int step;
    private int epoch;
    private int index;
    private int saved = -1;
    private int warm;
    private @Nullable Double bestScore;
    private Map<String, Double> evaluation = Map.of();
    private final Throughput throughput = new Throughput();

    /** A trainer at the beginning of a run. */
    public Trainer(
            Objective<B> objective,
            BatchSource<B> batches,
            TrainSettings settings,
            RunDirectory run) {
        this.objective = objective;
        this.batches = batches;
        this.settings = settings;
        this.run = run;
        optimizer = new AdamW(settings.optimizer());
    }

    /**
     * How a run ended.
     *
     * @param steps steps taken in all
     * @param finished whether it came to its end, rather than being interrupted
     * @param evaluation figures of the last evaluation
     * @param seconds time that training took this process, evaluation left out
     * @param tokensPerSecond see {@link Throughput}
     * @param memory where the memory of the model's device went at its peak
     */
    public record Result(
            int steps,
            boolean finished,
            Map<String, Double> evaluation,
            double seconds,
            double tokensPerSecond,
            MemoryReport memory) {}

    /** Continues from the newest checkpoint of the run, if there is one. */
    public void resume() throws IOException {
        Optional<Path> last = run.last();
        if (last.isPresent()) {
            var state = Checkpoint.resume(last.get(), objective.model(), optimizer);
            step = state.step();
            saved = step;
            epoch = state.epoch();
            index = state.batch();
            bestScore = state.bestScore();
            objective.restore(state.extra());
        }
    }

    /**
     * Trains to the end, or until the thread or the JVM is interrupted; then saves.
     *
     * @param name for the progress display
     * @throws DivergedException if a loss or gradient is not finite
     * @throws DeviceFailedException if the device fails, with the last checkpoint
     */
    public Result train(String name) throws IOException {
        objective.model().train();
        memory().resetPeak();
        warm = step + WARM_UP;
        try (var interrupts = new Interrupts();
                var metrics = MetricsFile.open(run.metrics(), step);
                var progress = Progress.of(name, settings.steps(), step)) {
            while (step < settings.steps() && !interrupts.isRequested()) {
                trainStep(metrics, progress);
                boolean end = step == settings.steps();
                boolean evaluate = end || isDue(settings.evaluateEvery());
                // Saved first: an evaluation that fails must not cost the training before it.
                if (evaluate || isDue(settings.saveEvery())) {
                    save();
                }
                if (evaluate) {
                    evaluate(metrics);
                }
            }
            if (step < settings.steps()) {
                if (saved != step) {
                    save();
                }
                progress.interrupted(step, run.checkpoint(step));
            }
        } catch (DeviceFailedException e) {
            throw e.withCheckpoint(lastGood());
        }
        boolean finished = step == settings.steps();
        return new Result(
                step,
                finished,
                evaluation,
                throughput.seconds(),
                throughput.tokensPerSecond(),
                MemoryReport.atPeak(memory()));
    }

    private MemoryStats memory() {
        Parameter any = objective.model().parameters().values().iterator().next();
        return any.tensor().device().backend().memory();
    }

    private boolean isDue(int every) {
        return every > 0 && step % every == 0;
    }

    private void trainStep(MetricsFile metrics, Progress progress) throws IOException {
        long start = System.nanoTime();
        step++;
        List<B> micro = nextBatches();
        long weight = micro.stream().mapToLong(objective::weight).sum();
        double loss = 0;
        for (B batch : micro) {
            double share = (double) objective.weight(batch) / Math.max(1, weight);
            try (var scope = Scope.open()) {
                Tensor l = objective.loss(batch);
                loss += share * l.item();
                (micro.size() == 1 ? l : l.mul(share)).backward();
            }
        }
        double norm = norm(loss);
        double rate = settings.schedule().at(step);
        boolean clipped = settings.clip() > 0 && norm > settings.clip();
        optimizer.step(
                objective.model().trainedParameters(), rate, clipped ? settings.clip() / norm : 1);
        objective.model().zeroGrad();
        double took = (System.nanoTime() - start) * 1e-9;
        long count = micro.stream().mapToLong(objective::tokens).sum();
        throughput.add(count, took);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        line.put("loss", loss);
        line.put("learning_rate", rate);
        line.put("gradient_norm", norm);
        line.put("tokens", count);
        line.put("tokens_per_second", count / took);
        if (step == warm) {
            line.putAll(MemoryReport.atPeak(memory()).facts());
        }
        metrics.write(line);
        progress.step(step, loss, count / took);
    }

    private List<B> nextBatches() {
        List<B> next = new ArrayList<>();
        while (next.size() < settings.accumulate()) {
            B batch = batches.batch(epoch, index);
            if (batch == null) {
                epoch++;
                index = 0;
                if (batches.isNewStage(epoch)) {
                    optimizer.reset();
                }
            } else {
                next.add(batch);
                index++;
            }
        }
        return next;
    }

    /** Global norm of the gradients; throws where it or the loss is not finite. */
    private double norm(double loss) throws IOException {
        if (!Double.isFinite(loss)) {
            throw diverged("the loss" + brokenParameter());
        }
        List<Tensor> gradients = new ArrayList<>();
        Map<String, Parameter> parameters = objective.model().trainedParameters();
        for (Parameter p : parameters.values()) {
            Tensor gradient = p.gradient();
            if (gradient != null) {
                gradients.add(gradient);
            }
        }
        double norm = ReductionOps.globalNorm(gradients);
        if (!Double.isFinite(norm)) {
            for (var p : parameters.entrySet()) {
                Tensor g = p.getValue().gradient();
                if (g != null && !Double.isFinite(ReductionOps.globalNorm(List.of(g)))) {
                    throw diverged("the gradient of " + p.getKey());
                }
            }
            throw diverged("the norm of all gradients");
        }
        return norm;
    }

    /** The first parameter that is not finite, for a message; empty where all are. */
    private String brokenParameter() {
        for (var p : objective.model().parameters().entrySet()) {
            for (float weight : p.getValue().tensor().detach().toFloats()) {
                if (!Float.isFinite(weight)) {
                    return "; parameter " + p.getKey();
                }
            }
        }
        return "";
    }

    private DivergedException diverged(String tensor) throws IOException {
        return new DivergedException(step, tensor, lastGood());
    }

    private String lastGood() throws IOException {
        return run.last().map(Path::toString).orElse("none");
    }

    private void evaluate(MetricsFile metrics) throws IOException {
        objective.model().eval();
        long start = System.nanoTime();
        evaluation = objective.evaluate(epoch);
        objective.model().train();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        evaluation.forEach((key, value) -> line.put("eval_" + key, value));
        line.put("eval_seconds", (System.nanoTime() - start) * 1e-9);
        if (step == settings.steps()) {
            line.putAll(MemoryReport.atPeak(memory()).facts());
        }
        metrics.write(line);
        double score = evaluation.getOrDefault("score", Double.NaN);
        if (batches.isSettled(epoch) && isBest(score)) {
            bestScore = score;
            run.markBest(step);
            Checkpoint.restate(run.checkpoint(step), state());
        }
    }

    /** Where there was nothing to evaluate, none is the best, and the newest is used. */
    private boolean isBest(double score) {
        return !Double.isNaN(score)
                && (bestScore == null || Double.isNaN(bestScore) || score > bestScore);
    }

    private void save() throws IOException {
        Checkpoint.save(run.checkpoint(step), objective.model(), optimizer, state());
        saved = step;
        run.prune();
    }

    private Checkpoint.State state() {
        return new Checkpoint.State(
                step, epoch, index, bestScore, optimizer.steps(), objective.state());
    }
}
