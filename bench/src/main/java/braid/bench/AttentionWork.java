package braid.bench;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.SelfAttention;
import braid.tensor.random.Random;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Causal self-attention, forward and backward, of ever longer sequences at the same number of
 * tokens: 8 heads of 32, as in config S. The work counts the scores below the diagonal alone.
 */
final class AttentionWork implements Workload {

    private static final int TOKENS = 4096;
    private static final int HEADS = 8;
    private static final int HEAD_SIZE = 32;

    /** Queries, keys and values. */
    private static final int PACKED = 3;

    /** Products of T x T x HS: two forward, five backward. */
    private static final int PRODUCTS = 7;

    private final int length;
    private final Tensor qkv;
    private final Tensor dy;
    private double last = Double.NaN;

    private AttentionWork(int length, Device device) {
        this.length = length;
        int width = HEADS * HEAD_SIZE;
        Shape shape = Shape.of(TOKENS / length, length, PACKED * width);
        qkv = Tensor.randn(shape, Random.of(1)).to(device).requiresGrad(true);
        dy = Tensor.randn(shape.with(2, width), Random.of(2)).to(device);
    }

    /** All lengths. */
    static Stream<Workload> all(Device device) {
        return Stream.of(256, 1024, 4096).map(length -> new AttentionWork(length, device));
    }

    @Override
    public String shape() {
        return "8 heads of 32, " + TOKENS / length + " x " + length;
    }

    @Override
    public double work() {
        return gflop();
    }

    @Override
    public double gflop() {
        double scores = 0.5 * length * (length + 1.0) * HEADS * TOKENS / length;
        return PRODUCTS * 2e-9 * scores * HEAD_SIZE;
    }

    @Override
    public void run() {
        try (var scope = Scope.open()) {
            Tensor y = new SelfAttention(HEADS, HEADS, true, 1 / Math.sqrt(HEAD_SIZE)).apply(qkv);
            y.backward(dy);
            last = y.sum().item();
        }
        qkv.zeroGrad();
    }

    @Override
    public Map<String, Supplier<float[]>> results() {
        return Map.of("sum", () -> new float[] {(float) last});
    }
}
