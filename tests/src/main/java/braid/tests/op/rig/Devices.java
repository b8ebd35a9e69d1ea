package braid.tests.op.rig;

import braid.kernels.device.DeviceBackend;
import braid.kernels.device.Schedule;
import braid.tensor.Device;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Backends;
import braid.tensor.op.Embedding;
import braid.tensor.op.Linalg;
import braid.tensor.op.Neural;
import braid.tensor.op.Op;
import braid.tensor.op.Reduction;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The devices that there are on this machine; a new backend comes in by itself. */
public final class Devices {

    /** The columns of the support matrix. */
    static final List<String> SUPPORTED = List.of("cpu", "reference", "opencl:0", "cuda:0");

    /** Processors with the schedule for GPUs, by the device that has its own. */
    private static final Map<Device, Device> AS_GPU = new ConcurrentHashMap<>();

    private Devices() {}

    /**
     * All devices of all backends on the class path, processors with kernels of their own once more
     * with those for GPUs; with {@code -Dbraid.tests.devices=cpu} those of one type.
     */
    public static List<Device> all() {
        String type = System.getProperty("braid.tests.devices", "");
        return Backends.providers().stream()
                .filter(p -> type.isEmpty() || p.type().equals(type))
                .map(BackendProvider::devices)
                .flatMap(List::stream)
                .map(Device::parse)
                .map(Launches::noted)
                .flatMap(Devices::schedules)
                .toList();
    }

    /** One of them, or what {@link Device#parse} says. */
    static Device named(String name) {
        return all().stream()
                .filter(d -> d.toString().equals(name))
                .findFirst()
                .orElseGet(() -> Device.parse(name));
    }

    private static Stream<Device> schedules(Device device) {
        boolean two = device.backend() instanceof DeviceBackend b && b.schedule() == Schedule.CPU;
        return two
                ? Stream.of(device, AS_GPU.computeIfAbsent(device, Devices::asGpu))
                : Stream.of(device);
    }

    private static Device asGpu(Device device) {
        return ((DeviceBackend) device.backend()).asGpu().device();
    }

    /** Whether a device runs any of the operations in another way than the devices before it. */
    static boolean differs(Device device, Reached reached) {
        return !AS_GPU.containsValue(device)
                || Stream.concat(reached.forward().stream(), reached.backward().stream())
                        .anyMatch(Devices::hasSchedules);
    }

    /** Whether an operation can have kernels of its own for processors. */
    static boolean hasSchedules(Op op) {
        return switch (op) {
            case Linalg l -> true;
            case Neural n -> true;
            case Reduction r -> true;
            case Embedding.Backward b -> true;
            default -> false;
        };
    }

    /** Why devices of a type are not tested here, with the remedy; empty if they are. */
    public static String absent(String type) {
        String chosen = System.getProperty("braid.tests.devices", "");
        if (!chosen.isEmpty() && !chosen.equals(type)) {
            return type + ": only " + chosen + " is tested in this run";
        }
        return missing(type);
    }

    /** Why there are no devices of a type on this machine, with the remedy; empty if there are. */
    static String missing(String type) {
        return Backends.providers().stream()
                .filter(p -> p.type().equals(type))
                .map(BackendProvider::probe)
                .filter(probe -> !probe.available())
                .map(probe -> type + ": " + probe.detail() + "; " + probe.remedy())
                .findFirst()
                .orElse("");
    }

    /** Those of {@link #all} that have memory of their own. */
    public static List<Device> accelerators() {
        return all().stream().filter(d -> d.backend() instanceof DeviceBackend).toList();
    }

    /** Why there are no {@link #accelerators}. */
    public static String noAccelerators() {
        return absent("opencl") + "; " + absent("cuda");
    }

    /** Whether a device runs kernels that are not made for what runs them, and takes minutes. */
    public static boolean isEmulated(Device device) {
        return AS_GPU.containsValue(device)
                || device.backend().properties().getOrDefault("name", "").startsWith("stand-in");
    }

    /** A device behind a fence; see {@link CheckedBackend}. */
    static Device checked(Device device) {
        return new CheckedBackend(device.backend()).device();
    }
}
