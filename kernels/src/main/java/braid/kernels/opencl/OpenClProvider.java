package braid.kernels.opencl;

import braid.tensor.DeviceException;
import braid.tensor.backend.Backend;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Probe;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The devices {@code opencl:0}, {@code opencl:1}, … of all platforms. JOCL may be absent: this
 * class knows none of its types.
 */
public final class OpenClProvider implements BackendProvider {

    private static @Nullable Probe probed;

    @Override
    public String type() {
        return "opencl";
    }

    @Override
    public Probe probe() {
        return once();
    }

    /** Once: a class of JOCL whose loading failed fails with another reason the next time. */
    private static synchronized Probe once() {
        if (probed == null) {
            probed = look();
        }
        return probed;
    }

    private static Probe look() {
        try {
            return OpenClDevices.probe();
        } catch (NoClassDefFoundError e) {
            return Probe.absent(
                    "JOCL is not on the class path", "add the artefact org.jocl:jocl:2.0.6");
        } catch (UnsatisfiedLinkError e) {
            return Probe.absent(
                    "no OpenCL loader on this machine (" + library(e) + ")",
                    "install it, on Debian: apt install ocl-icd-libopencl1, and a platform");
        }
    }

    /** The part of a linker's message that names the library, from the first that does. */
    private static String library(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            int at = message.indexOf("libOpenCL");
            if (at >= 0) {
                return message.substring(at).lines().findFirst().orElse("");
            }
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public List<String> devices() {
        return probe().available() ? OpenClDevices.usable() : List.of();
    }

    @Override
    public Backend open(int index) {
        Probe probe = probe();
        if (!probe.available()) {
            throw new DeviceException("opencl: " + probe.detail(), probe.remedy(), null);
        }
        return OpenClDevices.open(index);
    }
}
