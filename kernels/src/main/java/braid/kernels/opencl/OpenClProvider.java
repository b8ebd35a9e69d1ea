package braid.kernels.opencl;

import braid.kernels.device.DeviceBackend;
import braid.tensor.DeviceException;
import braid.tensor.backend.Backend;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Probe;

import org.jocl.CLException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The devices {@code opencl:0}, {@code opencl:1}, … of all platforms. */
public final class OpenClProvider implements BackendProvider {

    @Override
    public String type() {
        return "opencl";
    }

    @Override
    public Probe probe() {
        try {
            NativeLibrary.load();
            return probe(OpenClDevice.all());
        } catch (NoClassDefFoundError e) {
            return Probe.absent(
                    "JOCL is not on the class path", "add the artefact org.jocl:jocl:2.0.6");
        } catch (UnsatisfiedLinkError e) {
            return Probe.absent(
                    "no OpenCL loader on this machine (" + firstLine(e) + ")",
                    "install it, on Debian: apt install ocl-icd-libopencl1, and a platform");
        } catch (CLException e) {
            return Probe.absent(
                    "the OpenCL loader failed: " + e.getMessage(),
                    "clinfo shows which platform is at fault; /etc/OpenCL/vendors lists them");
        }
    }

    private static Probe probe(List<OpenClDevice> devices) {
        if (devices.isEmpty()) {
            return Probe.absent(
                    "an OpenCL loader, but no platform with a device",
                    "install the driver of the device; for the processor, on Debian: apt install"
                            + " pocl-opencl-icd");
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            OpenClDevice d = devices.get(i);
            lines.add(
                    "opencl:" + i + " " + d.name() + (d.fault().isEmpty() ? "" : ": " + d.fault()));
        }
        String all = String.join(", ", lines);
        return devices.stream().anyMatch(d -> d.fault().isEmpty())
                ? Probe.available(all)
                : Probe.absent(all, "install a driver with a compiler for one of these devices");
    }

    private static String firstLine(Throwable e) {
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
        if (!probe().available()) {
            return List.of();
        }
        List<OpenClDevice> all = OpenClDevice.all();
        return IntStream.range(0, all.size())
                .filter(i -> all.get(i).fault().isEmpty())
                .mapToObj(i -> "opencl:" + i)
                .toList();
    }

    @Override
    public Backend open(int index) {
        Probe probe = probe();
        if (!probe.available()) {
            throw new DeviceException("opencl: " + probe.detail(), probe.remedy(), null);
        }
        List<OpenClDevice> all = OpenClDevice.all();
        String name = "opencl:" + index;
        if (index >= all.size()) {
            throw new DeviceException(
                    name + ": there are " + all.size() + " devices: " + probe.detail(),
                    "the first is opencl:0",
                    null);
        }
        String fault = all.get(index).fault();
        if (!fault.isEmpty()) {
            throw new DeviceException(
                    name + ": " + fault, "use another device: " + probe.detail(), null);
        }
        return new DeviceBackend(new OpenClDriver(name, all.get(index)));
    }
}
