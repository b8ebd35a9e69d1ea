package braid.kernels.opencl;

import braid.kernels.device.Driver;
import braid.kernels.device.Program;
import braid.kernels.platform.BinaryCache;
import braid.kernels.platform.CacheFolder;
import braid.kernels.platform.KernelSource;
import braid.tensor.DeviceException;

import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Builds programs when they are first asked for, and keeps them: the built ones in memory, what the
 * compiler made of them in the user's cache for the next start.
 */
final class OpenClPrograms {

    private static final Logger LOG = System.getLogger(OpenClPrograms.class.getName());
    private static final String PRELUDE = "prelude.cl";

    private final String name;
    private final OpenClDevice device;
    private final cl_context context;
    private final cl_device_id[] ids;
    private final BinaryCache binaries = new BinaryCache(CacheFolder.path().resolve("opencl"));
    private final Map<Program, Built> built = new HashMap<>();
    private int compiled;
    private long nanoseconds;

    OpenClPrograms(String name, OpenClDevice device, cl_context context) {
        this.name = name;
        this.device = device;
        this.context = context;
        ids = new cl_device_id[] {device.id()};
    }

    /** A program and its kernels so far. */
    private record Built(cl_program program, Map<String, cl_kernel> kernels) {}

    /**
     * A kernel.
     *
     * @throws DeviceException if its program does not build, with the compiler's log
     */
    cl_kernel kernel(Program program, String function) {
        Built b = built.get(program);
        if (b == null) {
            long start = System.nanoTime();
            b = new Built(build(program), new HashMap<>());
            nanoseconds += System.nanoTime() - start;
            built.put(program, b);
        }
        cl_program p = b.program();
        return b.kernels().computeIfAbsent(function, f -> CL.clCreateKernel(p, f, null));
    }

    /** What was built so far. */
    Driver.Builds builds() {
        return new Driver.Builds(built.size(), compiled, nanoseconds * 1e-6);
    }

    private cl_program build(Program program) {
        String source = KernelSource.of(program, PRELUDE);
        String options = options(program);
        String key = String.join("\n", device.compiler(), options, source);
        byte[] binary = binaries.get(key);
        cl_program p = binary == null ? null : fromBinary(binary);
        if (p == null) {
            p = CL.clCreateProgramWithSource(context, 1, new String[] {source}, null, null);
            compile(p, program, options);
            compiled++;
            keep(key, p);
        }
        return p;
    }

    private void compile(cl_program p, Program program, String options) {
        try {
            CL.clBuildProgram(p, 1, ids, options, null, null);
        } catch (CLException e) {
            throw new DeviceException(
                    "%s: %s does not build on %s with %s\n%s"
                            .formatted(
                                    name,
                                    String.join(" ", program.files()),
                                    device.name(),
                                    options,
                                    log(p)),
                    "a driver that is newer, or another device, may take it",
                    e);
        }
    }

    /** A program from what the compiler made before; null if the driver does not take it. */
    private @Nullable cl_program fromBinary(byte[] binary) {
        try {
            cl_program p =
                    CL.clCreateProgramWithBinary(
                            context,
                            1,
                            ids,
                            new long[] {binary.length},
                            new byte[][] {binary},
                            null,
                            null);
            CL.clBuildProgram(p, 1, ids, "", null, null);
            return p;
        } catch (CLException e) {
            return null;
        }
    }

    /** A driver that gives no binary costs time at the next start, and nothing else. */
    private void keep(String key, cl_program p) {
        try {
            binaries.put(key, binary(p));
        } catch (CLException e) {
            LOG.log(Level.DEBUG, "no binary of a program", e);
        }
    }

    private static byte[] binary(cl_program p) {
        long[] size = new long[1];
        CL.clGetProgramInfo(p, CL.CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null);
        byte[] bytes = new byte[Math.toIntExact(size[0])];
        CL.clGetProgramInfo(
                p,
                CL.CL_PROGRAM_BINARIES,
                Sizeof.POINTER,
                Pointer.to(new Pointer[] {Pointer.to(bytes)}),
                null);
        return bytes;
    }

    private static String options(Program program) {
        StringBuilder s = new StringBuilder("-cl-std=CL1.2");
        if (!program.macros().containsKey("NEEDS_DOUBLE")) {
            s.append(" -cl-single-precision-constant");
        }
        program.macros().forEach((k, v) -> s.append(" -D ").append(k).append('=').append(v));
        return s.toString();
    }

    private String log(cl_program p) {
        long[] size = new long[1];
        CL.clGetProgramBuildInfo(p, device.id(), CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetProgramBuildInfo(
                p, device.id(), CL.CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null);
        return new String(bytes, StandardCharsets.UTF_8).strip().replace("\0", "");
    }
}
