package braid.kernels.cpu;

import braid.tensor.TensorException;
import braid.tensor.backend.Backend;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Probe;

import java.util.List;

/** The device {@code cpu}. */
public final class CpuProvider implements BackendProvider {

    @Override
    public String type() {
        return "cpu";
    }

    @Override
    public Probe probe() {
        if (VectorMode.isPresent()) {
            return Probe.available("Vector API, " + Workers.shared().size() + " threads");
        }
        if (VectorMode.isScalarAllowed()) {
            return Probe.available("scalar kernels, slow: the vector module is absent");
        }
        return Probe.absent(
                "this JVM runs without the module jdk.incubator.vector",
                "start java with --add-modules=jdk.incubator.vector, or, to run without vectors at a"
                        + " hundredth of the speed, with -Dbraid.scalar=allow");
    }

    @Override
    public List<String> devices() {
        return probe().available() ? List.of("cpu") : List.of();
    }

    @Override
    public Backend open(int index) {
        Probe probe = probe();
        if (!probe.available()) {
            throw new TensorException("cpu: " + probe.detail(), probe.remedy());
        }
        return new CpuBackend("cpu", VectorMode.isPresent());
    }
}
