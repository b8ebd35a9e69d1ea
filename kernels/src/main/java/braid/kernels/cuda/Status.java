package braid.kernels.cuda;

import braid.tensor.DeviceException;
import braid.tensor.DeviceFailedException;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** What functions of the driver answer. */
final class Status {

    private Status() {}

    /** Name, number and text of an error: {@code CUDA_ERROR_NO_DEVICE (100): no CUDA-capable …}. */
    static String text(int status) {
        String[] name = {null};
        String[] text = {null};
        JCudaDriver.cuGetErrorName(status, name);
        JCudaDriver.cuGetErrorString(status, text);
        return name[0] + " (" + status + "): " + text[0];
    }

    /** Whether there is no room for what was asked for. */
    static boolean isMemory(int status) {
        return status == CUresult.CUDA_ERROR_OUT_OF_MEMORY;
    }

    /** Whether a kernel failed, perhaps one that was queued long before. */
    private static boolean isKernel(int status) {
        return switch (status) {
            case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
                    CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
                    CUresult.CUDA_ERROR_ASSERT,
                    CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
                    CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
                    CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
                    CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
                    CUresult.CUDA_ERROR_INVALID_PC,
                    CUresult.CUDA_ERROR_LAUNCH_FAILED ->
                    true;
            default -> false;
        };
    }

    /** The failure of a device in use. */
    static DeviceFailedException failed(String device, String what, int status) {
        String hint;
        if (isMemory(status)) {
            hint = "lower the batch or set --memory-budget below what is free";
        } else if (isKernel(status)) {
            hint =
                    "a kernel failed, perhaps one that was queued before: -D"
                            + CudaDriver.SYNCHRONOUS
                            + "=true waits for each and names it; training goes on from its last"
                            + " checkpoint with --resume";
        } else {
            hint =
                    "if the device is gone or its driver was reset, start the command again;"
                            + " training goes on from its last checkpoint with --resume";
        }
        return new DeviceFailedException(device + ": " + what + ": " + text(status), hint, null);
    }

    /** For what is called while a device is opened. */
    static void open(String device, String what, int status) {
        if (status != CUresult.CUDA_SUCCESS) {
            throw new DeviceException(
                    device + ": " + what + ": " + text(status),
                    "another process may hold it; nvidia-smi shows whether its driver works",
                    null);
        }
    }
}
