package braid.kernels.platform;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Binaries by what they were made from, one file each: 32 bytes of SHA-256 of the binary, and the
 * binary. Drivers trust what they are given, so that a damaged one can end the JVM: a file that
 * does not have its sum is as good as none. A cache that cannot be read or written costs time and
 * nothing else.
 */
public final class BinaryCache {

    private static final int SUM = 32;

    private final Path folder;

    /** A cache in a folder, which is made when something is put. */
    public BinaryCache(Path folder) {
        this.folder = folder;
    }

    /** What was put for a key; null if there is nothing whole. */
    public byte @Nullable [] get(String key) {
        try {
            byte[] all = Files.readAllBytes(file(key));
            if (all.length <= SUM) {
                return null;
            }
            byte[] binary = Arrays.copyOfRange(all, SUM, all.length);
            boolean whole = Arrays.equals(sum(binary), Arrays.copyOf(all, SUM));
            return whole ? binary : null;
        } catch (IOException absent) {
            return null;
        }
    }

    /** Keeps a binary, whole or not at all. */
    public void put(String key, byte[] binary) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "part", null);
            try {
                Files.write(part, sum(binary));
                Files.write(part, binary, StandardOpenOption.APPEND);
                Files.move(part, file(key), StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException unwritable) {
            return; // the next start builds again
        }
    }

    private Path file(String key) {
        byte[] hash = sum(key.getBytes(StandardCharsets.UTF_8));
        return folder.resolve(HexFormat.of().formatHex(hash) + ".bin");
    }

    private static byte[] sum(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
