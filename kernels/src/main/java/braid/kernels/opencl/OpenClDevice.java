package braid.kernels.opencl;

import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device of a platform, and what it can do.
 *
 * @param platform its platform
 * @param id itself
 */
record OpenClDevice(cl_platform_id platform, cl_device_id id) {

    private static final Logger LOG = System.getLogger(OpenClDevice.class.getName());

    /** No platform is installed (cl_khr_icd). */
    private static final int PLATFORM_NOT_FOUND = -1001;

    /** Work items of the largest groups of kernels. */
    private static final int GROUP = 256;

    /** All devices of all platforms, in the loader's order; none if no platform is installed. */
    static List<OpenClDevice> all() {
        List<OpenClDevice> all = new ArrayList<>();
        for (cl_platform_id platform : platforms()) {
            try {
                all.addAll(of(platform));
            } catch (CLException e) { // One platform at fault must not hide the others.
                if (e.getStatus() != CL.CL_DEVICE_NOT_FOUND) {
                    LOG.log(
                            Level.WARNING,
                            "an OpenCL platform lists no devices: {0}",
                            e.getMessage());
                }
            }
        }
        return all;
    }

    private static List<OpenClDevice> of(cl_platform_id platform) {
        int[] count = new int[1];
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
        cl_device_id[] ids = new cl_device_id[count[0]];
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null);
        return Arrays.stream(ids).map(id -> new OpenClDevice(platform, id)).toList();
    }

    private static cl_platform_id[] platforms() {
        int[] count = new int[1];
        try {
            CL.clGetPlatformIDs(0, null, count);
        } catch (CLException e) {
            if (e.getStatus() == PLATFORM_NOT_FOUND) {
                return new cl_platform_id[0];
            }
            throw e;
        }
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        CL.clGetPlatformIDs(platforms.length, platforms, null);
        return platforms;
    }

    /** Its name, for people. */
    String name() {
        return text(CL.CL_DEVICE_NAME);
    }

    /** What identifies the compiler and what it makes: programs built with another are no use. */
    String compiler() {
        return String.join(
                "; ",
                name(),
                text(CL.CL_DEVICE_VERSION),
                text(CL.CL_DRIVER_VERSION),
                platformText(CL.CL_PLATFORM_VERSION));
    }

    /** Whether it is a processor. */
    boolean isProcessor() {
        return (number(CL.CL_DEVICE_TYPE) & CL.CL_DEVICE_TYPE_CPU) != 0;
    }

    /** Whether it computes in double precision. */
    boolean hasDoubles() {
        return (" " + text(CL.CL_DEVICE_EXTENSIONS) + " ").contains(" cl_khr_fp64 ");
    }

    /** Why it cannot be used; empty if it can. */
    String fault() {
        if (number(CL.CL_DEVICE_AVAILABLE) == 0) {
            return "not available";
        }
        if (number(CL.CL_DEVICE_COMPILER_AVAILABLE) == 0) {
            return "no compiler";
        }
        if (number(CL.CL_DEVICE_ENDIAN_LITTLE) == 0) {
            return "big-endian";
        }
        if (text(CL.CL_DEVICE_VERSION).matches("OpenCL 1\\.[01]\\b.*")) {
            return text(CL.CL_DEVICE_VERSION) + "; kernels need OpenCL 1.2";
        }
        if (number(CL.CL_DEVICE_MAX_WORK_GROUP_SIZE) < GROUP) {
            return "groups of "
                    + number(CL.CL_DEVICE_MAX_WORK_GROUP_SIZE)
                    + " work items; kernels need "
                    + GROUP;
        }
        return "";
    }

    /** Bytes of local memory of a group. */
    long localMemory() {
        return number(CL.CL_DEVICE_LOCAL_MEM_SIZE);
    }

    /** Bytes of one allocation. */
    long largestSegment() {
        return number(CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE);
    }

    /** Facts for reports, in display order. */
    Map<String, String> properties() {
        Map<String, String> p = new LinkedHashMap<>();
        p.put("name", name());
        p.put("platform", platformText(CL.CL_PLATFORM_NAME));
        p.put("version", text(CL.CL_DEVICE_VERSION));
        p.put("driver", text(CL.CL_DRIVER_VERSION));
        p.put("type", isProcessor() ? "processor" : "accelerator");
        p.put("compute_units", Long.toString(number(CL.CL_DEVICE_MAX_COMPUTE_UNITS)));
        p.put("memory_mib", Long.toString(number(CL.CL_DEVICE_GLOBAL_MEM_SIZE) >> 20));
        p.put("largest_buffer_mib", Long.toString(largestSegment() >> 20));
        p.put("local_memory_kib", Long.toString(localMemory() >> 10));
        p.put("group_size", Long.toString(number(CL.CL_DEVICE_MAX_WORK_GROUP_SIZE)));
        p.put("double_precision", hasDoubles() ? "yes" : "no: extension cl_khr_fp64 is missing");
        return p;
    }

    /** A property that is a number of 4 or 8 bytes. */
    private long number(int property) {
        ByteBuffer b = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        CL.clGetDeviceInfo(id, property, Long.BYTES, Pointer.to(b), null);
        return b.getLong(0);
    }

    private String text(int property) {
        long[] size = new long[1];
        CL.clGetDeviceInfo(id, property, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetDeviceInfo(id, property, bytes.length, Pointer.to(bytes), null);
        return string(bytes);
    }

    private String platformText(int property) {
        long[] size = new long[1];
        CL.clGetPlatformInfo(platform, property, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetPlatformInfo(platform, property, bytes.length, Pointer.to(bytes), null);
        return string(bytes);
    }

    private static String string(byte[] bytes) {
        return new String(bytes, 0, Math.max(0, bytes.length - 1), StandardCharsets.UTF_8).strip();
    }
}
