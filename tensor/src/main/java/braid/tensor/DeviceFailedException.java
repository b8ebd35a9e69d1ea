package braid.tensor;

import org.jspecify.annotations.Nullable;

/** A device that was in use failed: it is gone, its driver was reset, or it has no memory left. */
public final class DeviceFailedException extends DeviceException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problem the device, what it was to do, and its answer
     * @param hint the remedy, without the word HINT
     * @param cause what failed underneath
     */
    public DeviceFailedException(String problem, String hint, @Nullable Throwable cause) {
        super(problem, hint, cause);
    }

    private DeviceFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public DeviceFailedException during(String operation) {
        return new DeviceFailedException(operation + ": " + getMessage(), this);
    }

    /** The same, with what a training has saved. */
    public DeviceFailedException withCheckpoint(String checkpoint) {
        return new DeviceFailedException(
                getMessage() + "\n  The last checkpoint is " + checkpoint, this);
    }
}
