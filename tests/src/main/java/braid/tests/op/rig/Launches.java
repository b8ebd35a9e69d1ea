package braid.tests.op.rig;

import braid.kernels.device.Call;
import braid.kernels.device.DeviceBackend;
import braid.kernels.device.Driver;
import braid.tensor.Device;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Which kernels devices launch, where that is asked for. */
final class Launches {

    /** System property: {@code true} notes the kernels of all devices with kernel files. */
    private static final boolean NOTED = Boolean.getBoolean("braid.tests.launches");

    private static final Map<Device, Device> DEVICES = new ConcurrentHashMap<>();
    private static final SortedSet<String> KERNELS = new TreeSet<>();

    private Launches() {}

    /** The kernels so far, {@code norm.k forward}: the file that has the kernel, and its name. */
    static SortedSet<String> kernels() {
        return KERNELS;
    }

    /** The device, or the same one with its launches noted. */
    static Device noted(Device device) {
        return NOTED && device.backend() instanceof DeviceBackend b
                ? DEVICES.computeIfAbsent(device, d -> noted(b))
                : device;
    }

    private static Device noted(DeviceBackend backend) {
        try {
            Method driver = DeviceBackend.class.getDeclaredMethod("driver");
            driver.setAccessible(true);
            Driver inner = (Driver) driver.invoke(backend);
            return new DeviceBackend(noted(inner), backend.schedule()).device();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Driver noted(Driver inner) {
        return (Driver)
                Proxy.newProxyInstance(
                        Driver.class.getClassLoader(),
                        new Class<?>[] {Driver.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("launch")) {
                                Call call = (Call) arguments[0];
                                KERNELS.add(call.program().files().getLast() + " " + call.kernel());
                            }
                            try {
                                return method.invoke(inner, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
