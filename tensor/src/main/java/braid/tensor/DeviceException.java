package braid.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A device that was asked for cannot be used on this machine or in this JVM. The first line has the
 * reason, the second the remedy.
 */
public sealed class DeviceException extends TensorException permits DeviceFailedException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problem the device and the reason
     * @param hint the remedy, without the word HINT
     * @param cause what failed underneath
     */
    public DeviceException(String problem, String hint, @Nullable Throwable cause) {
        super(problem, hint, cause);
    }

    /** With a whole message. */
    DeviceException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same, with the operation that met it in front. */
    public DeviceException during(String operation) {
        return new DeviceException(operation + ": " + getMessage(), this);
    }
}
