package braid.kernels.opencl;

import braid.kernels.platform.NativeLibrary;

import org.jocl.CL;

import java.util.Locale;

/** Loads JOCL. */
final class Jocl {

    private static final String VERSION = "2_0_6";

    private Jocl() {}

    /**
     * Makes {@link CL} usable.
     *
     * @throws UnsatisfiedLinkError if the native part, or the OpenCL loader that it needs, is
     *     absent
     * @throws NoClassDefFoundError if JOCL is not on the class path
     */
    static void load() {
        NativeLibrary.load(
                CL.class, "jocl-" + VERSION, fileName(), () -> CL.setExceptionsEnabled(true));
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
