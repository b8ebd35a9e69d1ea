package braid.bench.peers;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import braid.kernels.cpu.PeakFma;
import braid.kernels.cpu.Workers;
import braid.kernels.cpu.gemm.Epilogue;
import braid.kernels.cpu.gemm.Sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * Matrix products of Braid and OpenBLAS, in turns within one process, so that both meet the same
 * disturbances. One thread is measured by its processor time, several by the clock.
 *
 * <p>{@code mvn -q -DskipTests package -Ppeers}, then {@code env -u OPENBLAS_CORETYPE -u
 * OPENBLAS_L2_SIZE java --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp
 * bench/target/benchmarks.jar braid.bench.peers.SgemmPeer}
 */
@Command(name = "SgemmPeer", description = "Matrix products of Braid and OpenBLAS in turns.")
public final class SgemmPeer implements Callable<Integer> {

    /** Layers of small transformers, squares, and the layers of config S (last 15). */
    private static final String SHAPES =
            """
            NN 256 256 256, NN 512 512 512, NN 1024 1024 1024, NN 2048 2048 2048, NN 512 768 256,
            NN 512 256 256, NN 512 1024 256, NN 512 256 1024, NN 512 512 256, NN 512 128 128,
            NN 512 384 384, NN 512 1536 384, NN 512 384 1536, NN 2048 128 512, NN 2048 768 256,
            NN 2048 256 256, NN 2048 1024 256, NN 2048 256 1024, NN 2048 512 256, NN 4096 1024 256,
            NN 512 2304 768, NN 512 768 768, NN 512 3072 768, NN 512 768 3072, NT 512 768 256,
            NT 2048 768 256, NT 2048 256 1024, NT 2048 1024 256, NT 512 768 3072, NT 512 3072 768,
            TN 256 768 512, TN 256 256 2048, TN 256 768 2048, TN 256 1024 2048, TN 1024 256 2048,
            TN 768 3072 512, TN 3072 768 512, NT 256 256 32, NN 256 32 256,
            NT 4096 768 256, NT 4096 256 256, NT 4096 1024 256, NT 4096 256 1024, NT 4096 512 256,
            NN 4096 256 768, NN 4096 256 256, NN 4096 256 1024, NN 4096 1024 256, NN 4096 256 512,
            TN 768 256 4096, TN 256 256 4096, TN 1024 256 4096, TN 256 1024 4096, TN 512 256 4096
            """;

    private static final int FLOATS = 1 << 24;
    private static final double FLOP_PER_RUN = 2e9;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,2",
            description = "Numbers of threads; default ${DEFAULT-VALUE}.")
    private int[] threads;

    @Option(
            names = "--runs",
            defaultValue = "9",
            description = "Runs of each library on each shape; default ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--only", description = "Only shapes that begin so, for example 'TN 256'.")
    private String only = "";

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    private final float[] a = random(1);
    private final float[] b = random(2);
    private final float[] c = new float[FLOATS];
    private final FloatPointer peerA = new FloatPointer(a);
    private final FloatPointer peerB = new FloatPointer(b);
    private final FloatPointer peerC = new FloatPointer(c);

    /** Runs the comparison; {@code --help} lists the options. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SgemmPeer()).execute(args));
    }

    private record Shape(boolean transA, boolean transB, int m, int n, int k) {

        static Shape parse(String text) {
            String[] p = text.strip().split(" +");
            return new Shape(
                    p[0].charAt(0) == 'T',
                    p[0].charAt(1) == 'T',
                    Integer.parseInt(p[1]),
                    Integer.parseInt(p[2]),
                    Integer.parseInt(p[3]));
        }

        double flop() {
            return 2.0 * m * n * k;
        }

        int lda() {
            return transA ? m : k;
        }

        int ldb() {
            return transB ? k : n;
        }

        @Override
        public String toString() {
            String kind = (transA ? "T" : "N") + (transB ? "T" : "N");
            return kind + " " + m + " " + n + " " + k;
        }
    }

    /** GFLOP/s of the runs, sorted, and the median of the ratios of neighbouring runs. */
    private record Result(double[] braid, double[] openBlas, double ratio) {

        double bestRatio() {
            return best(braid) / best(openBlas);
        }
    }

    @Override
    public Integer call() {
        for (String name : List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")) {
            if (System.getenv(name) != null) {
                System.err.println(name + " is set and would slow OpenBLAS down: unset it");
                return CommandLine.ExitCode.USAGE;
            }
        }
        Loader.load(org.bytedeco.openblas.global.openblas.class);
        for (int t : threads) {
            compare(t);
        }
        return CommandLine.ExitCode.OK;
    }

    private void compare(int count) {
        Workers.resize(count);
        blas_set_num_threads(count);
        double peak = PeakFma.gflops(Workers.shared());
        warmUp();
        if (!json) {
            System.out.printf(
                    Locale.ROOT,
                    "%d threads, peak %.0f GFLOP/s; median (best) GFLOP/s of %d runs%n",
                    count,
                    peak,
                    runs);
        }
        List<Result> results = new ArrayList<>();
        for (String text : SHAPES.split(",")) {
            Shape s = Shape.parse(text);
            if (s.toString().startsWith(only)) {
                Result r = measure(s, count);
                results.add(r);
                print(s, count, peak, r);
            }
        }
        double median = geometricMean(results.stream().mapToDouble(Result::ratio).toArray());
        double best = geometricMean(results.stream().mapToDouble(Result::bestRatio).toArray());
        String format =
                json
                        ? "{\"threads\":%d,\"shapes\":%d,\"ratio\":%.4f,\"best_ratio\":%.4f}%n"
                        : "%d threads, %d shapes: Braid / OpenBLAS %.3f (of the best runs %.3f)%n";
        System.out.printf(Locale.ROOT, format, count, results.size(), median, best);
    }

    private void print(Shape s, int count, double peak, Result r) {
        String format =
                json
                        ? "{\"shape\":\"%s\",\"threads\":%d,\"braid_gflops\":%.1f,"
                                + "\"braid_best\":%.1f,\"openblas_gflops\":%.1f,"
                                + "\"openblas_best\":%.1f,\"ratio\":%.4f,\"peak_fraction\":%.3f}%n"
                        : "%-18s %d  Braid %6.1f (%6.1f)  OpenBLAS %6.1f (%6.1f)  ratio %.3f  %.2f"
                                + " of peak%n";
        System.out.printf(
                Locale.ROOT,
                format,
                s,
                count,
                median(r.braid),
                best(r.braid),
                median(r.openBlas),
                best(r.openBlas),
                r.ratio,
                best(r.braid) / peak);
    }

    /** Lets the compiler finish all kernels. */
    private void warmUp() {
        for (int i = 0; i < 200; i++) {
            braid(new Shape(i % 4 > 1, i % 2 > 0, 250, 250, 256));
        }
    }

    private Result measure(Shape s, int count) {
        int repeats = Math.max(1, (int) (FLOP_PER_RUN / s.flop()));
        double[] x = new double[runs];
        double[] y = new double[runs];
        double[] ratios = new double[runs];
        for (int r = -1; r < runs; r++) { // the first does not count
            long t0 = now(count);
            for (int i = 0; i < repeats; i++) {
                braid(s);
            }
            long t1 = now(count);
            for (int i = 0; i < repeats; i++) {
                openBlas(s);
            }
            long t2 = now(count);
            if (r >= 0) {
                x[r] = repeats * s.flop() / (t1 - t0);
                y[r] = repeats * s.flop() / (t2 - t1);
                ratios[r] = x[r] / y[r];
            }
        }
        Arrays.sort(x);
        Arrays.sort(y);
        Arrays.sort(ratios);
        return new Result(x, y, median(ratios));
    }

    private static long now(int count) {
        return count == 1 ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private void braid(Shape s) {
        Sgemm.gemm(
                s.transA,
                s.transB,
                s.m,
                s.n,
                s.k,
                1f,
                a,
                0,
                s.lda(),
                b,
                0,
                s.ldb(),
                0f,
                c,
                0,
                s.n,
                Epilogue.NONE);
    }

    private void openBlas(Shape s) {
        cblas_sgemm(
                CblasRowMajor,
                s.transA ? CblasTrans : CblasNoTrans,
                s.transB ? CblasTrans : CblasNoTrans,
                s.m,
                s.n,
                s.k,
                1f,
                peerA,
                s.lda(),
                peerB,
                s.ldb(),
                0f,
                peerC,
                s.n);
    }

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] x = new float[FLOATS];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat() - 0.5f;
        }
        return x;
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static double best(double[] sorted) {
        return sorted[sorted.length - 1];
    }

    private static double geometricMean(double[] x) {
        return Math.exp(Arrays.stream(x).map(Math::log).average().orElse(0));
    }
}
