package braid.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DeviceException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ScheduleTest {

    private final Driver processor = new HeapDriver(1 << 20);

    @AfterEach
    void nothingIsForced() {
        System.clearProperty(Schedule.PROPERTY);
    }

    @Test
    void aProcessorHasItsOwnUnlessTheOtherIsForced() {
        assertThat(Schedule.of(processor)).isEqualTo(Schedule.CPU);
        System.setProperty(Schedule.PROPERTY, "gpu");
        assertThat(Schedule.of(processor)).isEqualTo(Schedule.GPU);
    }

    @Test
    void anUnknownOneIsRefused() {
        System.setProperty(Schedule.PROPERTY, "fast");
        assertThatThrownBy(() -> Schedule.of(processor))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "fake:0: -Dbraid.opencl.schedule=fast\n"
                                + "  HINT: it can be gpu or cpu; left out, the device's type"
                                + " decides");
    }

    @Test
    void asGpuIsADeviceOfItsOwn() {
        DeviceBackend own = new DeviceBackend(processor);
        DeviceBackend gpu = own.asGpu();
        assertThat(gpu.schedule()).isEqualTo(Schedule.GPU);
        assertThat(gpu.device().toString()).isEqualTo("fake:0-gpu");
        assertThat(gpu.device()).isNotSameAs(own.device());
    }
}
