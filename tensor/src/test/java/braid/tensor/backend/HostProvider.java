package braid.tensor.backend;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.op.Contiguous;
import braid.tensor.op.Fill;
import braid.tensor.op.Op;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;

/**
 * A device {@code cpu} for the tests of this module, which must not depend on the kernels: it holds
 * Java arrays, copies and fills.
 */
public final class HostProvider implements BackendProvider {

    @Override
    public String type() {
        return "cpu";
    }

    @Override
    public Probe probe() {
        return Probe.available("arrays for tests");
    }

    @Override
    public List<String> devices() {
        return List.of("cpu");
    }

    @Override
    public Backend open(int index) {
        return new HostBackend();
    }

    private static final class HostBackend implements Backend {

        private final Device device = new Device("cpu", this);
        private final MemoryStats stats = new MemoryStats();

        @Override
        public Device device() {
            return device;
        }

        @Override
        public Storage allocate(DType dtype, long size) {
            return new HostStorage(device, dtype, size);
        }

        @Override
        public long footprint(DType dtype, long size) {
            return size * dtype.bytes();
        }

        @Override
        public void execute(Op op, Tensor[] inputs, Tensor[] outputs, boolean accumulate) {
            Object to = array(outputs[0]);
            for (long i = 0; i < outputs[0].numel(); i++) {
                int at = position(outputs[0].layout(), i);
                switch (op) {
                    case Contiguous c ->
                            System.arraycopy(
                                    array(inputs[0]), position(inputs[0].layout(), i), to, at, 1);
                    case Fill fill -> set(to, at, fill.value());
                    default -> throw new UnsupportedOperationException(op.name());
                }
            }
        }

        private static Object array(Tensor t) {
            return ((HostStorage) t.storage()).array;
        }

        private static void set(Object array, int at, double value) {
            switch (array) {
                case float[] a -> a[at] = (float) value;
                case double[] a -> a[at] = value;
                default -> Array.setByte(array, at, (byte) value);
            }
        }

        /** Position of row-major element {@code i}, by division. */
        private static int position(Layout layout, long i) {
            Shape shape = layout.shape();
            long at = layout.offset();
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                at += i % shape.dim(axis) * layout.stride(axis);
                i /= shape.dim(axis);
            }
            return (int) at;
        }

        @Override
        public boolean supports(Op op, DType dtype) {
            return op instanceof Contiguous || op instanceof Fill;
        }

        @Override
        public long workspace(Op op, Tensor[] inputs) {
            return 0;
        }

        @Override
        public void write(Object array, int from, Storage storage, long to, int count) {
            System.arraycopy(array, from, ((HostStorage) storage).array, (int) to, count);
        }

        @Override
        public void read(Storage storage, long from, Object array, int to, int count) {
            System.arraycopy(((HostStorage) storage).array, (int) from, array, to, count);
        }

        @Override
        public void synchronize() {
            // Nothing is pending.
        }

        @Override
        public MemoryStats memory() {
            return stats;
        }

        @Override
        public Map<String, String> properties() {
            return Map.of();
        }

        @Override
        public Map<String, Double> measure() {
            return Map.of();
        }
    }

    private static final class HostStorage extends Storage {

        private Object array;

        HostStorage(Device device, DType dtype, long size) {
            super(device, dtype, size);
            Class<?> type =
                    switch (dtype) {
                        case F32 -> float.class;
                        case F64 -> double.class;
                        case BF16, F16 -> short.class;
                        case I32 -> int.class;
                        case I64 -> long.class;
                        case U8 -> byte.class;
                    };
            array = Array.newInstance(type, (int) size);
        }

        @Override
        public long bytes() {
            return size() * dtype().bytes();
        }

        @Override
        protected void free() {
            if (array == null) {
                throw new AssertionError("freed twice");
            }
            array = null;
        }
    }
}
