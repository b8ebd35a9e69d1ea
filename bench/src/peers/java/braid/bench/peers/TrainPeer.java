package braid.bench.peers;

import braid.bench.TrainStep;
import braid.kernels.cpu.PeakFma;
import braid.kernels.cpu.Workers;

import org.bytedeco.pytorch.global.torch;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Training steps of config S in Braid and in libtorch, in turns within one process, from the same
 * weights on the same batch: the losses must agree, the times are compared.
 *
 * <p>{@code mvn -q -DskipTests package -Ppeers}, then {@code env -u OPENBLAS_CORETYPE -u
 * OPENBLAS_L2_SIZE GOMP_SPINCOUNT=1000 OMP_NUM_THREADS=2 OPENBLAS_NUM_THREADS=2 java
 * --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:Tier3DelayOn=100000
 * -Dbraid.threads=2 -cp bench/target/benchmarks.jar braid.bench.peers.TrainPeer}. Without the spin
 * count libtorch's idle threads hinder those of OpenBLAS, and it takes twice as long.
 */
@Command(name = "TrainPeer", description = "Training steps of Braid and libtorch in turns.")
public final class TrainPeer implements Callable<Integer> {

    /** Steps in a row: long enough that the caches are those of one library. */
    private static final int TURN = 4;

    @Option(
            names = "--rounds",
            defaultValue = "10",
            description = "Turns; default ${DEFAULT-VALUE}.")
    private int rounds;

    /** Runs the comparison; {@code --help} lists the options. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TrainPeer()).execute(args));
    }

    @Override
    public Integer call() {
        int threads = Workers.shared().size();
        torch.set_num_threads(threads);
        double peak = PeakFma.gflops(Workers.shared());
        TrainStep braid = new TrainStep();
        TorchGpt2 peer = new TorchGpt2(braid.model(), TrainStep.LEARNING_RATE);
        double apart = 0;
        for (int i = 0; i < TrainStep.WARMUP; i++) {
            double ours = braid.step();
            double theirs = peer.step(braid.ids(), braid.next(), TrainStep.BATCH);
            apart = Math.max(apart, Math.abs(ours - theirs));
        }
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] ratios = new double[rounds];
        for (int r = 0; r < rounds; r++) {
            ours[r] = tokensPerSecond(braid::step);
            theirs[r] =
                    tokensPerSecond(() -> peer.step(braid.ids(), braid.next(), TrainStep.BATCH));
            ratios[r] = ours[r] / theirs[r];
        }
        System.out.printf(
                Locale.ROOT,
                "config S, %d threads, peak %.0f GFLOP/s; losses of the first %d steps at most %.1e"
                        + " apart%n",
                threads,
                peak,
                TrainStep.WARMUP,
                apart);
        print("braid", ours, peak);
        print("libtorch", theirs, peak);
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "ratio: median %.2f (%.2f to %.2f)%n",
                ratios[rounds / 2],
                ratios[0],
                ratios[rounds - 1]);
        return 0;
    }

    private static double tokensPerSecond(Runnable step) {
        long start = System.nanoTime();
        for (int i = 0; i < TURN; i++) {
            step.run();
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        return TURN * TrainStep.BATCH * TrainStep.CONTEXT / seconds;
    }

    private static void print(String name, double[] tokens, double peak) {
        double[] sorted = tokens.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        double gflops = median * TrainStep.flopsPerToken() * 1e-9;
        System.out.printf(
                Locale.ROOT,
                "%-16s median %6.0f tokens/s (%.0f to %.0f), %.0f GFLOP/s = %.0f %% of the peak%n",
                name,
                median,
                sorted[0],
                sorted[sorted.length - 1],
                gflops,
                100 * gflops / peak);
    }
}
