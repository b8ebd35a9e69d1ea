package braid.tensor.backend;

import braid.tensor.Device;

import java.util.function.Consumer;

/**
 * What a computation will need of a device's memory, before any of it is taken. The computation
 * runs as usual, on a stand-in for the device whose tensors have shapes but no memory and whose
 * kernels do nothing: every value that it reads is 0. It must not depend on values. Of the kernels'
 * workspace, which a process keeps, the largest of one matrix product and of one other operation
 * are planned.
 *
 * <pre>{@code
 * MemoryStats planned = MemoryPlan.of(Device.cpu(), device -> {
 *     Transformer model = new Transformer(config, random);
 *     model.to(device);
 *     step(model);
 * });
 * planned.peak();
 * }</pre>
 */
public final class MemoryPlan {

    private MemoryPlan() {}

    /**
     * Runs a computation without memory.
     *
     * @param device whose rounding of sizes counts
     * @param computation uses the device that it is given, and no other for what is to be planned
     * @return its peak, and what was in use at the peak by kind
     */
    public static MemoryStats of(Device device, Consumer<Device> computation) {
        StandIn standIn = new StandIn(device.backend(), (op, inputs) -> {});
        computation.accept(standIn.device());
        return standIn.memory();
    }
}
