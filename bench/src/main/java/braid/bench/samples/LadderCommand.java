package braid.bench.samples;

import braid.bench.GemmWork;
import braid.kernels.cpu.PeakFma;
import braid.kernels.cpu.Workers;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code braid bench ladder}. */
@Command(
        name = "ladder",
        mixinStandardHelpOptions = true,
        description =
                "Times the samples, from three loops to the library's kernel, each checked against the first.")
public final class LadderCommand implements Callable<Integer> {

    private static final double NANO = 1e-9;
    private static final int TURNS = 5;

    @Option(
            names = "--size",
            defaultValue = "1024",
            description = "Rows and columns of all matrices; default ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            description = "For each sample, warm-up left out; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (size < 1 || size > 8192 || !(seconds > 0)) {
            throw new ParameterException(
                    spec.commandLine(), "--size is 1 to 8192, --seconds above 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        int n = size;
        float[] a = GemmWork.random(1, n * n);
        float[] b = GemmWork.random(2, n * n);
        float[] c = new float[n * n];
        float[] first = new float[n * n];
        double peak = PeakFma.gflops(Workers.shared());
        double before = Double.NaN;
        List<Product> steps = Ladder.steps();
        out.printf(
                "%-28s %-42s %9s %15s %8s %7s%n",
                "sample", "idea", "GFLOP/s", "range", "of peak", "gain");
        for (Product step : steps) {
            step.run(n, n, n, a, b, step == steps.getFirst() ? first : c);
            check(step, step == steps.getFirst() ? first : c, first);
            double[] speeds = speeds(step, a, b, c);
            double median = speeds[speeds.length / 2];
            out.printf(
                    Locale.ROOT,
                    "%-28s %-42s %9.1f %7.1f–%-7.1f %6.1f %% %7s%n",
                    step.getClass().getSimpleName(),
                    step.idea(),
                    median,
                    speeds[0],
                    speeds[speeds.length - 1],
                    100 * median / peak,
                    Double.isNaN(before)
                            ? "–"
                            : String.format(Locale.ROOT, "%.1fx", median / before));
            out.flush();
            before = median;
        }
        return 0;
    }

    private void check(Product step, float[] c, float[] first) {
        for (int i = 0; i < first.length; i++) {
            if (!(Math.abs(c[i] - first[i]) <= Ladder.tolerance(size))) {
                throw new IllegalStateException(
                        step.getClass().getSimpleName()
                                + " has "
                                + c[i]
                                + " at "
                                + i
                                + ", the first sample "
                                + first[i]);
            }
        }
    }

    /** GFLOP/s of some turns, ascending; the compiler has the first two turns. */
    private double[] speeds(Product step, float[] a, float[] b, float[] c) {
        double[] speeds = new double[TURNS];
        for (int turn = -2; turn < TURNS; turn++) {
            int runs = 0;
            long start = System.nanoTime();
            do {
                step.run(size, size, size, a, b, c);
                runs++;
            } while ((System.nanoTime() - start) * NANO < seconds / TURNS);
            double took = System.nanoTime() - start;
            if (turn >= 0) {
                speeds[turn] = 2.0 * size * size * size * runs / took;
            }
        }
        Arrays.sort(speeds);
        return speeds;
    }
}
