package braid.kernels.opencl;

import braid.kernels.device.DeviceBackend;
import braid.tensor.DeviceException;
import braid.tensor.backend.Backend;
import braid.tensor.backend.Probe;

import org.jocl.CLException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What {@link OpenClProvider} answers where JOCL is on the class path. */
final class OpenClDevices {

    private OpenClDevices() {}

    /**
     * Whether there is a device that can be used.
     *
     * @throws UnsatisfiedLinkError if the native part of JOCL, or the OpenCL loader that it needs,
     *     is absent
     */
    static Probe probe() {
        try {
            Jocl.load();
            return probe(OpenClDevice.all());
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
        String all = list(devices);
        return devices.stream().anyMatch(d -> d.fault().isEmpty())
                ? Probe.available(all)
                : Probe.absent(all, "install a driver with a compiler for one of these devices");
    }

    private static String list(List<OpenClDevice> devices) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            String fault = devices.get(i).fault();
            String name = "opencl:" + i + " " + devices.get(i).name();
            lines.add(fault.isEmpty() ? name : name + ": " + fault);
        }
        return String.join(", ", lines);
    }

    /** Names of the devices that can be used. */
    static List<String> usable() {
        List<OpenClDevice> all = OpenClDevice.all();
        return IntStream.range(0, all.size())
                .filter(i -> all.get(i).fault().isEmpty())
                .mapToObj(i -> "opencl:" + i)
                .toList();
    }

    /**
     * Opens a device.
     *
     * @throws DeviceException if there is none of this number, or it cannot be used
     */
    static Backend open(int index) {
        List<OpenClDevice> all = OpenClDevice.all();
        String name = "opencl:" + index;
        if (index >= all.size()) {
            throw new DeviceException(
                    name + ": there are " + all.size() + " devices: " + list(all),
                    "the first is opencl:0",
                    null);
        }
        String fault = all.get(index).fault();
        if (!fault.isEmpty()) {
            throw new DeviceException(
                    name + ": " + fault, "use another device: " + list(all), null);
        }
        return new DeviceBackend(new OpenClDriver(name, all.get(index)));
    }
}
