package braid.training.experiment.grid;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryPlan;
import braid.tensor.random.Random;
import braid.training.config.TrainConfig;
import braid.training.optim.AdamW;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import java.io.PrintWriter;
import java.util.Locale;

/** What the runs of a grid take, before anything runs: parameters, memory, steps, time. */
final class GridPlan {

    private static final double MIB = 1 << 20;
    private static final double SECONDS_A_MINUTE = 60;

    /** Of the speed of matrix products that a step comes to, by `braid bench train-s`. */
    private static final double SHARE = 0.7;

    private GridPlan() {}

    static void print(Grid grid, Lengths.Cache lengths, PrintWriter out) {
        long first = grid.file().seeds().getFirst();
        double gflops = gflops();
        out.printf(
                "%-20s %-10s %10s %8s %10s %9s%n",
                "run", "method", "parameters", "steps", "memory", "minutes");
        double sum = 0;
        for (GridRun run : grid.runs()) {
            if (run.seed() == first) {
                double minutes = line(run, lengths.of(run), gflops, out);
                sum += minutes;
            }
        }
        int seeds = grid.file().seeds().size();
        out.printf(
                Locale.ROOT,
                "%d seeds: about %.1f hours on this machine, without VQ-VAEs and evaluation%n",
                seeds,
                sum * seeds / SECONDS_A_MINUTE);
        out.flush();
    }

    private static double gflops() {
        Object measured = Device.cpu().backend().measure().get("gemm_gflops");
        return measured instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    private static double line(GridRun run, Lengths lengths, double gflops, PrintWriter out) {
        TrainConfig c = run.config().config();
        int added = run.vqvae() == null ? 0 : run.vqvae().config().config().vqvae().codes() + 2;
        ModelConfig model = c.model().config(lengths.vocabulary() + added);
        double tokens = lengths.meanOf(c.method());
        double step =
                3
                        * c.train().batch()
                        * (double) c.train().accumulate()
                        * tokens
                        * model.forwardFlopsPerToken((int) tokens);
        double minutes = c.train().steps() * step / (SHARE * gflops * 1e9) / SECONDS_A_MINUTE;
        int width = Math.min(model.context(), (int) Math.ceil(tokens));
        long bytes =
                MemoryPlan.of(Device.parse(c.device()), d -> twoSteps(c, model, width, d)).peak();
        long parameters =
                MemoryPlan.of(Device.cpu(), d -> new Transformer(model, Random.of(1)).to(d)).peak()
                        / Float.BYTES;
        out.printf(
                Locale.ROOT,
                "%-20s %-10s %,10d %,8d %6.0f MiB %9.1f%n",
                run.name(),
                c.method().label(),
                parameters,
                c.train().steps(),
                bytes / MIB,
                minutes);
        return minutes;
    }

    /** The second step has the moments that the first one makes. */
    private static void twoSteps(TrainConfig c, ModelConfig config, int width, Device device) {
        var model = new Transformer(config, Random.of(1));
        model.recompute(c.model().recompute());
        model.to(device);
        var optimizer = new AdamW(AdamW.Settings.languageModel(0));
        int rows = c.train().batch();
        for (int i = 0; i < 2; i++) {
            try (var scope = Scope.open()) {
                Tensor ids = Tensor.of(Shape.of(rows, width), new int[rows * width]).to(device);
                Tensor targets =
                        Tensor.of(Shape.of(rows * width), new int[rows * width]).to(device);
                model.loss(ids, targets).backward();
            }
            optimizer.step(model.parameters(), c.train().learningRate());
            model.zeroGrad();
        }
    }
}
