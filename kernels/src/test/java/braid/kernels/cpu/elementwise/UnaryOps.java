package braid.kernels.cpu.elementwise;

import braid.tensor.op.Abs;
import braid.tensor.op.Affine;
import braid.tensor.op.Clamp;
import braid.tensor.op.Exp;
import braid.tensor.op.Gelu;
import braid.tensor.op.Log;
import braid.tensor.op.Neg;
import braid.tensor.op.PowScalar;
import braid.tensor.op.Relu;
import braid.tensor.op.Rsqrt;
import braid.tensor.op.Sigmoid;
import braid.tensor.op.Silu;
import braid.tensor.op.Sqrt;
import braid.tensor.op.Tanh;
import braid.tensor.op.Unary;

import java.util.List;

/** One of every unary operation. */
final class UnaryOps {

    static final List<Unary> ALL =
            List.of(
                    new Neg(),
                    new Affine(-1.5, 0.25),
                    new Exp(),
                    new Log(),
                    new Sqrt(),
                    new Rsqrt(),
                    new Abs(),
                    new Tanh(),
                    new Sigmoid(),
                    new Relu(),
                    new Gelu(Gelu.Form.TANH),
                    new Gelu(Gelu.Form.ERF),
                    new Silu(),
                    new Clamp(-0.5, 0.75),
                    new PowScalar(2),
                    new PowScalar(3),
                    new PowScalar(0.5),
                    new PowScalar(-1),
                    new PowScalar(2.75));

    private UnaryOps() {}
}
