package braid.kernels.cuda;

import braid.kernels.device.Driver;
import braid.kernels.device.Program;
import braid.kernels.platform.BinaryCache;
import braid.kernels.platform.CacheFolder;
import braid.kernels.platform.KernelSource;
import braid.tensor.DeviceException;

import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds programs when they are first asked for, and keeps them: the built ones in memory, the PTX
 * that the compiler made of them in the user's cache for the next start.
 */
final class CudaPrograms {

    private static final String PRELUDE = "prelude.cu";

    private final CudaDevice device;
    private final Nvrtc nvrtc;
    private final int architecture;
    private final BinaryCache binaries = new BinaryCache(CacheFolder.path().resolve("cuda"));
    private final Map<Program, Built> built = new HashMap<>();
    private int compiled;
    private long nanoseconds;

    CudaPrograms(CudaDevice device, Nvrtc nvrtc) {
        this.device = device;
        this.nvrtc = nvrtc;
        architecture = nvrtc.architecture(device.capability());
    }

    /** A program and its kernels so far. */
    private record Built(CUmodule module, Map<String, CUfunction> kernels) {}

    /**
     * A kernel.
     *
     * @throws DeviceException if its program does not build, with the compiler's log
     */
    CUfunction kernel(Program program, String function) {
        Built b = built.get(program);
        if (b == null) {
            long start = System.nanoTime();
            b = new Built(build(program), new HashMap<>());
            nanoseconds += System.nanoTime() - start;
            built.put(program, b);
        }
        CUmodule module = b.module();
        return b.kernels().computeIfAbsent(function, f -> function(program, module, f));
    }

    /** What was built so far. */
    Driver.Builds builds() {
        return new Driver.Builds(built.size(), compiled, nanoseconds * 1e-6);
    }

    private CUfunction function(Program program, CUmodule module, String name) {
        CUfunction function = new CUfunction();
        int status = JCudaDriver.cuModuleGetFunction(function, module, name);
        if (status != CUresult.CUDA_SUCCESS) {
            throw Status.failed(device.name(), "kernel " + name + " of " + program.files(), status);
        }
        return function;
    }

    private CUmodule build(Program program) {
        String source = KernelSource.of(program, PRELUDE);
        List<String> options = options(program);
        String key =
                String.join("\n", "NVRTC " + nvrtc.version(), String.join(" ", options), source);
        byte[] kept = binaries.get(key);
        byte[] ptx = kept == null ? compile(program, source, options) : kept;
        CUmodule module = new CUmodule();
        // The driver reads up to a zero.
        int status = JCudaDriver.cuModuleLoadData(module, Arrays.copyOf(ptx, ptx.length + 1));
        if (status != CUresult.CUDA_SUCCESS) {
            throw new DeviceException(
                    "%s: %s, compiled by NVRTC %s, does not load: %s"
                            .formatted(
                                    device.name(),
                                    String.join(" ", program.files()),
                                    nvrtc.version(),
                                    Status.text(status)),
                    "the driver must be as new as the compiler: update the driver, or install the"
                            + " NVRTC of its version",
                    null);
        }
        if (kept == null) {
            compiled++;
            binaries.put(key, ptx);
        }
        return module;
    }

    private byte[] compile(Program program, String source, List<String> options) {
        String name = program.files().getLast();
        Nvrtc.Result result = nvrtc.compile(source, name, options);
        if (result.ptx() == null) {
            throw new DeviceException(
                    "%s: %s does not build with NVRTC %s and %s\n%s"
                            .formatted(
                                    device.name(),
                                    String.join(" ", program.files()),
                                    nvrtc.version(),
                                    String.join(" ", options),
                                    result.log()),
                    "another version of NVRTC may take it",
                    null);
        }
        return result.ptx().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Kernels say FMA where they want one: without contraction the bits are those of the other
     * devices, and of every version of the compiler.
     */
    private List<String> options(Program program) {
        List<String> options = new ArrayList<>();
        options.add("--gpu-architecture=compute_" + architecture);
        options.add("--fmad=false");
        options.add("--ftz=false");
        options.add("--prec-div=true");
        options.add("--prec-sqrt=true");
        program.macros().forEach((k, v) -> options.add("-D" + k + "=" + v));
        return options;
    }
}
