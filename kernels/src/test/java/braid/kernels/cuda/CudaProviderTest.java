package braid.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import braid.tensor.Device;
import braid.tensor.DeviceException;

import org.junit.jupiter.api.Test;

/** What is said where there is no driver; and which compiler is looked for. */
final class CudaProviderTest {

    @Test
    void aMissingDriverIsNamed() {
        assumeFalse(Libraries.exists(Libraries.driver()), "there is a driver");
        assertThat(new CudaProvider().devices()).isEmpty();
        assertThatThrownBy(() -> Device.parse("cuda:0"))
                .isInstanceOf(DeviceException.class)
                .hasMessage(
                        "cuda:0: no %s on this machine\n  HINT: install the driver of NVIDIA, on"
                                + " Debian: apt install nvidia-driver; a container needs the NVIDIA"
                                + " container toolkit and --gpus all",
                        Libraries.driver());
    }

    @Test
    void theCompilerThatTheDriverKnowsComesFirst() {
        assertThat(Libraries.compilers(12))
                .filteredOn(name -> !name.contains("/"))
                .first()
                .asString()
                .contains("12");
        assertThat(Libraries.compilers(12))
                .containsExactlyInAnyOrderElementsOf(Libraries.compilers(13));
        assertThat(Libraries.compilers(12).getLast()).contains("13");
    }
}
