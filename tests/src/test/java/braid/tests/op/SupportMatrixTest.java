package braid.tests.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tests.op.rig.Support;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class SupportMatrixTest {

    @Test
    void theCommittedPageIsWhatTheCasesSay() throws IOException {
        String absent = Support.absent();
        assumeTrue(absent.isEmpty(), absent);
        // Surefire starts in the module's folder.
        Path page = Path.of("..").resolve(Support.PAGE);
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as(
                        "%s is old. Make it again, from the repository's root:"
                                + " LD_LIBRARY_PATH=tests/target/native java"
                                + " --add-modules=jdk.incubator.vector -jar tests/target/cases.jar"
                                + " support",
                        Support.PAGE)
                .isEqualTo(Support.page());
    }

    @Test
    void whatIsNotSupportedIsRefused() {
        Tensor x = Tensor.ones(Shape.of(2)).to(DType.BF16);
        assertThatThrownBy(() -> x.softmax(0))
                .hasMessage(
                        """
                        softmax: no kernel for BF16 on cpu
                          HINT: cast with to(DType.F32); docs/support-matrix.md says what there is\
                        """);
    }
}
