package braid.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JVM without the vector module does: refuse with the flag to add, or say that it is slow.
 */
final class VectorModeTest {

    /** Runs in the child JVM. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) {
            try {
                Device cpu = Device.cpu();
                System.out.println(cpu.backend().properties());
                System.out.println(cpu.backend().measure());
            } catch (TensorException e) {
                System.out.println(e.getMessage());
                return;
            }
            try (var scope = Scope.open()) {
                Tensor x = Tensor.of(Shape.of(2, 3), 1f, -2f, 3f, 0f, 5f, -6f).requiresGrad(true);
                Tensor y = x.matmul(x.transpose(0, 1)).gelu().softmax(-1).mul(x.sum());
                y.pow(3).add(x.dropout(0, braid.tensor.random.Random.of(1)).sum()).sum().backward();
                System.out.println("computed " + x.grad().toFloats().length);
            }
        }
    }

    private static String child(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add("-Xshare:auto");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Child.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void withoutTheModuleTheDeviceIsRefusedWithTheFlagToAdd() throws Exception {
        assertThat(child().strip())
                .isEqualTo(
                        "cpu: this JVM runs without the module jdk.incubator.vector\n"
                                + "  HINT: start java with --add-modules=jdk.incubator.vector, or, to"
                                + " run without vectors at a hundredth of the speed, with"
                                + " -Dbraid.scalar=allow");
    }

    @Test
    void scalarKernelsRunWherePermittedAndSaySo() throws Exception {
        assertThat(child("-Dbraid.scalar=allow"))
                .contains("vector=none: scalar kernels")
                .contains("threads=1")
                .contains("computed 6");
    }

    @Test
    void thisJvmHasVectors() {
        var properties = Device.cpu().backend().properties();
        assertThat(properties.get("vector")).isEqualTo(Vectors.LANES * 32 + " bits");
        assertThat(properties.get("threads")).isEqualTo("" + Workers.shared().size());
        assertThat(properties.get("processor")).isNotBlank();
        assertThat(Device.parse("reference").backend().properties())
                .containsEntry("vector", "none: scalar kernels");
    }
}
