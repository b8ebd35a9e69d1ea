package braid.kernels.cuda;

import braid.tensor.DeviceException;
import braid.tensor.backend.Backend;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Probe;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The devices {@code cuda:0}, {@code cuda:1}, … in the order of the driver. JCuda may be absent:
 * this class knows none of its types.
 */
public final class CudaProvider implements BackendProvider {

    private static @Nullable Probe probed;

    @Override
    public String type() {
        return "cuda";
    }

    @Override
    public Probe probe() {
        return once();
    }

    /** Once: a class of JCuda whose loading failed fails with another reason the next time. */
    private static synchronized Probe once() {
        if (probed == null) {
            probed = look();
        }
        return probed;
    }

    private static Probe look() {
        String driver = Libraries.driver();
        if (!Libraries.exists(driver)) {
            return Probe.absent(
                    "no " + driver + " on this machine",
                    "install the driver of NVIDIA, on Debian: apt install nvidia-driver; a container"
                            + " needs the NVIDIA container toolkit and --gpus all");
        }
        try {
            return CudaDevices.probe();
        } catch (NoClassDefFoundError e) {
            return Probe.absent(
                    "JCuda is not on the class path",
                    "add the artefacts org.jcuda:jcuda:12.6.0 and, of the same version,"
                            + " org.jcuda:jcuda-natives with the classifier of the system");
        } catch (UnsatisfiedLinkError e) {
            String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return Probe.absent(
                    "JCuda's native part does not load (" + line + ")",
                    "add org.jcuda:jcuda-natives:12.6.0 with the classifier linux-x86_64 or"
                            + " windows-x86_64; there is none for other systems");
        }
    }

    @Override
    public List<String> devices() {
        return probe().available() ? CudaDevices.usable() : List.of();
    }

    @Override
    public Backend open(int index) {
        Probe probe = probe();
        if (!probe.available()) {
            throw new DeviceException("cuda: " + probe.detail(), probe.remedy(), null);
        }
        return CudaDevices.open(index);
    }
}
