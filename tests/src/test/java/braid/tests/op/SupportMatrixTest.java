package braid.tests.op;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tests.op.rig.Support;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class SupportMatrixTest {

    @Test
    void theCommittedPageIsWhatTheCasesSay() throws IOException {
        // Surefire starts in the module's folder.
        Path page = Path.of("..").resolve(Support.PAGE);
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as(
                        "%s is old. Make it again, from the repository's root: java"
                                + " --add-modules=jdk.incubator.vector -jar tests/target/cases.jar"
                                + " support",
                        Support.PAGE)
                .isEqualTo(Support.page());
    }
}
