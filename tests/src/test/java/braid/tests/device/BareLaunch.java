package braid.tests.device;

import braid.kernels.device.Program;
import braid.kernels.platform.KernelSource;

import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** A kernel of {@code launch.cu}, by calls of the driver alone. */
final class BareLaunch {

    private final CUfunction function = new CUfunction();
    private final CUstream stream = new CUstream();
    private final Memory y = new Memory();

    private static final class Memory extends CUdeviceptr {

        long address() {
            return getNativePointer();
        }
    }

    BareLaunch(String kernel) {
        JCudaDriver.setExceptionsEnabled(true);
        JNvrtc.setExceptionsEnabled(true);
        JCudaDriver.cuInit(0);
        CUdevice device = new CUdevice();
        JCudaDriver.cuDeviceGet(device, 0);
        CUcontext context = new CUcontext();
        JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
        JCudaDriver.cuCtxSetCurrent(context);
        CUmodule module = new CUmodule();
        JCudaDriver.cuModuleLoadData(module, ptx());
        JCudaDriver.cuModuleGetFunction(function, module, kernel);
        JCudaDriver.cuStreamCreate(stream, 0);
        JCudaDriver.cuMemAlloc(y, StandInRun.ITEMS * Integer.BYTES);
        JCudaDriver.setExceptionsEnabled(false);
    }

    private static String ptx() {
        Program program = new Program(List.of("launch.cu"), Map.of());
        nvrtcProgram compiled = new nvrtcProgram();
        String source = KernelSource.of(program, "prelude.cu");
        JNvrtc.nvrtcCreateProgram(compiled, source, "launch.cu", 0, null, null);
        String[] options = {"--gpu-architecture=compute_80", "-DITEMS=" + StandInRun.ITEMS};
        JNvrtc.nvrtcCompileProgram(compiled, options.length, options);
        String[] ptx = new String[1];
        JNvrtc.nvrtcGetPTX(compiled, ptx);
        return ptx[0];
    }

    /** Asks for as much shared memory beyond what the kernel declares; the driver's answer. */
    int allow(int bytes) {
        return JCudaDriver.cuFuncSetAttribute(
                function,
                CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                bytes);
    }

    /** Launches with this much shared memory, and waits; what the driver says. */
    int launch(int dynamicBytes, int count, int beyond) {
        Pointer parameters =
                Pointer.to(
                        Pointer.to(y),
                        Pointer.to(new long[] {0}),
                        Pointer.to(new int[] {count}),
                        Pointer.to(new int[] {beyond}));
        return launch(dynamicBytes, parameters, null);
    }

    /**
     * Launches with a buffer of parameters that begins with y, and waits; what the driver says.
     *
     * @param bytes how many it is told of
     */
    int launch(ByteBuffer parameters, int bytes) {
        parameters.putLong(0, y.address());
        Pointer extra =
                Pointer.to(
                        JCudaDriver.CU_LAUNCH_PARAM_BUFFER_POINTER,
                        Pointer.to(parameters),
                        JCudaDriver.CU_LAUNCH_PARAM_BUFFER_SIZE,
                        Pointer.to(new long[] {bytes}),
                        JCudaDriver.CU_LAUNCH_PARAM_END);
        return launch(0, null, extra);
    }

    private int launch(int dynamicBytes, @Nullable Pointer parameters, @Nullable Pointer extra) {
        int status =
                JCudaDriver.cuLaunchKernel(
                        function,
                        1,
                        1,
                        1,
                        StandInRun.ITEMS,
                        1,
                        1,
                        dynamicBytes,
                        stream,
                        parameters,
                        extra);
        return status == CUresult.CUDA_SUCCESS ? JCudaDriver.cuStreamSynchronize(stream) : status;
    }

    /** What the kernel wrote. */
    int[] written() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(StandInRun.ITEMS * Integer.BYTES);
        JCudaDriver.cuMemcpyDtoHAsync(Pointer.to(bytes), y, bytes.capacity(), stream);
        JCudaDriver.cuStreamSynchronize(stream);
        int[] all = new int[StandInRun.ITEMS];
        bytes.order(ByteOrder.nativeOrder()).asIntBuffer().get(all);
        return all;
    }

    /** One number more than there is memory for, and what the driver says. */
    public static void main(String[] args) {
        System.out.println(new BareLaunch("dynamic").launch(400, 100, 1));
    }
}
