package braid.kernels.opencl;

import org.jocl.CL;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * Loads JOCL's native part. JOCL unpacks it to a file of fixed name in the folder for temporary
 * files, which users share, and loads whatever is there, be it half written by another process.
 * Here it is unpacked to a folder of the user, complete or not at all, and JOCL finds it there.
 */
final class NativeLibrary {

    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String VERSION = "2_0_6";

    private NativeLibrary() {}

    /**
     * Makes {@link CL} usable.
     *
     * @throws UnsatisfiedLinkError if the native part, or the OpenCL loader that it needs, is
     *     absent
     * @throws NoClassDefFoundError if JOCL is not on the class path
     */
    static synchronized void load() {
        String before = System.getProperty(TEMPORARY);
        try {
            System.setProperty(TEMPORARY, unpacked().toString());
            CL.setExceptionsEnabled(true);
        } catch (IOException e) {
            throw (UnsatisfiedLinkError)
                    new UnsatisfiedLinkError("JOCL's native part: " + e).initCause(e);
        } finally {
            System.setProperty(TEMPORARY, before);
        }
    }

    private static Path unpacked() throws IOException {
        String name = fileName();
        byte[] library;
        try (InputStream in = CL.class.getResourceAsStream("/lib/" + name)) {
            if (in == null) {
                throw new IOException("JOCL has none for this system, " + name);
            }
            library = in.readAllBytes();
        }
        try {
            return unpack(library, CacheFolder.path().resolve("jocl-" + VERSION), name);
        } catch (IOException unwritable) { // No cache; a folder of this process will do.
            Path folder = Files.createTempDirectory("braid-jocl");
            folder.toFile().deleteOnExit();
            folder.resolve(name).toFile().deleteOnExit();
            return unpack(library, folder, name);
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

    private static String fileName() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
        if (system.contains("windows")) {
            return "JOCL_" + VERSION + "-windows-x86_64.dll";
        }
        String processor = arm ? "arm64" : "x86_64";
        return system.contains("mac")
                ? "libJOCL_" + VERSION + "-apple-" + processor + ".dylib"
                : "libJOCL_" + VERSION + "-linux-" + processor + ".so";
    }
}
