package braid.kernels.cuda;

import braid.kernels.device.DeviceBackend;
import braid.kernels.device.Schedule;
import braid.kernels.platform.NativeLibrary;
import braid.tensor.DeviceException;
import braid.tensor.backend.Backend;
import braid.tensor.backend.Probe;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@link CudaProvider} answers where JCuda is on the class path. */
final class CudaDevices {

    private static final String VERSION = "12.6.0";

    /** The compiler, once it is found. */
    private static @Nullable Nvrtc nvrtc;

    private CudaDevices() {}

    /**
     * Whether there is a device that can be used.
     *
     * @throws UnsatisfiedLinkError if the native part of JCuda is absent
     */
    static Probe probe() {
        NativeLibrary.load(
                JCudaDriver.class,
                "jcuda-" + VERSION,
                fileName(),
                () -> JCudaDriver.setExceptionsEnabled(false));
        int status = JCudaDriver.cuInit(0);
        if (status != CUresult.CUDA_SUCCESS) {
            return Probe.absent(
                    "a driver, but no device: " + Status.text(status),
                    "nvidia-smi shows what the driver sees; a container needs --gpus all");
        }
        try {
            return compiler(CudaDevice.all());
        } catch (DeviceException e) {
            String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return Probe.absent(problem, "nvidia-smi shows whether the driver works");
        }
    }

    private static String fileName() {
        boolean windows =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
        return windows
                ? "JCudaDriver-" + VERSION + "-windows-x86_64.dll"
                : "libJCudaDriver-" + VERSION + "-linux-x86_64.so";
    }

    private static Probe compiler(List<CudaDevice> devices) {
        int major = CudaDevice.driverVersion() / 1000;
        List<String> libraries = Libraries.compilers(major);
        nvrtc = Nvrtc.load(libraries);
        String all = list(devices);
        if (nvrtc == null) {
            return Probe.absent(
                    all + "; no compiler (" + libraries.getFirst() + ")",
                    "install NVRTC, on Debian: apt install libnvrtc"
                            + major
                            + "; or pip install nvidia-cuda-nvrtc-cu"
                            + major
                            + " and name its folder in LD_LIBRARY_PATH");
        }
        return devices.stream().anyMatch(d -> fault(d).isEmpty())
                ? Probe.available(all)
                : Probe.absent(all, "install an older NVRTC, which compiles for these devices");
    }

    private static Nvrtc compiler() {
        if (nvrtc == null) {
            throw new IllegalStateException("no probe was made");
        }
        return nvrtc;
    }

    /** Why a device cannot be used; empty if it can. */
    private static String fault(CudaDevice device) {
        return nvrtc == null || nvrtc.architecture(device.capability()) != 0
                ? ""
                : "compute capability "
                        + device.capability()
                        + ", and NVRTC "
                        + nvrtc.version()
                        + " compiles for "
                        + nvrtc.oldest()
                        + " and newer";
    }

    private static String list(List<CudaDevice> devices) {
        List<String> lines = new ArrayList<>();
        for (CudaDevice device : devices) {
            String fault = fault(device);
            String name = device.name() + " " + device.model();
            lines.add(fault.isEmpty() ? name : name + ": " + fault);
        }
        return String.join(", ", lines);
    }

    /** Names of the devices that can be used. */
    static List<String> usable() {
        return CudaDevice.all().stream()
                .filter(d -> fault(d).isEmpty())
                .map(CudaDevice::name)
                .toList();
    }

    /**
     * Opens a device.
     *
     * @throws DeviceException if there is none of this number, or it cannot be used
     */
    static Backend open(int index) {
        List<CudaDevice> all = CudaDevice.all();
        if (index >= all.size()) {
            throw new DeviceException(
                    "cuda:" + index + ": there are " + all.size() + " devices: " + list(all),
                    "the first is cuda:0",
                    null);
        }
        CudaDevice device = all.get(index);
        if (!fault(device).isEmpty()) {
            throw new DeviceException(
                    device.name() + ": " + fault(device), "use another device: " + list(all), null);
        }
        return new DeviceBackend(new CudaDriver(device, compiler()), Schedule.GPU);
    }
}
