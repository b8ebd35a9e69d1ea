package braid.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.kernels.device.DeviceBackend;
import braid.tensor.DType;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.Probe;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is said of tensors of a device that nobody gave back. */
final class LostTensorTest {

    private final Logger logger = Logger.getLogger("braid.kernels.device.LostStorages");
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord r) {
                    var message = new MessageFormat(r.getMessage(), Locale.ROOT);
                    said.add(message.format(r.getParameters()));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void aDeviceIsThere() {
        Probe probe = new OpenClProvider().probe();
        assumeTrue(probe.available(), "OpenCL: " + probe.detail() + "; " + probe.remedy());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void quiet() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void theOperationThatMadeItIsNamedOnce() throws InterruptedException {
        var backend =
                new DeviceBackend(new OpenClDriver("opencl:0", OpenClDevice.all().getFirst()));
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(Shape.of(3, 300)).to(backend.device());
            x.gelu(); // goes with the scope
            scope.keep(x.relu());
            scope.keep(x.relu());
            scope.keep(x.tanh());
        }
        for (int i = 0; i < 100 && said.size() < 2; i++) {
            System.gc();
            Thread.sleep(10);
            backend.allocate(DType.F32, 1).release();
        }
        assertThat(said)
                .containsExactlyInAnyOrder(
                        "opencl:0: 3,840 bytes made by relu outside any scope were left to the"
                                + " garbage collector; open a Scope around it",
                        "opencl:0: 3,840 bytes made by tanh outside any scope were left to the"
                                + " garbage collector; open a Scope around it");
        assertThat(backend.memory().used()).isZero();
    }
}
