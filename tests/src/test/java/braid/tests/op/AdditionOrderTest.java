package braid.tests.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Embedding;
import braid.tensor.op.Gather;
import braid.tensor.op.LayerNorm;
import braid.tensor.op.Op;
import braid.tensor.op.Sum;
import braid.tensor.op.SumRows;
import braid.tensor.op.Unfold;
import braid.tensor.random.Random;
import braid.tests.op.rig.Devices;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/** Additions have an order on devices too: the same bits as on the processor, or every time. */
final class AdditionOrderTest {

    private final List<Device> devices = Devices.accelerators();

    @BeforeEach
    void aDeviceIsThere() {
        assumeFalse(devices.isEmpty(), Devices.noAccelerators());
    }

    @Test
    void elementsThatMeetAreAddedInTheOrderOfTheIndex() {
        Tensor dy = Tensor.randn(Shape.of(3000, 33), Random.of(1));
        asOnTheProcessor(new Embedding.Backward(Shape.of(7, 33)), indices(7, 3000), dy);
        Tensor index = indices(11, 3000 * 33).reshape(3000, 33);
        asOnTheProcessor(new Gather.Backward(0, Shape.of(11, 33)), index, dy);
    }

    @Test
    void windowsAreAddedInTheirOrder() {
        var unfold = new Unfold(0, 9, 2);
        Tensor dy = Tensor.randn(Shape.of(200, 9), Random.of(2));
        asOnTheProcessor(new Unfold.Backward(unfold, Shape.of(407)), dy);
    }

    @Test
    void sumsHaveTheSameBitsEveryTime() {
        twice(new Sum(0), Tensor.randn(Shape.of(100_003), Random.of(3)));
        twice(new Sum(1), Tensor.randn(Shape.of(5, 20_001), Random.of(4)));
        Tensor rows = Tensor.randn(Shape.of(3001, 65), Random.of(5));
        twice(new SumRows(), rows);
        Tensor w = Tensor.randn(Shape.of(65), Random.of(6));
        Tensor statistics = Tensor.randn(Shape.of(3001), Random.of(7));
        twice(new LayerNorm.Backward(), rows, w, statistics, statistics, rows);
    }

    /** Numbers below a bound, some of them many times in a row. */
    private static Tensor indices(int bound, int n) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i < 100 ? 3 : (i * 31 + i / 7) % bound);
        return Tensor.of(Shape.of(n), all);
    }

    private void asOnTheProcessor(Op op, Tensor... in) {
        float[][] expected = bits(op, Device.cpu(), in);
        for (Device device : devices) {
            assertThat(bits(op, device, in)).as("%s on %s", op, device).isDeepEqualTo(expected);
        }
    }

    private void twice(Op op, Tensor... in) {
        for (Device device : devices) {
            float[][] first = bits(op, device, in);
            assertThat(bits(op, device, in)).as("%s on %s", op, device).isDeepEqualTo(first);
        }
    }

    private static float[][] bits(Op op, Device device, Tensor... in) {
        try (var scope = Scope.open()) {
            Tensor[] there = Arrays.stream(in).map(t -> t.to(device)).toArray(Tensor[]::new);
            return Arrays.stream(op.applyAll(there)).map(Tensor::toFloats).toArray(float[][]::new);
        }
    }
}
