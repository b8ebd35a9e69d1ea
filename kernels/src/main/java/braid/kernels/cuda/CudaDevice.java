package braid.kernels.cuda;

import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device of the driver, and what it can do.
 *
 * @param name for messages: {@code cuda:0}
 * @param id itself
 */
record CudaDevice(String name, CUdevice id) {

    private static final int NAME_BYTES = 256;

    /** All devices, in the driver's order. {@code cuInit} was called. */
    static List<CudaDevice> all() {
        int[] count = {0};
        Status.open("cuda", "cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(count));
        List<CudaDevice> all = new ArrayList<>();
        for (int i = 0; i < count[0]; i++) {
            CUdevice id = new CUdevice();
            Status.open("cuda:" + i, "cuDeviceGet", JCudaDriver.cuDeviceGet(id, i));
            all.add(new CudaDevice("cuda:" + i, id));
        }
        return all;
    }

    /** The newest CUDA that the driver knows, as 12060 for 12.6. */
    static int driverVersion() {
        int[] version = {0};
        Status.open("cuda", "cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(version));
        return version[0];
    }

    /** The name of its model, for people. */
    String model() {
        byte[] bytes = new byte[NAME_BYTES];
        Status.open(name, "cuDeviceGetName", JCudaDriver.cuDeviceGetName(bytes, bytes.length, id));
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Its compute capability, as 89 for 8.9. */
    int capability() {
        return 10 * number(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + number(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    }

    /** Bytes of shared memory that a kernel can declare. */
    int sharedMemory() {
        return number(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK);
    }

    /** Bytes of shared memory that a launch can ask for. */
    int launchMemory() {
        return number(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
    }

    /** How many groups it runs at once, at least. */
    int multiprocessors() {
        return number(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    }

    /** Bytes of its memory. */
    long memory() {
        long[] bytes = {0};
        Status.open(name, "cuDeviceTotalMem", JCudaDriver.cuDeviceTotalMem(bytes, id));
        return bytes[0];
    }

    /** Facts for reports, in display order. */
    Map<String, String> properties() {
        int driver = driverVersion();
        Map<String, String> p = new LinkedHashMap<>();
        p.put("name", model());
        p.put("driver", "CUDA " + driver / 1000 + "." + driver % 1000 / 10);
        p.put("compute_capability", capability() / 10 + "." + capability() % 10);
        p.put("multiprocessors", Integer.toString(multiprocessors()));
        p.put("memory_mib", Long.toString(memory() >> 20));
        p.put("shared_memory_kib", Integer.toString(sharedMemory() >> 10));
        p.put("double_precision", "yes");
        return p;
    }

    private int number(int attribute) {
        int[] value = {0};
        Status.open(
                name,
                "cuDeviceGetAttribute " + attribute,
                JCudaDriver.cuDeviceGetAttribute(value, attribute, id));
        return value[0];
    }
}
