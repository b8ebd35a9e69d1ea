package braid.kernels.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

final class BinaryCacheTest {

    @Test
    void givesWhatWasPutAndNothingElse(@TempDir Path folder) {
        BinaryCache cache = new BinaryCache(folder.resolve("made/by/it"));
        assertThat(cache.get("a")).isNull();
        cache.put("a", new byte[] {1, 2});
        cache.put("a", new byte[] {3});
        assertThat(cache.get("a")).containsExactly(3);
        assertThat(cache.get("b")).isNull();
    }

    @Test
    void aFileThatIsNotWholeIsAsGoodAsNone(@TempDir Path folder) throws IOException {
        BinaryCache cache = new BinaryCache(folder);
        cache.put("a", new byte[1000]);
        Path file;
        try (var files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 31, 32, 33, 999, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(cache.get("a")).as(length + " bytes").isNull();
        }
        whole[500] ^= 1;
        Files.write(file, whole);
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoFault(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        BinaryCache cache = new BinaryCache(file.resolve("below"));
        cache.put("a", new byte[] {1});
        assertThat(cache.get("a")).isNull();
    }
}
