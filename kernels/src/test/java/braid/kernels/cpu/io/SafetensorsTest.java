package braid.kernels.cpu.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.io.Safetensors;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of tensors: every type comes back, and no damage goes unnoticed or ends in another
 * exception.
 */
final class SafetensorsTest {

    @TempDir Path folder;

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        Tensor x = Tensor.randn(Shape.of(3, 5), Random.of(1));
        for (DType dtype : DType.values()) {
            all.put(dtype.name(), x.mul(10).abs().to(dtype));
        }
        all.put("turned", x.transpose(0, 1));
        all.put("empty", Tensor.zeros(Shape.of(0, 4)));
        all.put("scalar", Tensor.full(Shape.scalar(), 7));
        return all;
    }

    @Test
    void everyTypeComesBack() throws IOException {
        Path file = folder.resolve("t.safetensors");
        Map<String, Tensor> saved = tensors();
        Safetensors.write(file, saved, Map.of("step", "12"));
        Safetensors.Content read = Safetensors.read(file);
        assertThat(read.metadata()).containsEntry("step", "12");
        assertThat(read.tensors().keySet()).containsExactlyElementsOf(saved.keySet());
        saved.forEach((name, t) -> {
            assertThat(read.tensors().get(name).shape()).isEqualTo(t.shape());
            assertThat(read.tensors().get(name).toRaw()).isEqualTo(t.toRaw());
        });
    }

    @Test
    void damagedFilesAreRefusedWithTheFileNamed() throws IOException {
        Path file = folder.resolve("t.safetensors");
        Safetensors.write(file, tensors(), Map.of());
        byte[] good = Files.readAllBytes(file);
        Random random = Random.of(3);
        for (int i = 0; i < 2000; i++) {
            byte[] bad =
                    i % 2 == 0
                            ? java.util.Arrays.copyOf(good, random.nextInt(good.length))
                            : good.clone();
            if (i % 2 == 1) {
                bad[random.nextInt(600)] = (byte) random.nextInt();
            }
            Files.write(file, bad);
            try {
                Safetensors.read(file);
                assertThat(i % 2).as("a truncated file was read").isEqualTo(1);
            } catch (TensorException e) {
                assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("HINT");
            }
        }
    }

    @Test
    void failedWriteLeavesTheOldFile() throws IOException {
        Path file = folder.resolve("t.safetensors");
        Safetensors.write(file, tensors(), Map.of());
        byte[] before = Files.readAllBytes(file);
        Map<String, Tensor> broken = tensors();
        Tensor gone;
        try (var scope = braid.tensor.Scope.open()) {
            gone = Tensor.zeros(Shape.of(2));
        }
        broken.put("gone", gone);
        assertThatThrownBy(() -> Safetensors.write(file, broken, Map.of()))
                .isInstanceOf(RuntimeException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }
}
