package braid.kernels.cpu.linalg;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.elementwise.ElementwiseKernels;
import braid.tensor.Tensor;
import braid.tensor.op.Activation;
import braid.tensor.op.Add;
import braid.tensor.op.Linear;

/** {@link Linear}: the product, then bias and activation. */
final class LinearKernel {

    private LinearKernel() {}

    static void run(Linear op, Tensor[] in, Tensor[] out, boolean vector) {
        boolean fast = vector && Reals.isF32(in[0]);
        Tensor x = Contiguity.of(in[0]);
        Tensor w = in[1];
        Activation f = op.activation();
        Tensor pre = out.length > 1 ? out[1] : out[0];
        Matrix weight = Matrix.of(w, w.layout(), CpuStorage.offset(w)).transposed();
        Product.run(Matrix.rows(x), weight, Matrix.rows(pre), false, fast);
        if (in.length > 2) {
            ElementwiseKernels.run(new Add(), new Tensor[] {pre, in[2]}, pre, vector);
        }
        if (f != Activation.NONE) {
            ElementwiseKernels.run(f.op(), new Tensor[] {pre}, out[0], vector);
        }
    }
}
