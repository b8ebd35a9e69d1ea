package braid.bench;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What an operation costs beside its arithmetic: additions of one element, recorded on the tape.
 */
public final class EmptyOp implements Workload {

    /** Operations in a run. */
    public static final int OPERATIONS = 1000;

    private final Tensor x;
    private double last;

    EmptyOp(Device device) {
        x = Tensor.full(Shape.of(1), 1).to(device).requiresGrad(true);
    }

    @Override
    public String shape() {
        return "add of 1 element, with tape";
    }

    @Override
    public double work() {
        return OPERATIONS;
    }

    @Override
    public double gflop() {
        return Double.NaN;
    }

    @Override
    public void run() {
        try (var scope = Scope.open()) {
            Tensor y = x;
            for (int i = 0; i < OPERATIONS; i++) {
                y = y.add(x);
            }
            last = y.item();
        }
    }

    @Override
    public Map<String, Supplier<float[]>> results() {
        return Map.of("sum", () -> new float[] {(float) last});
    }
}
