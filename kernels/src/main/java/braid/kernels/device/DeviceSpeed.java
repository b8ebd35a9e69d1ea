package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Contiguous;
import braid.tensor.op.Matmul;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a device can do and what matrix products reach on it, in some seconds. */
final class DeviceSpeed {

    /** Rows, columns and depth of the product: 2.1 GFLOP. */
    private static final int SIZE = 1024;

    /** Bytes that are copied; more on a device of many multiprocessors, whose cache is large. */
    private static final int COPIED = 64 << 20;

    private static final int COPIED_EACH = 2 << 20;

    /** Numbers of the peak, for all and for each multiprocessor: enough to fill them. */
    private static final int NUMBERS = 1 << 16;

    private static final int NUMBERS_EACH = 1 << 12;

    /** Multiply-adds on each number in a step, one after the other and side by side. */
    private static final int STEPS = 4096;

    private static final int CHAINS = 8;

    /** Numbers of an item on a processor: its vector. */
    private static final int LANES = 16;

    private static final int TURNS = 5;

    /** Seconds of a turn. */
    private static final double TURN = 5e-3;

    private DeviceSpeed() {}

    /**
     * {@code fma_peak_gflops} of multiply-adds in registers, {@code gemm_gflops} of a product of
     * 1024 x 1024 matrices and {@code gemm_fraction}, its share of the peak; {@code memory_gbps} of
     * a copy, read and written bytes together.
     */
    static Map<String, Double> measure(DeviceBackend backend) {
        Map<String, Double> result = new LinkedHashMap<>();
        Device device = backend.device();
        try (var scope = Scope.open()) {
            double peak = peak(backend, device);
            result.put("fma_peak_gflops", peak);
            Tensor a = Tensor.full(Shape.of(SIZE, SIZE), 1, DType.F32, device);
            Tensor b = Tensor.full(Shape.of(SIZE, SIZE), 1, DType.F32, device);
            Tensor c = Tensor.full(Shape.of(SIZE, SIZE), 1, DType.F32, device);
            double seconds = seconds(backend, () -> new Matmul().applyInto(c, a, b));
            double gemm = 2e-9 * SIZE * SIZE * SIZE / seconds;
            result.put("gemm_gflops", gemm);
            result.put("gemm_fraction", gemm / peak);
            int bytes = Math.max(COPIED, COPIED_EACH * backend.driver().multiprocessors());
            Tensor from = Tensor.full(Shape.of(bytes / Float.BYTES), 1, DType.F32, device);
            Tensor to = Tensor.full(Shape.of(bytes / Float.BYTES), 1, DType.F32, device);
            double copy = seconds(backend, () -> new Contiguous().applyInto(to, from));
            result.put("memory_gbps", 2e-9 * bytes / copy);
        }
        return result;
    }

    private static double peak(DeviceBackend backend, Device device) {
        boolean processor = backend.driver().isProcessor();
        int numbers = Math.max(NUMBERS, NUMBERS_EACH * backend.driver().multiprocessors());
        int items = processor ? numbers / LANES : numbers;
        Tensor out = Tensor.full(Shape.of(items), 0, DType.F32, device);
        Program program = Program.of("peak.k");
        program = processor ? program.with("PROCESSOR", 1) : program;
        Call call = new Call(program, "peak").tensor(out).number(STEPS);
        call.items(items, processor ? 1 : ElementwiseCalls.GROUP);
        double seconds = seconds(backend, () -> backend.driver().launch(call));
        return 2e-9 * numbers * STEPS * CHAINS / seconds;
    }

    /**
     * The fastest of some turns, each of some milliseconds, after a run that builds the program.
     */
    private static double seconds(DeviceBackend backend, Runnable work) {
        turn(backend, work, 1);
        int runs = (int) Math.ceil(TURN / turn(backend, work, 1));
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TURNS; i++) {
            best = Math.min(best, turn(backend, work, runs));
        }
        return best;
    }

    private static double turn(DeviceBackend backend, Runnable work, int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            work.run();
        }
        backend.synchronize();
        return 1e-9 * (System.nanoTime() - start) / runs;
    }
}
