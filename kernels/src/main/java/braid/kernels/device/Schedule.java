package braid.kernels.device;

import braid.tensor.DeviceException;

import java.util.Locale;

/** How the work of an operation is spread over work items, where kernels come in two kinds. */
public enum Schedule {
    /** Groups of work items that share a row or a tile through local memory. */
    GPU,
    /** A work item a row or a range, with wide vectors and no barriers. */
    CPU;

    /** System property that forces one: {@code gpu} or {@code cpu}. */
    public static final String PROPERTY = "braid.opencl.schedule";

    /**
     * The schedule for a device: by its type, unless {@link #PROPERTY} says otherwise.
     *
     * @throws DeviceException if the property is neither {@code gpu} nor {@code cpu}
     */
    public static Schedule of(Driver driver) {
        String forced = System.getProperty(PROPERTY);
        if (forced == null) {
            return driver.isProcessor() ? CPU : GPU;
        }
        return switch (forced.toLowerCase(Locale.ROOT)) {
            case "gpu" -> GPU;
            case "cpu" -> CPU;
            default ->
                    throw new DeviceException(
                            driver.name() + ": -D" + PROPERTY + "=" + forced,
                            "it can be gpu or cpu; left out, the device's type decides",
                            null);
        };
    }
}
