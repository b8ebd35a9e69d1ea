package braid.bench;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Operations on the rows of 16 million numbers, which the speed of memory bounds. The work counts
 * each number once on its way in and, where there are as many results, once on its way out.
 */
final class RowWork implements Workload {

    private static final double EPSILON = 1e-5;

    private final String shape;
    private final Tensor x;
    private final double gigabytes;
    private final UnaryOperator<Tensor> operation;
    private float[] last = {};

    private RowWork(String name, Tensor x, int passes, UnaryOperator<Tensor> operation) {
        shape = name + " " + x.dim(0) + " x " + x.dim(1);
        this.x = x;
        gigabytes = 1e-9 * passes * Float.BYTES * x.numel();
        this.operation = operation;
    }

    /** All operations. */
    static Stream<Workload> all(Device device) {
        Stream<Supplier<Workload>> each =
                Stream.of(
                        () -> softmax(device), () -> layerNorm(device), () -> crossEntropy(device));
        return each.map(Supplier::get);
    }

    private static Workload softmax(Device device) {
        return new RowWork("softmax", normal(16384, 1024, device), 2, x -> x.softmax(-1));
    }

    private static Workload layerNorm(Device device) {
        Tensor gain = Kept.on(device, Tensor.ones(Shape.of(512)));
        Tensor bias = Kept.on(device, Tensor.zeros(Shape.of(512)));
        Tensor x = normal(32768, 512, device);
        return new RowWork("layer norm", x, 2, t -> t.layerNorm(gain, bias, EPSILON));
    }

    private static Workload crossEntropy(Device device) {
        int rows = 512;
        int classes = 32000;
        int[] wanted = IntStream.range(0, rows).map(i -> i * classes / rows).toArray();
        Tensor targets = Kept.on(device, Tensor.of(Shape.of(rows), wanted));
        return new RowWork(
                "cross-entropy", normal(rows, classes, device), 1, x -> x.crossEntropy(targets));
    }

    private static Tensor normal(int rows, int columns, Device device) {
        return Kept.on(device, Tensor.randn(Shape.of(rows, columns), Random.of(1)));
    }

    @Override
    public String shape() {
        return shape;
    }

    @Override
    public double work() {
        return gigabytes;
    }

    @Override
    public double gflop() {
        return Double.NaN;
    }

    @Override
    public void run() {
        try (var scope = Scope.open()) {
            Tensor y = operation.apply(x);
            last = (y.rank() == 0 ? y : y.slice(0, y.dim(0) - 1, y.dim(0))).toFloats();
        }
    }

    @Override
    public Map<String, Supplier<float[]>> results() {
        return Map.of("last row", () -> last);
    }
}
