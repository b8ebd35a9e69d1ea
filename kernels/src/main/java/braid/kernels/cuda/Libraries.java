package braid.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of NVIDIA's libraries on this system. */
final class Libraries {

    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");

    /** Where the installer of the toolkit for Linux puts them, without telling the linker. */
    private static final String TOOLKIT = "/usr/local/cuda/lib64/";

    /** Major versions of NVRTC that have what is called here, the newest first. */
    private static final int[] COMPILERS = {13, 12, 11};

    private Libraries() {}

    /** The library of the driver. */
    static String driver() {
        return WINDOWS ? "nvcuda.dll" : "libcuda.so.1";
    }

    /** Whether the system finds a library. */
    @SuppressWarnings("restricted") // Nothing of it is called.
    static boolean exists(String library) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(library, arena);
            return true;
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }

    /**
     * Names of NVRTC, the ones first that make what the driver takes.
     *
     * @param major of the newest CUDA that the driver knows
     */
    static List<String> compilers(int major) {
        List<String> names = new ArrayList<>();
        List<String> newer = new ArrayList<>();
        for (int version : COMPILERS) {
            (version <= major ? names : newer).addAll(compiler(version));
        }
        names.addAll(newer);
        return names;
    }

    /** Version 11.2 and those after it share their name. */
    private static List<String> compiler(int major) {
        String minor = major == 11 ? "2" : "0";
        if (WINDOWS) {
            return List.of("nvrtc64_" + major + minor + "_0.dll");
        }
        String name = "libnvrtc.so." + (major == 11 ? "11.2" : major);
        return List.of(name, TOOLKIT + name);
    }
}
