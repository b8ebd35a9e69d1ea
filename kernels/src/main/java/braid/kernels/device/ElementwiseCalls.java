package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Affine;
import braid.tensor.op.Binary;
import braid.tensor.op.Cast;
import braid.tensor.op.Clamp;
import braid.tensor.op.Compare;
import braid.tensor.op.Dropout;
import braid.tensor.op.Elementwise;
import braid.tensor.op.Fill;
import braid.tensor.op.Gelu;
import braid.tensor.op.PowScalar;
import braid.tensor.op.Sigmoid;
import braid.tensor.op.Silu;
import braid.tensor.op.Unary;
import braid.tensor.op.UnaryBackward;
import braid.tensor.op.Where;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Launches of the elementwise operations: one work item an element. */
final class ElementwiseCalls {

    /** Work items of a group. */
    static final int GROUP = 256;

    private static final Program COMPARE = Program.of("compare.k");
    private static final Program WHERE = Program.of("where.k");
    private static final Program CAST = Program.of("cast.k");
    private static final Program DROPOUT = Program.of("philox.k", "dropout.k");
    private static final Program FILL = Program.of("fill.k");

    private ElementwiseCalls() {}

    static void run(Elementwise op, Tensor[] in, Tensor out, DeviceBackend backend) {
        if (out.numel() == 0) {
            return;
        }
        Call call =
                switch (op) {
                    case Unary u -> unary(u, "forward", in, out);
                    case UnaryBackward b -> unary(b.forward(), "backward", in, out);
                    case Binary b -> binary(b, in, out);
                    case Compare c -> compare(c, in, out);
                    case Where w -> where(w, in, out);
                    case Cast c -> cast(c, in[0], out);
                    case Dropout d -> dropout(d, in[0], out);
                    case Fill f -> fill(f, out);
                };
        backend.driver().launch(call.items(out.numel(), GROUP));
    }

    private static Call unary(Unary op, String kernel, Tensor[] in, Tensor out) {
        DType type = out.dtype();
        List<String> files = new ArrayList<>(files(op));
        files.addAll(List.of("strided.k", "unary.k"));
        Program program = Types.of(new Program(files, macros(op)), type);
        boolean strided = !dense(in, out);
        Call call = new Call(strided ? program.with("STRIDED", 1) : program, kernel);
        tensors(call, in, out).number(out.numel());
        call.real(type, first(op)).real(type, second(op));
        return strided ? strides(call, op.name(), in, out) : call;
    }

    /** The files of a function of one element. */
    static List<String> files(Unary op) {
        return switch (op) {
            case Gelu g -> List.of("logistic.k", file(g));
            case Silu s -> List.of("logistic.k", file(s));
            case Sigmoid s -> List.of("logistic.k", file(s));
            default -> List.of(file(op));
        };
    }

    /** The file of an operation: {@code pow-scalar.k} for PowScalar. */
    private static String file(Elementwise op) {
        String name = op.name().replaceAll("([A-Z])", "-$1");
        return name.toLowerCase(Locale.ROOT) + ".k";
    }

    static Map<String, String> macros(Unary op) {
        return op instanceof Gelu g && g.form() == Gelu.Form.ERF
                ? Map.of("GELU_ERF", "1")
                : Map.of();
    }

    private static double first(Unary op) {
        return switch (op) {
            case Affine a -> a.scale();
            case Clamp c -> c.low();
            case PowScalar p -> p.exponent();
            default -> 0;
        };
    }

    private static double second(Unary op) {
        return switch (op) {
            case Affine a -> a.shift();
            case Clamp c -> c.high();
            default -> 0;
        };
    }

    private static Call binary(Binary op, Tensor[] in, Tensor out) {
        Program program = Types.of(Program.of("strided.k", file(op), "binary.k"), out.dtype());
        boolean strided = !dense(in, out);
        Call call = new Call(strided ? program.with("STRIDED", 1) : program, "forward");
        tensors(call, in, out).number(out.numel());
        return strided ? strides(call, op.name(), in, out) : call;
    }

    private static Call compare(Compare op, Tensor[] in, Tensor out) {
        String relation =
                switch (op.relation()) {
                    case EQ -> "==";
                    case NE -> "!=";
                    case LT -> "<";
                    case LE -> "<=";
                    case GT -> ">";
                    case GE -> ">=";
                };
        Program program = Types.of(COMPARE, in[0].dtype()).with("RELATION", relation);
        Call call = tensors(new Call(program, "forward"), in, out).number(out.numel());
        return strides(call, op.name(), in, out);
    }

    private static Call where(Where op, Tensor[] in, Tensor out) {
        Program program = Types.stored(WHERE, out.dtype());
        Call call = tensors(new Call(program, "forward"), in, out).number(out.numel());
        return strides(call, op.name(), in, out);
    }

    private static Call cast(Cast op, Tensor x, Tensor y) {
        boolean isWide = op.from() == DType.F64 || op.to() == DType.F64;
        DType work = isWide ? DType.F64 : op.from();
        Program program = Types.of(CAST, work).with("X", op.from()).with("Y", op.to());
        Tensor[] in = {x};
        Call call = tensors(new Call(program, "forward"), in, y).number(y.numel());
        return strides(call, op.name(), in, y);
    }

    private static Call dropout(Dropout op, Tensor x, Tensor y) {
        Tensor[] in = {x};
        Call call = new Call(Types.of(DROPOUT, y.dtype()), "forward");
        tensors(call, in, y).number(y.numel()).real(y.dtype(), 1 / (1 - op.p()));
        // k / 2^24 >= p as k >= p 2^24, which does not round.
        call.number((int) Math.ceil(op.p() * 0x1p24));
        call.number(op.seed()).number(op.stream()).number(op.position());
        return strides(call, op.name(), in, y);
    }

    private static Call fill(Fill op, Tensor y) {
        Call call = new Call(Types.of(FILL, y.dtype()), "forward").tensor(y).number(y.numel());
        if (y.dtype().isFloating()) {
            call.real(y.dtype(), op.value());
        } else {
            call.number((long) op.value());
        }
        return strides(call, op.name(), new Tensor[0], y);
    }

    /** Whether element i of every tensor is its i-th in memory. */
    private static boolean dense(Tensor[] in, Tensor out) {
        boolean dense = out.isContiguous();
        for (Tensor t : in) {
            dense &= t.isContiguous() && t.shape().equals(out.shape());
        }
        return dense;
    }

    static Call tensors(Call call, Tensor[] in, Tensor out) {
        for (Tensor t : in) {
            call.tensor(t);
        }
        return call.tensor(out);
    }

    /** The strides of the operands, repeated to the result's shape, and of the result. */
    static Call strides(Call call, String op, Tensor[] in, Tensor out) {
        Shape shape = out.shape();
        Layout[] layouts = new Layout[in.length + 1];
        for (int i = 0; i < in.length; i++) {
            layouts[i] = in[i].layout().expand(shape);
        }
        layouts[in.length] = out.layout();
        for (Strides s : Strides.merged(op, shape, layouts)) {
            call.strides(s);
        }
        return call;
    }
}
