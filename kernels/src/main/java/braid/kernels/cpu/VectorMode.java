package braid.kernels.cpu;

/** Whether the Vector API can be used, decided once when the CPU backend is first asked for. */
public final class VectorMode {

    /** System property that permits to run without vectors, with the value {@code allow}. */
    static final String SCALAR_PROPERTY = "braid.scalar";

    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private VectorMode() {}

    /** Whether the vector module is in this JVM. */
    public static boolean isPresent() {
        return PRESENT;
    }

    /** Whether the user permitted scalar kernels. */
    static boolean isScalarAllowed() {
        return "allow".equals(System.getProperty(SCALAR_PROPERTY));
    }
}
