package braid.tensor.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files that are complete or absent: to a temporary name, then to the disk, then renamed.
 */
public final class SafeFiles {

    private SafeFiles() {}

    /** Fills a file through a channel. */
    @FunctionalInterface
    public interface Writer {
        /**
         * @param channel positioned at the beginning of an empty file
         */
        void write(FileChannel channel) throws IOException;
    }

    /**
     * Writes a file in one step: if anything fails, what stood there before still stands, and
     * nothing is left beside it.
     */
    public static void write(Path path, Writer writer) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                writer.write(channel);
                channel.force(true);
            }
            Files.move(
                    temporary,
                    path,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** As {@link #write(Path, Writer)}, from bytes. */
    public static void write(Path path, byte[] content) throws IOException {
        write(
                path,
                channel -> {
                    var buffer = java.nio.ByteBuffer.wrap(content);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                });
    }
}
