package braid.kernels.cpu.movement;

import static braid.kernels.cpu.Vectors.F;
import static braid.kernels.cpu.Vectors.LANES;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Ints;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Workers;
import braid.tensor.Tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@link braid.tensor.op.Embedding} and its backward. Backward splits the columns over the threads,
 * so that each row's sums run in the order of the ids whatever the number of threads.
 */
final class EmbeddingKernel {

    private static final int GRAIN = 16_384;

    private EmbeddingKernel() {}

    static void forward(Tensor weight, Tensor ids, Tensor y) {
        int[] rows = Ints.checked("embedding", ids, weight.dim(0));
        Tensor w = Contiguity.of(weight);
        Tensor to = y.isContiguous() ? y : Contiguity.scratch(y);
        int c = w.dim(1);
        Object from = CpuStorage.array(w);
        Workers.shared()
                .forRange(
                        rows.length,
                        Math.max(1, GRAIN / Math.max(1, c)),
                        (worker, a, b) -> {
                            for (int i = a; i < b; i++) {
                                int at = CpuStorage.offset(w) + rows[i] * c;
                                int target = CpuStorage.offset(to) + i * c;
                                System.arraycopy(from, at, CpuStorage.array(to), target, c);
                            }
                        });
        Contiguity.store(to, y);
    }

    static void backward(Tensor ids, Tensor dy, Tensor dw, boolean accumulate, boolean vector) {
        int[] rows = Ints.checked("embedding", ids, dw.dim(0));
        if (!accumulate) {
            dw.fill(0);
        }
        Tensor d = Contiguity.of(dy);
        int c = dw.dim(1);
        boolean fast = vector && Reals.isF32(dw) && dw.isContiguous();
        int grain = fast ? Math.max(LANES, GRAIN / Math.max(1, rows.length)) : c;
        Workers.shared()
                .forRange(
                        c,
                        grain,
                        (w, from, to) -> {
                            if (fast) {
                                Vector.add(rows, d, dw, c, from, to);
                            } else {
                                add(rows, d, dw, c);
                            }
                        });
    }

    private static void add(int[] rows, Tensor dy, Tensor dw, int c) {
        Reals a = Reals.of(dy);
        Reals b = Reals.of(dw);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < c; j++) {
                long to = dw.layout().offset() + rows[i] * dw.layout().stride(0);
                b.add(
                        (int) (to + j * dw.layout().stride(1)),
                        a.get(CpuStorage.offset(dy) + i * c + j));
            }
        }
    }

    private static final class Vector {

        static void add(int[] rows, Tensor dy, Tensor dw, int c, int from, int to) {
            float[] a = CpuStorage.floats(dy);
            float[] b = CpuStorage.floats(dw);
            int ao = CpuStorage.offset(dy);
            int bo = CpuStorage.offset(dw);
            for (int i = 0; i < rows.length; i++) {
                int x = ao + i * c;
                int y = bo + rows[i] * c;
                for (int j = from; j < to; j += LANES) {
                    VectorMask<Float> m = F.indexInRange(j, to);
                    FloatVector s = FloatVector.fromArray(F, b, y + j, m);
                    s.add(FloatVector.fromArray(F, a, x + j, m)).intoArray(b, y + j, m);
                }
            }
        }
    }
}
