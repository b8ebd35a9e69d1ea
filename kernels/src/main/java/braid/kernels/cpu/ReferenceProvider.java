package braid.kernels.cpu;

import braid.tensor.backend.Backend;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Probe;

import java.util.List;

/**
 * The device {@code reference}: the scalar kernels in double arithmetic, on one thread. Slow,
 * simple, and what every other backend is compared with.
 */
public final class ReferenceProvider implements BackendProvider {

    @Override
    public String type() {
        return "reference";
    }

    @Override
    public Probe probe() {
        return Probe.available("scalar kernels in double arithmetic, for tests");
    }

    @Override
    public List<String> devices() {
        return List.of("reference");
    }

    @Override
    public Backend open(int index) {
        return new CpuBackend("reference:" + index, false);
    }
}
