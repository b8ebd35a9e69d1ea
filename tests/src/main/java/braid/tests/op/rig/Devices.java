package braid.tests.op.rig;

import braid.tensor.Device;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Backends;

import java.util.List;

/** The devices that there are on this machine; a new backend comes in by itself. */
public final class Devices {

    /** Those that are present everywhere. */
    static final List<String> ALWAYS = List.of("cpu", "reference");

    private Devices() {}

    /** All devices of all backends on the class path. */
    public static List<Device> all() {
        return Backends.providers().stream()
                .map(BackendProvider::devices)
                .flatMap(List::stream)
                .map(Device::parse)
                .toList();
    }

    /** A device behind a fence; see {@link CheckedBackend}. */
    static Device checked(Device device) {
        return new CheckedBackend(device.backend()).device();
    }
}
