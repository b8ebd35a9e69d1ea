package braid.kernels.cuda;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * NVIDIA's compiler at run time, of any version from 11.2 on. JCuda's binding is bound to the
 * library of one version; the dozen functions that are needed have not changed since.
 */
@SuppressWarnings("restricted") // A library is called, which is what this class is for.
final class Nvrtc {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;

    private final MethodHandle create;
    private final MethodHandle compile;
    private final MethodHandle destroy;
    private final MethodHandle logSize;
    private final MethodHandle log;
    private final MethodHandle ptxSize;
    private final MethodHandle ptx;
    private final MethodHandle errorText;
    private final String version;
    private final int[] architectures;

    private Nvrtc(SymbolLookup library) {
        create =
                function(
                        library,
                        "CreateProgram",
                        INT,
                        POINTER,
                        POINTER,
                        POINTER,
                        INT,
                        POINTER,
                        POINTER);
        compile = function(library, "CompileProgram", INT, POINTER, INT, POINTER);
        destroy = function(library, "DestroyProgram", INT, POINTER);
        logSize = function(library, "GetProgramLogSize", INT, POINTER, POINTER);
        log = function(library, "GetProgramLog", INT, POINTER, POINTER);
        ptxSize = function(library, "GetPTXSize", INT, POINTER, POINTER);
        ptx = function(library, "GetPTX", INT, POINTER, POINTER);
        errorText = function(library, "GetErrorString", POINTER, INT);
        version = version(library);
        architectures = architectures(library);
    }

    /**
     * What came of a program.
     *
     * @param ptx for the driver, null if it does not compile
     * @param log what the compiler says
     */
    record Result(@Nullable String ptx, String log) {}

    /** The first of these libraries that is there; null if there is none. */
    static @Nullable Nvrtc load(List<String> libraries) {
        for (String library : libraries) {
            SymbolLookup lookup;
            try {
                lookup = SymbolLookup.libraryLookup(library, Arena.global());
            } catch (IllegalArgumentException absent) {
                continue;
            }
            return new Nvrtc(lookup);
        }
        return null;
    }

    private static MethodHandle function(
            SymbolLookup library, String name, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                library.findOrThrow("nvrtc" + name), FunctionDescriptor.of(result, parameters));
    }

    private static String version(SymbolLookup library) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(INT, 2);
            var _ =
                    (int)
                            function(library, "Version", INT, POINTER, POINTER)
                                    .invokeExact(numbers, numbers.asSlice(INT.byteSize()));
            return numbers.getAtIndex(INT, 0) + "." + numbers.getAtIndex(INT, 1);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static int[] architectures(SymbolLookup library) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(INT);
            var _ =
                    (int)
                            function(library, "GetNumSupportedArchs", INT, POINTER)
                                    .invokeExact(count);
            MemorySegment all = arena.allocate(INT, count.get(INT, 0));
            var _ = (int) function(library, "GetSupportedArchs", INT, POINTER).invokeExact(all);
            return all.toArray(INT);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** The version, as 12.6. */
    String version() {
        return version;
    }

    /**
     * The newest architecture that this compiler knows and a device understands, as 80; 0 if there
     * is none.
     *
     * @param capability of the device, as 89
     */
    int architecture(int capability) {
        int best = 0;
        for (int a : architectures) {
            best = a <= capability ? Math.max(best, a) : best;
        }
        return best;
    }

    /** The oldest architecture that this compiler knows. */
    int oldest() {
        int oldest = Integer.MAX_VALUE;
        for (int a : architectures) {
            oldest = Math.min(oldest, a);
        }
        return oldest;
    }

    /**
     * Compiles a program.
     *
     * @param name for the compiler's messages
     */
    Result compile(String source, String name, List<String> options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(POINTER);
            MemorySegment none = MemorySegment.NULL;
            check(
                    (int)
                            create.invokeExact(
                                    handle,
                                    arena.allocateFrom(source),
                                    arena.allocateFrom(name),
                                    0,
                                    none,
                                    none));
            MemorySegment program = handle.get(POINTER, 0);
            try {
                MemorySegment all = arena.allocate(POINTER, options.size());
                for (int i = 0; i < options.size(); i++) {
                    all.setAtIndex(POINTER, i, arena.allocateFrom(options.get(i)));
                }
                int status = (int) compile.invokeExact(program, options.size(), all);
                String said = text(logSize, log, program, arena);
                return status == 0
                        ? new Result(text(ptxSize, ptx, program, arena), said)
                        : new Result(null, message(status) + "\n" + said);
            } finally {
                check((int) destroy.invokeExact(handle));
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private String text(MethodHandle size, MethodHandle get, MemorySegment program, Arena arena)
            throws Throwable {
        MemorySegment bytes = arena.allocate(SIZE);
        check((int) size.invokeExact(program, bytes));
        MemorySegment text = arena.allocate(Math.max(1, bytes.get(SIZE, 0)));
        check((int) get.invokeExact(program, text));
        return text.getString(0).strip();
    }

    private void check(int status) throws Throwable {
        if (status != 0) {
            throw new IllegalStateException("NVRTC " + version + ": " + message(status));
        }
    }

    private String message(int status) throws Throwable {
        MemorySegment text = (MemorySegment) errorText.invokeExact(status);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static RuntimeException failed(Throwable e) {
        return e instanceof RuntimeException r ? r : new IllegalStateException(e);
    }
}
