package braid.kernels.cpu.elementwise;

import braid.kernels.cpu.Reals;
import braid.tensor.Tensor;
import braid.tensor.op.Abs;
import braid.tensor.op.Add;
import braid.tensor.op.Affine;
import braid.tensor.op.Binary;
import braid.tensor.op.Cast;
import braid.tensor.op.Clamp;
import braid.tensor.op.Compare;
import braid.tensor.op.Div;
import braid.tensor.op.Dropout;
import braid.tensor.op.Elementwise;
import braid.tensor.op.Exp;
import braid.tensor.op.Fill;
import braid.tensor.op.Gelu;
import braid.tensor.op.Log;
import braid.tensor.op.Maximum;
import braid.tensor.op.Minimum;
import braid.tensor.op.Mul;
import braid.tensor.op.Neg;
import braid.tensor.op.Pow;
import braid.tensor.op.PowScalar;
import braid.tensor.op.Relu;
import braid.tensor.op.Rsqrt;
import braid.tensor.op.Sigmoid;
import braid.tensor.op.Silu;
import braid.tensor.op.Sqrt;
import braid.tensor.op.Sub;
import braid.tensor.op.Tanh;
import braid.tensor.op.Unary;
import braid.tensor.op.UnaryBackward;
import braid.tensor.op.Where;

/** Which kernel computes which elementwise operation. */
public final class ElementwiseKernels {

    private static final UnaryKernel NEG = new NegKernel();
    private static final UnaryKernel EXP = new ExpKernel();
    private static final UnaryKernel LOG = new LogKernel();
    private static final UnaryKernel SQRT = new SqrtKernel();
    private static final UnaryKernel RSQRT = new RsqrtKernel();
    private static final UnaryKernel ABS = new AbsKernel();
    private static final UnaryKernel TANH = new TanhKernel();
    private static final UnaryKernel SIGMOID = new SigmoidKernel();
    private static final UnaryKernel RELU = new ReluKernel();
    private static final UnaryKernel SILU = new SiluKernel();
    private static final UnaryKernel GELU_TANH = new GeluTanhKernel();
    private static final UnaryKernel GELU_ERF = new GeluErfKernel();
    private static final BinaryKernel ADD = new AddKernel();
    private static final BinaryKernel SUB = new SubKernel();
    private static final BinaryKernel MUL = new MulKernel();
    private static final BinaryKernel DIV = new DivKernel();
    private static final BinaryKernel POW = new PowKernel();
    private static final BinaryKernel MINIMUM = new MinimumKernel();
    private static final BinaryKernel MAXIMUM = new MaximumKernel();

    private ElementwiseKernels() {}

    /**
     * @param vector F32 by vector kernels; else all by the reference
     */
    public static void run(Elementwise op, Tensor[] in, Tensor out, boolean vector) {
        boolean fast = vector && Reals.isF32(in[0]);
        switch (op) {
            case Unary u -> unary(kernel(u), in[0], out, fast);
            case UnaryBackward b -> unaryBackward(kernel(b.forward()), in, out, fast);
            case Binary b -> binary(kernel(b), in[0], in[1], out, fast);
            case Compare c -> CompareKernel.run(c.relation(), in[0], in[1], out, fast);
            case Where w -> WhereKernel.run(in[0], in[1], in[2], out, vector && Reals.isF32(out));
            case Cast c -> CastKernel.run(in[0], out, vector);
            case Dropout d -> DropoutKernel.run(d, in[0], out, fast);
            case Fill f -> FillKernel.run(f.value(), out);
        }
    }

    /** {@code x = f(x)} for n neighbouring floats, on the calling thread; for fused kernels. */
    public static void forward(Unary op, float[] x, int at, int n) {
        Loops.inPlace(kernel(op), x, at, n);
    }

    private static void unary(UnaryKernel k, Tensor x, Tensor y, boolean fast) {
        if (fast) {
            Loops.vector(x, x, y, (a, ao, b, bo, c, co, n) -> k.forward(a, ao, c, co, n));
        } else {
            Loops.reference(x, y, k::value);
        }
    }

    private static void unaryBackward(UnaryKernel k, Tensor[] in, Tensor out, boolean fast) {
        if (fast) {
            Loops.vector(in[0], in[1], out, k::backward);
        } else {
            Loops.reference(in[0], in[1], out, (kept, dy) -> dy * k.derivative(kept));
        }
    }

    private static void binary(BinaryKernel k, Tensor x, Tensor y, Tensor z, boolean fast) {
        if (fast) {
            Loops.vector(x, y, z, k::forward);
        } else {
            Loops.reference(x, y, z, k::value);
        }
    }

    private static UnaryKernel kernel(Unary op) {
        return switch (op) {
            case Neg o -> NEG;
            case Affine o -> new AffineKernel(o.scale(), o.shift());
            case Exp o -> EXP;
            case Log o -> LOG;
            case Sqrt o -> SQRT;
            case Rsqrt o -> RSQRT;
            case Abs o -> ABS;
            case Tanh o -> TANH;
            case Sigmoid o -> SIGMOID;
            case Relu o -> RELU;
            case Gelu o -> o.form() == Gelu.Form.TANH ? GELU_TANH : GELU_ERF;
            case Silu o -> SILU;
            case Clamp o -> new ClampKernel(o.low(), o.high());
            case PowScalar o -> new PowScalarKernel(o.exponent());
        };
    }

    private static BinaryKernel kernel(Binary op) {
        return switch (op) {
            case Add o -> ADD;
            case Sub o -> SUB;
            case Mul o -> MUL;
            case Div o -> DIV;
            case Pow o -> POW;
            case Minimum o -> MINIMUM;
            case Maximum o -> MAXIMUM;
        };
    }
}
