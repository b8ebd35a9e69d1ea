package braid.tests.device;

import braid.kernels.device.Call;
import braid.kernels.device.DeviceBackend;
import braid.kernels.device.Driver;
import braid.kernels.device.Program;
import braid.kernels.device.Segment;
import braid.tensor.Device;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.Objects;

/** What is below a device. */
final class Drivers {

    private Drivers() {}

    /** The driver of a device with memory of its own. */
    static Driver of(Device device) {
        try {
            Method driver = DeviceBackend.class.getDeclaredMethod("driver");
            driver.setAccessible(true);
            return (Driver) driver.invoke(device.backend());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a kernel writes by one group of items, each an integer. */
    static int[] run(Driver driver, Program program, String kernel, int items) {
        return run(driver, program, kernel, items, new int[0], items);
    }

    /**
     * What a kernel writes by one group of items.
     *
     * @param x what it reads; it has no such parameter if there is nothing
     * @param results how many integers it writes
     */
    static int[] run(
            Driver driver, Program program, String kernel, int items, int[] x, int results) {
        Segment to = Objects.requireNonNull(driver.reserve((long) Integer.BYTES * results));
        Call call = new Call(program, kernel).items(items, items);
        call.arguments().add(new Call.Pointer(to));
        call.arguments().add(0L);
        Segment from = null;
        if (x.length > 0) {
            from = Objects.requireNonNull(driver.reserve((long) Integer.BYTES * x.length));
            driver.write(MemorySegment.ofArray(x), from, 0);
            call.arguments().add(new Call.Pointer(from));
            call.arguments().add(0L);
        }
        driver.launch(call);
        int[] written = new int[results];
        driver.read(to, 0, MemorySegment.ofArray(written));
        driver.free(to);
        if (from != null) {
            driver.free(from);
        }
        return written;
    }
}
