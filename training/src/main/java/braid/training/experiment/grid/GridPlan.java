package braid.training.experiment.grid;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryPlan;
import braid.tensor.backend.MemoryStats;
import braid.tensor.random.Random;
import braid.training.config.TrainConfig;
import braid.training.optim.AdamW;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the runs of a grid take, before anything runs: parameters, memory, steps, time. */
final class GridPlan {

    private static final double MIB = 1 << 20;
    private static final double SECONDS_AN_HOUR = 3600;

    /** Of the speed of matrix products that a step comes to, by `braid bench train-s`. */
    private static final double SHARE = 0.7;

    private final Map<Step, MemoryStats> plans = new HashMap<>();

    private GridPlan() {}

    static void print(Grid grid, Lengths.Cache lengths, PrintWriter out) {
        new GridPlan().lines(grid, lengths, out);
    }

    private void lines(Grid grid, Lengths.Cache lengths, PrintWriter out) {
        long first = grid.file().seeds().getFirst();
        double gflops = gflops();
        out.printf(
                "%-22s %-10s %10s %8s %10s %9s%n",
                "run", "method", "parameters", "steps", "memory", "hours");
        double sum = 0;
        for (GridRun run : grid.runs()) {
            if (run.seed() == first) {
                double hours = line(run, lengths.of(run), gflops, out);
                sum += hours;
            }
        }
        int seeds = grid.file().seeds().size();
        out.printf(
                Locale.ROOT,
                "%d seeds: about %.1f hours on this machine, without VQ-VAEs and evaluation%n",
                seeds,
                sum * seeds);
        out.flush();
    }

    private static double gflops() {
        Object measured = Device.cpu().backend().measure().get("gemm_gflops");
        return measured instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    private double line(GridRun run, Lengths lengths, double gflops, PrintWriter out) {
        TrainConfig c = run.config().config();
        int added =
                run.vqvae() == null ? 0 : run.vqvae().config().config().vqvae().totalCodes() + 2;
        added += c.latent().control() ? c.latent().caps().size() : 0;
        ModelConfig model = c.model().config(lengths.vocabulary() + added);
        double tokens = lengths.meanOf(c.method());
        double step =
                3
                        * c.train().batch()
                        * (double) c.train().accumulate()
                        * tokens
                        * model.forwardFlopsPerToken((int) tokens);
        double hours = c.train().steps() * step / (SHARE * gflops * 1e9) / SECONDS_AN_HOUR;
        int width = Math.min(model.context(), (int) Math.ceil(tokens));
        MemoryStats plan =
                plans.computeIfAbsent(
                        new Step(model, c.train().batch(), width, c.model().recompute()),
                        planned -> MemoryPlan.of(c.openDevice(), planned::twice));
        long parameters = plan.atPeak(MemoryKind.PARAMETER) / Float.BYTES;
        out.printf(
                Locale.ROOT,
                "%-22s %-10s %,10d %,8d %6.0f MiB %9.2f%n",
                run.name(),
                c.method().label(),
                parameters,
                c.train().steps(),
                plan.peak() / MIB,
                hours);
        return hours;
    }

    /** A step of training, which takes the same memory wherever it is the same. */
    private record Step(ModelConfig config, int rows, int width, boolean recompute) {

        /** The second step has the moments that the first one makes. */
        void twice(Device device) {
            var model = new Transformer(config, Random.of(1));
            model.recompute(recompute);
            model.to(device);
            var optimizer = new AdamW(AdamW.Settings.languageModel(0));
            for (int i = 0; i < 2; i++) {
                try (var scope = Scope.open()) {
                    int[] ids = new int[rows * width];
                    Tensor inputs = Tensor.of(Shape.of(rows, width), ids).to(device);
                    Tensor targets = Tensor.of(Shape.of(ids.length), ids).to(device);
                    model.loss(inputs, targets).backward();
                }
                optimizer.step(model.parameters(), 1);
                model.zeroGrad();
            }
        }
    }
}
