package braid.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
    void aFolderThatCannotBeWrittenIsNoFault(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        BinaryCache cache = new BinaryCache(file.resolve("below"));
        cache.put("a", new byte[] {1});
        assertThat(cache.get("a")).isNull();
    }
}
