package braid.training.data;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;

/**
 * Opens data files, plain or gzip, with a bound on their size, and writes them whole or not at all.
 */
public final class DataFiles {

    private DataFiles() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to {@code out}; need not close it. */
        void write(Writer out) throws IOException;
    }

    /**
     * Writes a UTF-8 text file: to a temporary file beside it, which takes its place when all is on
     * the disk. On any failure what stood there before is untouched, and the temporary file is
     * removed.
     */
    public static void write(Path path, Content content) {
        Path partial = path.resolveSibling(path.getFileName() + ".partial");
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            try {
                try (BufferedWriter out = Files.newBufferedWriter(partial)) {
                    content.write(out);
                }
                try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(
                        partial,
                        path,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new DataException(
                    path + ": cannot be written: " + reason(e),
                    "check that the folder is writable and the disk not full; nothing was changed",
                    e);
        }
    }

    /**
     * What went wrong with a file, in words: the file system's exceptions often give its path
     * alone.
     */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException f -> f.getFile() + ": no such file or folder";
            case AccessDeniedException f -> f.getFile() + ": permission denied";
            case FileAlreadyExistsException f -> f.getFile() + ": is there already";
            case NotDirectoryException f -> f.getFile() + ": is no folder";
            default -> String.valueOf(e.getMessage());
        };
    }

    /** Opens a file to read; names that end in {@code .gz} are unpacked. */
    static InputStream open(Path path, Limits limits) {
        try {
            InputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
            try {
                InputStream plain =
                        path.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
                return new Bounded(plain, path, limits.fileBytes());
            } catch (IOException e) {
                raw.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new DataException(
                    path + ": no such file",
                    "the path is relative to " + Path.of("").toAbsolutePath(),
                    e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** The fault of a file that could not be read. */
    public static DataException unreadable(Path path, IOException e) {
        return new DataException(
                path + ": cannot be read: " + reason(e),
                "check that it is a readable file, and whole if it is compressed",
                e);
    }

    /** Refuses to deliver more bytes than it may. */
    private static final class Bounded extends FilterInputStream {

        private final Path path;
        private final long most;
        private long delivered;

        Bounded(InputStream in, Path path, long most) {
            super(in);
            this.path = path;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = super.read(into, offset, length);
            count(Math.max(got, 0));
            return got;
        }

        private void count(int bytes) {
            delivered += bytes;
            if (delivered > most) {
                throw new DataException(
                        path + ": more than the limit of " + most + " bytes",
                        "split the file, or raise Limits.fileBytes");
            }
        }
    }
}
