package braid.tensor.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

final class SafeFilesTest {

    @TempDir private Path folder;

    @Test
    void theOldContentStaysUntilTheNewIsComplete() throws IOException {
        Path path = Files.writeString(folder.resolve("f"), "old");
        SafeFiles.write(
                path,
                channel -> {
                    channel.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}));
                    assertThat(path).hasContent("old");
                });
        assertThat(path).hasContent("new");
        assertThatThrownBy(() ->
                        SafeFiles.write(
                                path,
                                channel -> {
                                    channel.write(ByteBuffer.wrap(new byte[100]));
                                    throw new IOException("No space left on device");
                                }))
                .hasMessage("No space left on device");
        assertThat(path).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("f");
    }

    @Test
    void aNameWithoutFolderIsInTheWorkingFolder() throws IOException {
        Path path = Path.of("target", "safe-files-test");
        SafeFiles.write(path, channel -> {});
        assertThat(path).isEmptyFile();
        Files.delete(path);
    }
}
