package braid.kernels.cpu.elementwise;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Rows;
import braid.tensor.Tensor;
import braid.tensor.op.Compare.Relation;

/** {@link braid.tensor.op.Compare}; F32 in a loop of its own, other types by the reference. */
final class CompareKernel {

    private static final int GRAIN = 8192;

    private CompareKernel() {}

    static void run(Relation relation, Tensor x, Tensor y, Tensor mask, boolean fast) {
        if (fast) {
            floats(relation, x, y, mask);
        } else {
            Loops.reference(x, y, mask, (a, b) -> holds(relation, a, b) ? 1 : 0);
        }
    }

    private static void floats(Relation relation, Tensor x, Tensor y, Tensor mask) {
        float[] a = CpuStorage.floats(x);
        float[] b = CpuStorage.floats(y);
        byte[] c = (byte[]) CpuStorage.array(mask);
        var rows = new Rows(x, y, mask);
        int sx = rows.step(0);
        int sy = rows.step(1);
        int sz = rows.step(2);
        rows.forEach(
                GRAIN,
                GRAIN,
                (row, from, n) -> {
                    int xo = row.at(0) + from * sx;
                    int yo = row.at(1) + from * sy;
                    int zo = row.at(2) + from * sz;
                    for (int i = 0; i < n; i++) {
                        boolean holds = holds(relation, a[xo + i * sx], b[yo + i * sy]);
                        c[zo + i * sz] = (byte) (holds ? 1 : 0);
                    }
                });
    }

    private static boolean holds(Relation relation, double a, double b) {
        return switch (relation) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
        };
    }
}
