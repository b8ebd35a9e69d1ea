package braid.tensor.io;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Damaged files give a clean error or a clean result: no other exception, and no memory beyond what
 * the file's own size explains.
 */
final class HostileFilesTest {

    /** Far above what parsing these small files takes, far below what their headers can claim. */
    private static final long MAX_ALLOCATED = 16 << 20;

    private static Path folder;
    private static byte[] safetensors;
    private static byte[] npy;

    @BeforeContainer
    static void writeGoodFiles() throws IOException {
        folder = Files.createTempDirectory("hostile");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("a.weight", Tensor.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6));
        tensors.put("a.bias", Tensor.of(Shape.of(3), 1L, 2, 3));
        tensors.put("mask", Tensor.ofRaw(Shape.of(5), DType.U8, new byte[5]));
        Path path = folder.resolve("good");
        Safetensors.write(path, tensors, Map.of("format", "pt"));
        safetensors = Files.readAllBytes(path);
        Npy.write(path, tensors.get("a.weight"));
        npy = Files.readAllBytes(path);
    }

    @AfterContainer
    static void removeFiles() throws IOException {
        for (String name : new String[] {"good", "bad"}) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @Property(tries = 1000)
    void aDamagedSafetensorsFileIsReadOrRefused(@ForAll long seed) throws IOException {
        check(damaged(safetensors, new Random(seed)), Safetensors::read);
    }

    @Property(tries = 500)
    void aDamagedNpyFileIsReadOrRefused(@ForAll long seed) throws IOException {
        check(damaged(npy, new Random(seed)), Npy::read);
    }

    private interface Reader {
        void read(Path path) throws IOException;
    }

    private static void check(byte[] bytes, Reader reader) throws IOException {
        Path path = Files.write(folder.resolve("bad"), bytes);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            reader.read(path);
        } catch (TensorException e) {
            assertThat(e).hasMessageContaining(path.toString()).hasMessageContaining("HINT: ");
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_ALLOCATED);
    }

    /** Flips bits, overwrites bytes with telling ones, cuts, repeats or drops a part. */
    private static byte[] damaged(byte[] good, Random random) {
        byte[] b = good.clone();
        byte[] telling =
                "0123456789-[]{}\":,F\\9e".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(b.length);
            switch (random.nextInt(6)) {
                case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> b[at] = telling[random.nextInt(telling.length)];
                case 2 -> b[random.nextInt(Math.min(12, b.length))] = (byte) random.nextInt();
                case 3 -> b = Arrays.copyOf(b, 1 + random.nextInt(b.length + 8));
                case 4 -> {
                    int end = at + random.nextInt(b.length - at);
                    byte[] c = new byte[b.length + end - at];
                    System.arraycopy(b, 0, c, 0, end);
                    System.arraycopy(b, at, c, end, b.length - at);
                    b = c;
                }
                default -> {
                    int end = at + random.nextInt(b.length - at);
                    byte[] c = Arrays.copyOf(b, Math.max(1, b.length - (end - at)));
                    System.arraycopy(b, end, c, at, Math.max(0, c.length - at));
                    b = c;
                }
            }
        }
        return b;
    }
}
