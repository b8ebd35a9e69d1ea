package braid.tensor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

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
        flush(Objects.requireNonNull(path.toAbsolutePath().getParent()));
    }

    /** The new name is on the disk only when its folder is. */
    private static void flush(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows does not open folders; the rename itself is done.
        }
    }

    /** As {@link #write(Path, Writer)}, from bytes. */
    public static void write(Path path, byte[] content) throws IOException {
        write(path, channel -> writeFully(channel, ByteBuffer.wrap(content)));
    }

    /** A channel may take less than it is given. */
    static void writeFully(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
