package braid.tensor;

import braid.tensor.backend.Backend;
import braid.tensor.backend.Backends;

import java.util.Locale;

/**
 * A place where tensors live and are computed: {@code cpu}, {@code opencl:0}, {@code cuda:1}. Two
 * devices are the same object if they have the same name, so {@code ==} compares them.
 */
public final class Device {

    private final String name;
    private final Backend backend;

    /**
     * For backends: the device that a backend serves. Users call {@link #parse}.
     *
     * @param name type, and index after a colon where there can be several
     */
    public Device(String name, Backend backend) {
        this.name = name;
        this.backend = backend;
    }

    /**
     * The CPU.
     *
     * @throws TensorException if it cannot be used, with the flag that this JVM lacks
     */
    public static Device cpu() {
        return Backends.device("cpu");
    }

    /**
     * The device with this name. Never falls back to another one.
     *
     * @param name {@code cpu}, {@code opencl:N} or {@code cuda:N}; N is 0 if left out
     * @throws DeviceException if there is no such device; the message has the reason and the remedy
     */
    public static Device parse(String name) {
        return Backends.device(name.toLowerCase(Locale.ROOT));
    }

    /** What runs operations here. */
    public Backend backend() {
        return backend;
    }

    @Override
    public String toString() {
        return name;
    }
}
