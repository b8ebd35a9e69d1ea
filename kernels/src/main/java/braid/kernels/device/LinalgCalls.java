package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Activation;
import braid.tensor.op.Bf16Linear;
import braid.tensor.op.Linalg;
import braid.tensor.op.Linear;
import braid.tensor.op.Matmul;
import braid.tensor.op.Q8Linear;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Launches of matrix products. */
final class LinalgCalls {

    private static final int TILE = 64;
    private static final int SIDE = 16;

    /** Rows and vectors of C that an item of a processor works on; see {@code gemm.cpu.cl}. */
    private static final int ROWS = 6;

    private static final int PARTS = 4;

    /** Rows of B that an item packs; see {@code pack.cpu.cl}. */
    private static final int PACK_DEPTH = 64;

    private static final Program PACK = Program.of("vector.cpu.cl", "turn.cpu.cl", "pack.cpu.cl");

    private LinalgCalls() {}

    static void run(
            Linalg op,
            Tensor[] in,
            Tensor[] out,
            boolean accumulate,
            Operands operands,
            DeviceBackend backend) {
        if (out[0].numel() == 0) {
            return;
        }
        switch (op) {
            case Matmul m -> matmul(in[0], in[1], out[0], accumulate, operands, backend);
            case Linear l -> linear(l, in, out, operands, backend);
            case Bf16Linear l -> throw new IllegalStateException(l.name() + " is not supported");
            case Q8Linear l -> throw new IllegalStateException(l.name() + " is not supported");
        }
    }

    private static void matmul(
            Tensor a,
            Tensor b,
            Tensor c,
            boolean accumulate,
            Operands operands,
            DeviceBackend backend) {
        Epilogue e = Epilogue.none(accumulate, c);
        if (b.rank() == 2 && a.isContiguous() && c.isContiguous()) {
            product(Matrix.ofRows(a), Matrix.of(b), Matrix.ofRows(c), e, operands, backend);
            return;
        }
        Shape batch = c.shape().head(c.rank() - 2);
        product(
                Matrix.of(a).over(batch),
                Matrix.of(b).over(batch),
                Matrix.of(c),
                e,
                operands,
                backend);
    }

    private static void linear(
            Linear op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        Tensor x = operands.rowMajor(in[0]);
        Tensor y = operands.target(out[0]);
        boolean hasBias = in.length > 2;
        boolean keeps = out.length > 1;
        Epilogue e =
                new Epilogue(
                        false,
                        hasBias ? operands.rowMajor(in[2]) : y,
                        hasBias,
                        keeps ? out[1] : y,
                        keeps,
                        op.activation());
        Matrix weight = Matrix.of(in[1]).turned();
        product(Matrix.ofRows(x), weight, Matrix.ofRows(y), e, operands, backend);
        operands.store(y, out[0]);
    }

    private static void product(
            Matrix a, Matrix b, Matrix c, Epilogue e, Operands operands, DeviceBackend backend) {
        Strides[] batch = Strides.merged("matmul", c.head().shape(), a.head(), b.head(), c.head());
        long matrices = c.head().shape().numel();
        if (backend.schedule() == Schedule.CPU) {
            panels(a, b, c, e, batch, matrices, operands, backend);
            return;
        }
        if (GemmTiles.serves(c.tensor().dtype(), backend)) {
            new GemmTiles(a, b, c, e, operands, backend).run();
            return;
        }
        Program program = program(c.tensor().dtype(), e.f(), "gemm.k");
        program = a.isTurned() ? program.with("A_TURNED", 1) : program;
        program = b.isTurned() ? program.with("B_TURNED", 1) : program;
        Call call = new Call(program, "gemm");
        call.tensor(a.tensor()).tensor(b.tensor()).tensor(c.tensor());
        call.tensor(e.bias()).tensor(e.kept());
        call.number(c.rows()).number(c.columns()).number(a.columns()).number(e.flags());
        call.number(a.rowStride()).number(a.columnStride());
        call.number(b.rowStride()).number(b.columnStride());
        call.number(c.rowStride()).number(c.columnStride());
        call.strides(batch[0]).strides(batch[1]).strides(batch[2]);
        long[] groups = {Math.ceilDiv(c.columns(), TILE), Math.ceilDiv(c.rows(), TILE), matrices};
        backend.driver().launch(call.grid(groups, SIDE, SIDE, 1));
    }

    /** Files that compute a product, behind those of the activation that follows it. */
    static Program program(DType type, Activation f, String... files) {
        var function = f.op();
        List<String> all = new ArrayList<>(List.of("flags.k"));
        if (function != null) {
            all.addAll(ElementwiseCalls.files(function));
        }
        all.addAll(List.of(files));
        if (function == null) {
            return Types.of(new Program(all, Map.of()), type);
        }
        Program program = new Program(all, ElementwiseCalls.macros(function));
        return Types.of(program.with("ACTIVATION", 1), type);
    }

    /** The schedule of a processor: B is packed, then every item has a panel's width of C. */
    private static void panels(
            Matrix a,
            Matrix b,
            Matrix c,
            Epilogue e,
            Strides[] batch,
            long matrices,
            Operands operands,
            DeviceBackend backend) {
        DType type = c.tensor().dtype();
        int width = PARTS * RowCall.lanes(type);
        int depth = a.columns();
        int panels = Math.ceilDiv(c.columns(), width);
        Matrix left = a.columnStride() == 1 ? a : dense(a, operands);
        Matrix right = b.isDense() ? b : dense(b, operands);
        Program packing = Types.of(PACK, type).with("PARTS", PARTS).with("DEEP", PACK_DEPTH);
        packing = right.isTurned() ? packing.with("B_TURNED", 1) : packing;
        Program program =
                program(type, e.f(), "vector.cpu.cl", "gemm.cpu.cl")
                        .with("ROWS", ROWS)
                        .with("PARTS", PARTS);
        // A batch of one matrix repeated is packed once for each; they are rare and small.
        Shape panel = Shape.of(Math.toIntExact(matrices), panels, depth, width);
        Tensor packed = operands.scratch(panel, type, c.tensor());
        Call pack = new Call(packing, "pack").tensor(right.tensor()).tensor(packed);
        pack.number(c.columns()).number(depth);
        pack.number(right.rowStride()).number(right.columnStride());
        pack.strides(right == b ? batch[1] : right.heads());
        long[] parts = {Math.ceilDiv(Math.max(1, depth), PACK_DEPTH), panels, matrices};
        backend.driver().launch(pack.grid(parts, 1, 1, 1));

        Call call = new Call(program, "gemm").tensor(left.tensor()).tensor(packed);
        call.tensor(c.tensor()).tensor(e.bias()).tensor(e.kept());
        call.number(c.rows()).number(c.columns()).number(depth).number(e.flags());
        call.number(left.rowStride()).number(c.rowStride()).number(c.columnStride());
        call.strides(left == a ? batch[0] : left.heads()).strides(batch[2]);
        long[] items = {Math.ceilDiv(c.rows(), ROWS), panels, matrices};
        backend.driver().launch(call.grid(items, 1, 1, 1));
    }

    /** A copy whose rows are dense. */
    private static Matrix dense(Matrix m, Operands operands) {
        return Matrix.of(operands.rowMajor(m.tensor().viewAs(m.layout())));
    }
}
