package braid.tests.op.rig;

import braid.tensor.Device;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Backends;

import java.util.List;

/** The devices that there are on this machine; a new backend comes in by itself. */
public final class Devices {

    /** The columns of the support matrix. */
    static final List<String> SUPPORTED = List.of("cpu", "reference", "opencl:0");

    private Devices() {}

    /**
     * All devices of all backends on the class path; with {@code -Dbraid.tests.devices=cpu} those
     * of one type.
     */
    public static List<Device> all() {
        String type = System.getProperty("braid.tests.devices", "");
        return Backends.providers().stream()
                .filter(p -> type.isEmpty() || p.type().equals(type))
                .map(BackendProvider::devices)
                .flatMap(List::stream)
                .map(Device::parse)
                .toList();
    }

    /** Why devices of a type are not tested here, with the remedy; empty if they are. */
    public static String absent(String type) {
        String chosen = System.getProperty("braid.tests.devices", "");
        if (!chosen.isEmpty() && !chosen.equals(type)) {
            return type + ": only " + chosen + " is tested in this run";
        }
        return Backends.providers().stream()
                .filter(p -> p.type().equals(type))
                .map(BackendProvider::probe)
                .filter(probe -> !probe.available())
                .map(probe -> type + ": " + probe.detail() + "; " + probe.remedy())
                .findFirst()
                .orElse("");
    }

    /** A device behind a fence; see {@link CheckedBackend}. */
    static Device checked(Device device) {
        return new CheckedBackend(device.backend()).device();
    }
}
