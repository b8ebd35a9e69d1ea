package braid.kernels.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.kernels.device.Program;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class KernelSourceTest {

    @Test
    void aPlatformsOwnFileStandsInForTheSharedOne() {
        Program program = new Program(List.of("block.k", "softmax.k"), Map.of());
        assertThat(lines(program, "prelude.cu"))
                .containsExactly(
                        "#line 1 \"prelude.cu\"", "#line 1 \"block.cu\"", "#line 1 \"softmax.k\"");
        assertThat(lines(program, "prelude.cl"))
                .containsExactly(
                        "#line 1 \"prelude.cl\"", "#line 1 \"block.k\"", "#line 1 \"softmax.k\"");
    }

    private static List<String> lines(Program program, String prelude) {
        return KernelSource.of(program, prelude)
                .lines()
                .filter(line -> line.startsWith("#line"))
                .toList();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Program program = new Program(List.of("nothing.k"), Map.of());
        assertThatThrownBy(() -> KernelSource.of(program, "prelude.cl"))
                .hasMessage("no kernel file nothing.k");
    }
}
