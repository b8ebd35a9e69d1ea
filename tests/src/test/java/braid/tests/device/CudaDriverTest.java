package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.kernels.device.Driver;
import braid.kernels.device.Program;
import braid.kernels.device.Segment;
import braid.tensor.Device;
import braid.tensor.DeviceException;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tests.op.rig.Devices;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** On the first CUDA device, where there is one. */
final class CudaDriverTest {

    @BeforeEach
    void aDeviceIsThere() {
        String absent = Devices.absent("cuda");
        assumeTrue(absent.isEmpty(), absent);
    }

    private static Driver driver() {
        return Drivers.of(Device.parse("cuda:0"));
    }

    @Test
    void whatIsWrittenIsReadAcrossTheStagingBuffers() {
        Driver driver = driver();
        int[] numbers = new int[(25 << 20) / Integer.BYTES + 3];
        Arrays.setAll(numbers, i -> 7 * i);
        Segment segment = Objects.requireNonNull(driver.reserve(4L * numbers.length + 256));
        int[] source = numbers.clone();
        driver.write(MemorySegment.ofArray(source), segment, 256);
        Arrays.fill(source, -1); // a write is queued, not to be awaited
        int[] back = new int[numbers.length];
        driver.read(segment, 256, MemorySegment.ofArray(back));
        assertThat(back).isEqualTo(numbers);
        driver.free(segment);
    }

    @Test
    void otherThreadsUseTheDeviceToo() throws InterruptedException {
        Device device = Device.parse("cuda:0");
        float[][] result = new float[1][];
        Thread other =
                new Thread(() -> {
                    try (var scope = Scope.open()) {
                        result[0] = Tensor.ones(Shape.of(3)).to(device).neg().toFloats();
                    }
                });
        other.start();
        other.join();
        assertThat(result[0]).containsOnly(-1f);
    }

    @Test
    void aProgramThatDoesNotBuildSaysWhere() {
        Program broken = new Program(List.of("broken.k"), Map.of("LIMIT", "3"));
        assertThatThrownBy(() -> Drivers.run(driver(), broken, "broken", 1))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("cuda:0: broken.k does not build with NVRTC ")
                .hasMessageContaining("-DLIMIT=3")
                .hasMessageContaining("NVRTC_ERROR_COMPILATION")
                .hasMessageContaining("broken.k")
                .hasMessageContaining("nowhere")
                .hasMessageContaining("HINT: ");
    }

    @Test
    void moreGroupsThanAGridHasAreRefused() {
        Device device = Device.parse("cuda:0");
        try (var scope = Scope.open()) {
            Tensor a = Tensor.ones(Shape.of(70_000, 2, 2)).to(device);
            assertThatThrownBy(() -> a.matmul(a))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining("more than 65535 groups in a direction")
                    .hasMessageContaining("HINT: split the batch");
        }
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> Device.parse("cuda:99"))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("cuda:99: there are ")
                .hasMessageContaining("the first is cuda:0");
    }
}
