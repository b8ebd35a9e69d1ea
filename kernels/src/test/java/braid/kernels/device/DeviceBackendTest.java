package braid.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DType;
import braid.tensor.DeviceException;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.op.Add;
import braid.tensor.op.Matmul;
import braid.tensor.op.SquaredNorm;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.Map;

/** What needs no kernels that work. */
final class DeviceBackendTest {

    private static final long MIB = 1 << 20;

    private static DeviceBackend backend(long memory) {
        return new DeviceBackend(new HeapDriver(memory), Schedule.CPU);
    }

    private static Tensor tensor(DeviceBackend backend, int... dims) {
        return Tensor.allocate(Shape.of(dims), DType.F32, backend.device());
    }

    @Test
    void memoryThatNobodyRefersToIsFoundBeforeThereIsNone() {
        DeviceBackend backend = backend(100 * MIB);
        for (int i = 0; i < 50; i++) {
            backend.allocate(DType.F32, 8 * MIB);
        }
        assertThat(backend.memory().poolMisses()).isPositive();
    }

    @Test
    void withoutMemoryItSaysSo() {
        assertThatThrownBy(() -> backend(100 * MIB).allocate(DType.F32, 30 * MIB))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("fake:0: no memory for");
    }

    @Test
    void scratchOfAProductIsItsPackedOperand() {
        DeviceBackend backend = backend(100 * MIB);
        Tensor a = tensor(backend, 10, 300);
        Tensor b = tensor(backend, 300, 100);
        // Two panels of 64 columns.
        long packed = 2 * 64 * 300 * Float.BYTES;
        assertThat(backend.workspace(new Matmul(), new Tensor[] {a, b})).isEqualTo(packed);
        // Rows of A are turned first; blocks are multiples of 256 bytes.
        Tensor turned = tensor(backend, 300, 10).transpose(0, 1);
        assertThat(backend.workspace(new Matmul(), new Tensor[] {turned, b}))
                .isEqualTo(packed + DevicePool.rounded(10 * 300 * Float.BYTES));
        assertThat(backend.workspace(new Add(), new Tensor[] {a, a})).isZero();
    }

    @Test
    void whatNeedsDoublePrecisionSaysWhatTheDeviceLacks() {
        DeviceBackend backend = new DeviceBackend(withoutDoubles(), Schedule.GPU);
        Tensor x = Tensor.allocate(Shape.of(2), DType.F64, backend.device());
        Tensor y = tensor(backend, 2);
        assertThatThrownBy(x::neg)
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("neg: no kernel for F64 on fake:0")
                .hasMessageContaining("extension cl_khr_fp64 is missing");
        assertThatThrownBy(() -> y.to(DType.F64)).hasMessageContaining("cl_khr_fp64");
        assertThatThrownBy(() -> new SquaredNorm().apply(y)).hasMessageContaining("cl_khr_fp64");
    }

    private static Driver withoutDoubles() {
        Driver driver = new HeapDriver(64 * MIB);
        return (Driver)
                Proxy.newProxyInstance(
                        Driver.class.getClassLoader(),
                        new Class<?>[] {Driver.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "hasDoubles" -> false;
                                    case "properties" ->
                                            Map.of(
                                                    "double_precision",
                                                    "no: extension cl_khr_fp64 is missing");
                                    default -> method.invoke(driver, arguments);
                                });
    }

    @Test
    void aBudgetThatIsNoneIsRefused() {
        for (String told : new String[] {"2GiB", "-1", "0", ""}) {
            System.setProperty(DeviceBackend.BUDGET, told);
            try {
                assertThatThrownBy(() -> backend(MIB))
                        .isInstanceOf(DeviceException.class)
                        .hasMessageStartingWith("fake:0: -Dbraid.memory.budget=" + told);
            } finally {
                System.clearProperty(DeviceBackend.BUDGET);
            }
        }
    }

    @Test
    void aTargetOnAnotherDeviceIsNamed() {
        DeviceBackend one = backend(MIB * 64);
        Tensor x = tensor(one, 2);
        Tensor y = tensor(backend(MIB * 64), 2);
        assertThatThrownBy(() -> y.copyFrom(x))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("on different devices: operand 0 on fake:0, the target on");
    }
}
