package braid.kernels.opencl;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Binaries by what they were made from, one file each. A cache that cannot be read or written costs
 * time and nothing else.
 */
final class BinaryCache {

    private final Path folder;

    BinaryCache(Path folder) {
        this.folder = folder;
    }

    /** What was put for a key; null if there is nothing. */
    byte @Nullable [] get(String key) {
        try {
            return Files.readAllBytes(file(key));
        } catch (IOException absent) {
            return null;
        }
    }

    /** Keeps a binary, whole or not at all. */
    void put(String key, byte[] binary) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "part", null);
            try {
                Files.write(part, binary);
                Files.move(part, file(key), StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException unwritable) {
            return; // the next start builds again
        }
    }

    private Path file(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash) + ".bin");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
