package braid.tensor.backend;

import java.util.List;

/** Entry point of a backend module, found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {

    /** Type of the devices: {@code cpu}, {@code opencl}, {@code cuda}. */
    String type();

    /** Looks whether devices of this type can be used. Never throws. */
    Probe probe();

    /**
     * Names of the usable devices, for example {@code cuda:0}; empty where {@link #probe} says why.
     */
    List<String> devices();

    /**
     * Opens a device.
     *
     * @param index number of the device, from 0
     * @throws braid.tensor.TensorException with the reason and the remedy if it cannot be used
     */
    Backend open(int index);
}
