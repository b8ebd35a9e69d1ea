package braid.kernels.cpu.linalg;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.gemm.Bf16Dots;
import braid.kernels.cpu.gemm.Q8Dots;
import braid.tensor.Tensor;
import braid.tensor.op.Bf16Linear;
import braid.tensor.op.Q8Linear;

/** {@link Bf16Linear} and {@link Q8Linear}: products with weights as they are stored. */
final class StoredWeightKernels {

    private static final int ZERO = 128;

    private StoredWeightKernels() {}

    static void bf16(Tensor input, Tensor weight, Tensor out, boolean vector) {
        Tensor x = Contiguity.of(input);
        Tensor w = Contiguity.of(weight);
        Tensor y = out.isContiguous() ? out : Contiguity.scratch(out);
        Matrix rows = Matrix.rows(x);
        Matrix matrix = Matrix.rows(w);
        Matrix result = Matrix.rows(y);
        if (vector) {
            Bf16Dots.run(
                    rows.rows(),
                    matrix.rows(),
                    rows.columns(),
                    rows.floats(),
                    rows.offset(),
                    (short[]) matrix.array(),
                    matrix.offset(),
                    result.floats(),
                    result.offset());
        } else {
            Product.run(rows, matrix.transposed(), result, false, false);
        }
        Contiguity.store(y, out);
    }

    static void q8(Tensor input, Tensor quants, Tensor scales, Tensor out, boolean vector) {
        Tensor x = Contiguity.of(input);
        Tensor q = Contiguity.of(quants);
        Tensor s = Contiguity.of(scales);
        Tensor y = out.isContiguous() ? out : Contiguity.scratch(out);
        int n = q.dim(0);
        int k = q.dim(1);
        int few = n == 0 ? 0 : (int) (y.numel() / n);
        if (vector) {
            Q8Dots.run(
                    few,
                    n,
                    k,
                    CpuStorage.floats(x),
                    CpuStorage.offset(x),
                    (byte[]) CpuStorage.array(q),
                    CpuStorage.offset(q),
                    (short[]) CpuStorage.array(s),
                    CpuStorage.offset(s),
                    CpuStorage.floats(y),
                    CpuStorage.offset(y));
        } else {
            reference(few, x, q, s, y);
        }
        Contiguity.store(y, out);
    }

    private static void reference(int few, Tensor x, Tensor q, Tensor s, Tensor y) {
        int n = q.dim(0);
        int k = q.dim(1);
        int blocks = s.dim(1);
        Reals xs = Reals.of(x);
        Reals qs = Reals.of(q);
        Reals ss = Reals.of(s);
        Reals ys = Reals.of(y);
        for (int i = 0; i < few; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    double scale = ss.get(CpuStorage.offset(s) + j * blocks + l / Q8Linear.BLOCK);
                    double w = (qs.get(CpuStorage.offset(q) + j * k + l) - ZERO) * scale;
                    sum += xs.get(CpuStorage.offset(x) + i * k + l) * w;
                }
                ys.set(CpuStorage.offset(y) + i * n + j, sum);
            }
        }
    }
}
