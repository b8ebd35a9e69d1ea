package braid.bench.jmh;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One operation at one size, in F32, without gradients. After the last run the same compiled code
 * must compute from fresh operands, of the same sizes but for the rows, what the scalar reference
 * computes from them in double precision, or the figures are of something else: see {@link
 * Nearness}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class ForwardBenchmark {

    private static final Device REFERENCE = Device.parse("reference");

    /** Rows of the check at most: with all of them the reference would take a minute. */
    private static final int CHECKED = 512;

    /** Of the operands; sizes in the descriptions are those of 4096. A multiple of 256. */
    @Param("4096")
    public int rows;

    private Tensor[] inputs = {};

    /** Operands, on the CPU, the same for the same state of the generator. */
    abstract Tensor[] operands(Random random, int rows);

    /** The operation, on the device of the operands. */
    abstract Tensor apply(Tensor[] in);

    /** Length of the longest sum in a result or a gradient, 0 for none. */
    int terms(int rows) {
        return 0;
    }

    /** What of a result is compared: where several are right, what they have in common. */
    Tensor compared(Tensor y, Tensor[] in) {
        return y;
    }

    /** All that is compared, from operands on any device: the result. */
    List<Tensor> results(Tensor[] in) {
        return List.of(compared(apply(in), in));
    }

    final Tensor[] inputs() {
        return inputs;
    }

    /** Makes the operands. */
    @Setup
    public void make() {
        inputs = operands(Random.of(1), rows);
    }

    /** The result alone, nothing recorded. */
    @Benchmark
    public Tensor forward() {
        try (var scope = braid.tensor.Scope.open();
                var off = GradMode.off()) {
            return apply(inputs);
        }
    }

    /** Refuses results that are not those of the reference. */
    @TearDown
    public void check() {
        try (var scope = braid.tensor.Scope.open()) {
            int few = Math.min(rows, CHECKED);
            Tensor[] fresh = operands(Random.of(1), few);
            Tensor[] wide = Arrays.stream(fresh).map(ForwardBenchmark::wide).toArray(Tensor[]::new);
            List<Tensor> exact = results(wide);
            List<Tensor> ours = results(fresh);
            for (int i = 0; i < exact.size(); i++) {
                String name = getClass().getSimpleName() + (i == 0 ? ": result" : ": gradient");
                // A gradient is a function of a function: it rounds twice as often.
                int terms = terms(few) + (i == 0 ? 0 : Nearness.ROUNDINGS);
                Nearness.require(name, ours.get(i), exact.get(i), terms);
            }
        }
    }

    private static Tensor wide(Tensor t) {
        Tensor same = t.dtype().isFloating() ? t.to(DType.F64) : t;
        return same.to(REFERENCE);
    }

    /** Standard normal numbers. */
    static Tensor normal(Random random, int... dims) {
        return Tensor.randn(Shape.of(dims), random);
    }

    /** Numbers in [0.5, 1.5). */
    static Tensor positive(Random random, int... dims) {
        return Tensor.rand(Shape.of(dims), random).add(0.5);
    }

    /** Whole numbers in [0, bound). */
    static Tensor ids(Random random, int bound, int... dims) {
        Shape shape = Shape.of(dims);
        int[] ids = new int[(int) shape.numel()];
        Arrays.setAll(ids, i -> random.nextInt(bound));
        return Tensor.of(shape, ids);
    }
}
