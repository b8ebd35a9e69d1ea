package braid.bench;

import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Matmul;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The products of {@link GemmWork} as an operation of a device; operands stay in its memory. */
public final class DeviceGemm implements Workload {

    private static final String LARGE =
            "NN 4096 4096 4096, NT 4096 4096 4096, TN 4096 4096 4096, NT 16384 3072 768, NT 8192 50257 768";

    private final GemmWork same;
    private final Device device;
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;

    /** The same product with the same numbers on a device. */
    DeviceGemm(GemmWork same, Device device) {
        this.same = same;
        this.device = device;
        a = stored(same.transA(), same.m(), same.k(), same.a());
        b = stored(same.transB(), same.k(), same.n(), same.b());
        c = Kept.on(device, Tensor.zeros(Shape.of(same.m(), same.n())));
    }

    private Tensor stored(boolean transposed, int rows, int columns, float[] numbers) {
        Shape shape = transposed ? Shape.of(columns, rows) : Shape.of(rows, columns);
        Tensor t = Kept.on(device, Tensor.of(shape, numbers));
        return transposed ? t.transpose(0, 1) : t;
    }

    /** The shapes that begin so, of those that are measured, and some that fill a large GPU. */
    static Stream<Workload> all(Device device, String prefix) {
        return Stream.concat(GemmWork.all(prefix), GemmWork.ofShapes(LARGE, prefix))
                .map(w -> new DeviceGemm((GemmWork) w, device));
    }

    @Override
    public String shape() {
        return same.shape();
    }

    @Override
    public double work() {
        return same.work();
    }

    @Override
    public double gflop() {
        return same.gflop();
    }

    @Override
    public void run() {
        new Matmul().applyInto(c, a, b);
        device.backend().synchronize();
    }

    @Override
    public Map<String, Supplier<float[]>> results() {
        return Map.of("product", c::toFloats);
    }
}
