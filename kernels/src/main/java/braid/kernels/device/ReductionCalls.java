package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.ArgMax;
import braid.tensor.op.Cumsum;
import braid.tensor.op.Max;
import braid.tensor.op.Min;
import braid.tensor.op.Reduction;
import braid.tensor.op.SquaredNorm;
import braid.tensor.op.Sum;
import braid.tensor.op.SumRows;

/** Launches of the operations that fold elements along axes; {@link SumCalls} for sums. */
final class ReductionCalls {

    /** Work items of a group; GROUP in {@code block.k}. */
    static final int GROUP = 256;

    /** Rows shorter than this are folded by one work item each. */
    private static final int SHORT = 64;

    /** Elements of a part of a norm, for a group. */
    private static final int PART = 64 * GROUP;

    private static final Program EXTREMUM = Program.of("block.k", "extremum.k");
    private static final Program CUMSUM = Program.of("cumsum.k");
    private static final Program SQUARED_NORM = Program.of("block.k", "squared-norm.k");

    private static final Program SQUARED_NORM_VECTORS =
            Program.of("vector.cpu.cl", "rows.cpu.cl", "squared-norm.cpu.cl");

    private ReductionCalls() {}

    static void run(
            Reduction op,
            Tensor[] in,
            Tensor out,
            boolean accumulate,
            Operands operands,
            DeviceBackend backend) {
        if (op instanceof SquaredNorm) {
            squaredNorm(in, out, operands, backend);
            return;
        }
        if (out.numel() == 0) {
            return;
        }
        Tensor x = operands.rowMajor(in[0]);
        Tensor y = operands.target(out);
        if (accumulate && y != out) {
            backend.copy(out, y);
        }
        switch (op) {
            case Sum s -> SumCalls.run(Folded.along(x, s.axis()), x, y, false, operands, backend);
            case SumRows s -> SumCalls.run(Folded.along(x, 0), x, y, accumulate, operands, backend);
            case Max m -> extremum(Folded.along(x, m.axis()), x, y, ">", backend);
            case Min m -> extremum(Folded.along(x, m.axis()), x, y, "<", backend);
            case ArgMax m -> extremum(Folded.along(x, m.axis()), x, y, ">", backend);
            case Cumsum c -> cumsum(Folded.along(x, c.axis()), c.reverse(), x, y, backend);
            case SquaredNorm n -> throw new AssertionError(n);
        }
        operands.store(y, out);
        if (op instanceof ArgMax m) {
            MovementCalls.know(out, IndexRange.below(in[0].dim(m.axis())));
        }
    }

    /** Whether groups fold rows; else work items fold rows or columns. */
    static boolean byGroups(Folded f, DeviceBackend backend) {
        return f.inner() == 1 && f.n() >= SHORT && backend.schedule() == Schedule.GPU;
    }

    private static void extremum(
            Folded f, Tensor x, Tensor y, String relation, DeviceBackend backend) {
        Program program = Types.of(EXTREMUM, x.dtype()).with("RELATION", relation);
        program = program.with("Y", y.dtype()).with("PLACE", y.dtype() == DType.I32 ? 1 : 0);
        boolean groups = byGroups(f, backend);
        Call call = new Call(program, groups ? "rows" : "columns").tensor(x).tensor(y);
        if (groups) {
            call.number(f.n()).groups(f.results(), GROUP);
        } else {
            call.number(f.results()).number(f.n()).number(f.inner()).items(f.results(), GROUP);
        }
        backend.driver().launch(call);
    }

    private static void cumsum(
            Folded f, boolean reverse, Tensor x, Tensor y, DeviceBackend backend) {
        Call call = new Call(Types.of(CUMSUM, x.dtype()), "forward").tensor(x).tensor(y);
        call.number(f.results()).number(f.n()).number(f.inner()).number(reverse ? 1 : 0);
        backend.driver().launch(call.items(f.results(), GROUP));
    }

    /** The operands' parts one after the other, then their sum. */
    private static void squaredNorm(
            Tensor[] in, Tensor out, Operands operands, DeviceBackend backend) {
        int all = 0;
        for (Tensor t : in) {
            all += (int) Math.ceilDiv(t.numel(), PART);
        }
        Tensor parts = operands.scratch(Shape.of(all), DType.F64, out);
        boolean groups = backend.schedule() == Schedule.GPU;
        Program files = groups ? SQUARED_NORM : SQUARED_NORM_VECTORS;
        int at = 0;
        for (Tensor t : in) {
            int n = (int) Math.ceilDiv(t.numel(), PART);
            if (n > 0) {
                Tensor x = operands.rowMajor(t);
                Tensor to = parts.viewAs(parts.layout().slice(0, at, at + n, 1));
                Program program = Types.working(files.with("X", t.dtype()), DType.F64);
                Call call = new Call(program, "parts").tensor(x).tensor(to);
                call.number(t.numel()).number(PART);
                backend.driver().launch(call.groups(n, groups ? GROUP : 1));
                at += n;
            }
        }
        Program program = Types.working(SQUARED_NORM.with("X", DType.F64), DType.F64);
        Call call = new Call(program, "total").tensor(parts).tensor(out).number(all);
        backend.driver().launch(call.groups(1, GROUP));
    }
}
