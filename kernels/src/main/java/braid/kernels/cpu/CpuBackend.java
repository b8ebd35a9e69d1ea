package braid.kernels.cpu;

import braid.kernels.cpu.elementwise.ElementwiseKernels;
import braid.kernels.cpu.linalg.LinalgKernels;
import braid.kernels.cpu.movement.MovementKernels;
import braid.kernels.cpu.neural.NeuralKernels;
import braid.kernels.cpu.reduction.ReductionKernels;
import braid.kernels.cpu.update.UpdateKernels;
import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.backend.Backend;
import braid.tensor.backend.MemoryStats;
import braid.tensor.op.Bf16Linear;
import braid.tensor.op.CustomOp;
import braid.tensor.op.Elementwise;
import braid.tensor.op.Embedding;
import braid.tensor.op.Gather;
import braid.tensor.op.Linalg;
import braid.tensor.op.Movement;
import braid.tensor.op.Neural;
import braid.tensor.op.Op;
import braid.tensor.op.Q8Linear;
import braid.tensor.op.Reduction;
import braid.tensor.op.ScatterAdd;
import braid.tensor.op.Unfold;
import braid.tensor.op.Update;
import braid.tensor.op.View;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs operations on the processor. F32 goes to vector kernels, unless this backend was opened as
 * the scalar reference; F64 always goes to the reference kernels, for gradient checks.
 */
public final class CpuBackend implements Backend {

    private final Device device;
    private final boolean vector;
    private final MemoryStats stats = new MemoryStats();
    private final CpuPool pool = new CpuPool(stats);

    CpuBackend(String name, boolean vector) {
        this.vector = vector;
        device = new Device(name, this);
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Storage allocate(DType dtype, long size) {
        Object array = pool.take(dtype, size);
        return new CpuStorage(device, dtype, size, array, footprint(dtype, size), pool);
    }

    @Override
    public long footprint(DType dtype, long size) {
        return (long) CpuPool.capacity(size) * dtype.bytes();
    }

    @Override
    public void execute(Op op, Tensor[] in, Tensor[] out, boolean accumulate) {
        int lent = Contiguity.lent();
        try {
            run(op, in, out, accumulate);
        } finally {
            Contiguity.giveBack(lent);
        }
    }

    private void run(Op op, Tensor[] in, Tensor[] out, boolean accumulate) {
        switch (op) {
            case Elementwise e -> ElementwiseKernels.run(e, in, out[0], vector);
            case Reduction r -> ReductionKernels.run(r, in, out, accumulate, vector);
            case Movement m -> MovementKernels.run(m, in, out[0], accumulate, vector);
            case Linalg l -> LinalgKernels.run(l, in, out, accumulate, vector);
            case Neural n -> NeuralKernels.run(n, in, out, vector);
            case Update u -> UpdateKernels.run(u, in, vector);
            case CustomOp c -> c.forward(in, out);
            case View v -> throw new IllegalStateException(v.name() + " has no kernel");
        }
    }

    @Override
    public boolean supports(Op op, DType dtype) {
        return switch (op) {
            case View v -> true;
            // They add in memory, and sums in 16 bits would round at every step.
            case ScatterAdd m -> dtype != DType.BF16 && dtype != DType.F16;
            case Gather.Backward m -> dtype != DType.BF16 && dtype != DType.F16;
            case Embedding.Backward m -> dtype != DType.BF16 && dtype != DType.F16;
            case Unfold.Backward m -> dtype != DType.BF16 && dtype != DType.F16;
            case Movement m -> true;
            case CustomOp c -> true;
            case Elementwise e -> true;
            case Reduction r -> dtype == DType.F32 || dtype == DType.F64;
            case Bf16Linear l -> dtype == DType.F32;
            case Q8Linear l -> dtype == DType.F32;
            case Linalg l -> dtype == DType.F32 || dtype == DType.F64;
            case Neural n -> dtype == DType.F32 || dtype == DType.F64;
            case Update u -> dtype == DType.F32 || dtype == DType.F64;
        };
    }

    @Override
    public long workspace(Op op, Tensor[] in) {
        if (!vector || in.length == 0 || in[0].dtype() != DType.F32) {
            return 0;
        }
        return switch (op) {
            case Linalg l -> LinalgKernels.workspace(l, in);
            case Neural n -> NeuralKernels.workspace(n, in);
            default -> 0;
        };
    }

    @Override
    public void write(Object array, int from, Storage storage, long to, int count) {
        System.arraycopy(array, from, ((CpuStorage) storage).array(), (int) to, count);
    }

    @Override
    public void read(Storage storage, long from, Object array, int to, int count) {
        System.arraycopy(((CpuStorage) storage).array(), (int) from, array, to, count);
    }

    @Override
    public void synchronize() {
        // Operations are done when execute returns.
    }

    @Override
    public MemoryStats memory() {
        return stats;
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> p = new LinkedHashMap<>();
        p.put("processor", Processor.name());
        p.put("threads", vector ? Integer.toString(Workers.shared().size()) : "1");
        p.put("vector", vector ? Vectors.LANES * 32 + " bits" : "none: scalar kernels");
        p.put("java", Runtime.version().toString());
        return p;
    }

    @Override
    public Map<String, Double> measure() {
        return vector ? SpeedTest.measure() : Map.of();
    }
}
