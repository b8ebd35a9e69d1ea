package braid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DeviceTest {

    @Test
    void aDeviceIsTheSameObjectUnderItsName() {
        assertThat(Device.parse("CPU")).isSameAs(Device.cpu()).hasToString("cpu");
    }

    @Test
    void nothingFallsBack() {
        assertThatThrownBy(() -> Device.parse("tpu:1"))
                .isInstanceOf(TensorException.class)
                .hasMessage(
                        "device tpu:1: no backend for it on the class path (found: [cpu])\n"
                                + "  HINT: use one of [cpu]");
        assertThatThrownBy(() -> Device.parse("cuda:x"))
                .hasMessageStartingWith("device cuda:x: the part after the colon is not a number");
    }
}
