package braid.kernels.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * Loads the native part of a binding such as JOCL or JCuda. They unpack it to a file of fixed name
 * in the folder for temporary files, which users share, and load whatever is there, be it half
 * written by another process. Here it is unpacked to a folder of the user, complete or not at all,
 * and the binding finds it there.
 */
public final class NativeLibrary {

    private static final String TEMPORARY = "java.io.tmpdir";

    private NativeLibrary() {}

    /**
     * Makes a binding usable.
     *
     * @param binding a class of it, whose jar or neighbour has {@code /lib/<file>}
     * @param version name of the folder to unpack to, one for each version of the binding
     * @param file name of the native part on this system
     * @param first the first use of the binding, which loads the file
     * @throws UnsatisfiedLinkError if the native part, or a library that it needs, is absent
     * @throws NoClassDefFoundError if the binding is not on the class path
     */
    public static synchronized void load(
            Class<?> binding, String version, String file, Runnable first) {
        String before = System.getProperty(TEMPORARY);
        try {
            System.setProperty(TEMPORARY, unpacked(binding, version, file).toString());
            first.run();
        } catch (IOException e) {
            throw (UnsatisfiedLinkError)
                    new UnsatisfiedLinkError("the native part of " + version + ": " + e)
                            .initCause(e);
        } finally {
            System.setProperty(TEMPORARY, before);
        }
    }

    private static Path unpacked(Class<?> binding, String version, String file) throws IOException {
        byte[] library;
        try (InputStream in = binding.getResourceAsStream("/lib/" + file)) {
            if (in == null) {
                throw new IOException("there is none for this system, " + file);
            }
            library = in.readAllBytes();
        }
        try {
            return unpack(library, CacheFolder.path().resolve(version), file);
        } catch (IOException unwritable) { // No cache; a folder of this process will do.
            Path folder = Files.createTempDirectory("braid-" + version);
            folder.toFile().deleteOnExit();
            folder.resolve(file).toFile().deleteOnExit();
            return unpack(library, folder, file);
        }
    }

    /** Makes sure that a file holds the library and nothing else. */
    private static Path unpack(byte[] library, Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), library)) {
            Path part = Files.createTempFile(folder, name, null);
            Files.write(part, library);
            move(part, file);
        }
        return folder;
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
