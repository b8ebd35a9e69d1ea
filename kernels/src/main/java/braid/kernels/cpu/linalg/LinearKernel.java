package braid.kernels.cpu.linalg;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.elementwise.ElementwiseKernels;
import braid.kernels.cpu.gemm.Epilogue;
import braid.tensor.Tensor;
import braid.tensor.op.Activation;
import braid.tensor.op.Add;
import braid.tensor.op.Linear;
import braid.tensor.op.Unary;

/** {@link Linear}: the product, then bias and activation. */
final class LinearKernel {

    private LinearKernel() {}

    static void run(Linear op, Tensor[] in, Tensor[] out, boolean vector) {
        Tensor x = Contiguity.of(in[0]);
        Tensor w = MatmulKernel.dense(in[1]);
        Matrix rows = Matrix.rows(x);
        Matrix weight = Matrix.of(w, w.layout(), CpuStorage.offset(w)).transposed();
        Tensor y = out[0].isContiguous() ? out[0] : Contiguity.scratch(out[0]);
        if (vector && Reals.isF32(x)) {
            Epilogue epilogue = epilogue(op.activation(), in, out);
            Product.sgemm(rows, weight, Matrix.rows(y), false, epilogue);
        } else {
            reference(op.activation(), rows, weight, in, y, out.length > 1 ? out[1] : y);
        }
        Contiguity.store(y, out[0]);
    }

    /** Bias and activation, applied while the product is in the cache. */
    private static Epilogue epilogue(Activation f, Tensor[] in, Tensor[] out) {
        Epilogue e = Epilogue.NONE;
        if (in.length > 2) {
            Tensor bias = Contiguity.of(in[2]);
            e = Epilogue.bias(CpuStorage.floats(bias), CpuStorage.offset(bias));
        }
        if (out.length > 1) {
            Tensor pre = out[1];
            e = e.keeping(CpuStorage.floats(pre), CpuStorage.offset(pre), pre.dim(-1));
        }
        return e.then(f);
    }

    private static void reference(
            Activation f, Matrix rows, Matrix weight, Tensor[] in, Tensor y, Tensor pre) {
        Product.run(rows, weight, Matrix.rows(pre), false, false);
        if (in.length > 2) {
            ElementwiseKernels.run(new Add(), new Tensor[] {pre, in[2]}, pre, false);
        }
        Unary function = f.op();
        if (function != null) {
            ElementwiseKernels.run(function, new Tensor[] {pre}, y, false);
        }
    }
}
