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

    /** Bytes that are copied. */
    private static final int COPIED = 64 << 20;

    /** Numbers of the peak, enough for every device, and the multiply-adds on each in a step. */
    private static final int NUMBERS = 1 << 16;

    private static final int STEPS = 4096;
    private static final int CHAINS = 8;

    /** Numbers of an item on a processor: its vector. */
    private static final int LANES = 16;

    private static final int RUNS = 5;

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
            Tensor from = Tensor.full(Shape.of(COPIED / Float.BYTES), 1, DType.F32, device);
            Tensor to = Tensor.full(Shape.of(COPIED / Float.BYTES), 1, DType.F32, device);
            double copy = seconds(backend, () -> new Contiguous().applyInto(to, from));
            result.put("memory_gbps", 2e-9 * COPIED / copy);
        }
        return result;
    }

    private static double peak(DeviceBackend backend, Device device) {
        boolean processor = backend.driver().isProcessor();
        int items = processor ? NUMBERS / LANES : NUMBERS;
        Tensor out = Tensor.full(Shape.of(items), 0, DType.F32, device);
        Program program = Program.of("peak.k");
        program = processor ? program.with("PROCESSOR", 1) : program;
        Call call = new Call(program, "peak").tensor(out).number(STEPS);
        call.items(items, processor ? 1 : ElementwiseCalls.GROUP);
        double seconds = seconds(backend, () -> backend.driver().launch(call));
        return 2e-9 * NUMBERS * STEPS * CHAINS / seconds;
    }

    /** The fastest of some runs after one that builds the program. */
    private static double seconds(DeviceBackend backend, Runnable work) {
        work.run();
        backend.synchronize();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            work.run();
            backend.synchronize();
            best = Math.min(best, 1e-9 * (System.nanoTime() - start));
        }
        return best;
    }
}
