package braid.bench;

import braid.tensor.Device;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryKind;

/** Operands that live as long as their workload, which no scope is to give back. */
final class Kept {

    private Kept() {}

    /** A copy in a device's memory. */
    static Tensor on(Device device, Tensor numbers) {
        Tensor t = numbers.to(device);
        t.storage().promote(MemoryKind.PARAMETER);
        return t;
    }
}
