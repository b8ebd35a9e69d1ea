package braid.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.kernels.device.Call;
import braid.kernels.device.Driver;
import braid.kernels.device.Program;
import braid.kernels.device.Segment;
import braid.tensor.DeviceException;
import braid.tensor.backend.Probe;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** On the first OpenCL device, where there is one. */
final class OpenClDriverTest {

    private final OpenClProvider provider = new OpenClProvider();

    @BeforeEach
    void aDeviceIsThere() {
        Probe probe = provider.probe();
        assumeTrue(probe.available(), "OpenCL: " + probe.detail() + "; " + probe.remedy());
    }

    private Driver driver() {
        return new OpenClDriver("opencl:0", OpenClDevice.all().getFirst());
    }

    @Test
    void whatIsWrittenIsReadAcrossTheStagingBuffers() {
        Driver driver = driver();
        int[] numbers = new int[(9 << 20) / Integer.BYTES + 3];
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
    void aProgramThatDoesNotBuildSaysWhere() {
        Program broken = new Program(List.of("broken.k"), Map.of("LIMIT", "3"));
        assertThatThrownBy(() -> driver().launch(new Call(broken, "broken").items(1, 1)))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("opencl:0: broken.k does not build on ")
                .hasMessageContaining("-D LIMIT=3")
                .hasMessageContaining("broken.k:4")
                .hasMessageContaining("nowhere")
                .hasMessageContaining("HINT: ");
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> provider.open(99))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("opencl:99: there are ")
                .hasMessageContaining("the first is opencl:0");
    }
}
