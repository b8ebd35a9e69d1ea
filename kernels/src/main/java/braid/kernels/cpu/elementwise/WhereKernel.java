package braid.kernels.cpu.elementwise;

import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.Rows;
import braid.tensor.Tensor;

/** {@link braid.tensor.op.Where}; F32 in a loop of its own, other types by the reference. */
final class WhereKernel {

    private static final int GRAIN = 8192;

    private WhereKernel() {}

    static void run(Tensor mask, Tensor x, Tensor y, Tensor z, boolean fast) {
        if (fast) {
            floats(mask, x, y, z);
        } else {
            reference(mask, x, y, z);
        }
    }

    private static void reference(Tensor mask, Tensor x, Tensor y, Tensor z) {
        Reals m = Reals.of(mask);
        Reals a = Reals.of(x);
        Reals b = Reals.of(y);
        Reals c = Reals.of(z);
        var rows = new Rows(mask, x, y, z);
        rows.forEachInOrder((row, from, n) -> {
            for (int i = 0; i < n; i++) {
                boolean first = m.get(row.at(0) + i * rows.step(0)) != 0;
                double u = a.get(row.at(1) + i * rows.step(1));
                double v = b.get(row.at(2) + i * rows.step(2));
                c.set(row.at(3) + i * rows.step(3), first ? u : v);
            }
        });
    }

    private static void floats(Tensor mask, Tensor x, Tensor y, Tensor z) {
        byte[] m = (byte[]) CpuStorage.array(mask);
        float[] a = CpuStorage.floats(x);
        float[] b = CpuStorage.floats(y);
        float[] c = CpuStorage.floats(z);
        var rows = new Rows(mask, x, y, z);
        int sm = rows.step(0);
        int sx = rows.step(1);
        int sy = rows.step(2);
        int sz = rows.step(3);
        rows.forEach(
                GRAIN,
                GRAIN,
                (row, from, n) -> {
                    int mo = row.at(0) + from * sm;
                    int xo = row.at(1) + from * sx;
                    int yo = row.at(2) + from * sy;
                    int zo = row.at(3) + from * sz;
                    for (int i = 0; i < n; i++) {
                        // Bits, since the processor selects integers without a branch.
                        int u = Float.floatToRawIntBits(a[xo + i * sx]);
                        int v = Float.floatToRawIntBits(b[yo + i * sy]);
                        c[zo + i * sz] = Float.intBitsToFloat(m[mo + i * sm] != 0 ? u : v);
                    }
                });
    }
}
