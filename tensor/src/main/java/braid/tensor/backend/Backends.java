package braid.tensor.backend;

import braid.tensor.Device;
import braid.tensor.DeviceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/** The backends on the class path. Each device is opened once. */
public final class Backends {

    private static final List<BackendProvider> PROVIDERS = load();
    private static final Map<String, Device> OPEN = new ConcurrentHashMap<>();

    private Backends() {}

    private static List<BackendProvider> load() {
        List<BackendProvider> found = new ArrayList<>();
        ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())
                .forEach(found::add);
        return List.copyOf(found);
    }

    /** All providers, usable or not. */
    public static List<BackendProvider> providers() {
        return PROVIDERS;
    }

    /**
     * The device with this name, opened when first asked for.
     *
     * @throws DeviceException naming the reason and the remedy if there is none
     */
    public static Device device(String name) {
        int colon = name.indexOf(':');
        String type = colon < 0 ? name : name.substring(0, colon);
        int index = colon < 0 ? 0 : index(name, colon);
        String key = type.equals("cpu") ? type : type + ":" + index;
        return OPEN.computeIfAbsent(key, k -> open(k, type, index));
    }

    private static int index(String name, int colon) {
        try {
            int index = Integer.parseInt(name, colon + 1, name.length(), 10);
            if (index >= 0) {
                return index;
            }
        } catch (NumberFormatException e) {
            throw noNumber(name, e);
        }
        throw noNumber(name, null);
    }

    private static DeviceException noNumber(String name, @Nullable Exception cause) {
        return new DeviceException(
                "device " + name + ": the part after the colon is not a number",
                "write for example cuda:0",
                cause);
    }

    private static Device open(String name, String type, int index) {
        for (BackendProvider provider : PROVIDERS) {
            if (provider.type().equals(type)) {
                Probe probe = provider.probe();
                if (!probe.available()) {
                    throw new DeviceException(name + ": " + probe.detail(), probe.remedy(), null);
                }
                return provider.open(index).device();
            }
        }
        List<String> types = PROVIDERS.stream().map(BackendProvider::type).toList();
        throw new DeviceException(
                "device " + name + ": no backend for it on the class path (found: " + types + ")",
                types.isEmpty()
                        ? "add the artefact braid-kernels to the class path"
                        : "use one of " + types,
                null);
    }
}
