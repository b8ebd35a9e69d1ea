package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Add;
import braid.tensor.op.Concat;
import braid.tensor.op.Contiguous;
import braid.tensor.op.Embedding;
import braid.tensor.op.Fill;
import braid.tensor.op.Gather;
import braid.tensor.op.Movement;
import braid.tensor.op.ScatterAdd;
import braid.tensor.op.Slice;
import braid.tensor.op.Unfold;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Launches of the operations that copy elements to other places. Where several elements are added
 * at one place, one work item adds them, in the order of the operation.
 */
final class MovementCalls {

    private static final int GROUP = ElementwiseCalls.GROUP;

    /** Elements of a row that an item of a processor turns; see {@code transpose.cpu.cl}. */
    private static final int TURNED = 64;

    private static final Program COPY = Program.of("copy.k");
    private static final Program TRANSPOSE =
            Program.of("vector.cpu.cl", "turn.cpu.cl", "transpose.cpu.cl");
    private static final Program GATHER = Program.of("gather.k");
    private static final Program LINK = Program.of("link.k");
    private static final Program EMBEDDING = Program.of("embedding.k");
    private static final Program EMBEDDING_ROWS =
            Program.of("vector.cpu.cl", "rows.cpu.cl", "embedding.cpu.cl");
    private static final Program UNFOLD = Program.of("unfold.k");

    private MovementCalls() {}

    static void run(
            Movement op,
            Tensor[] in,
            Tensor out,
            boolean accumulate,
            Operands operands,
            DeviceBackend backend) {
        switch (op) {
            case Contiguous c -> {
                copy(in[0], out, backend);
                know(out, DeviceStorage.of(in[0]).range());
            }
            case Concat c -> concat(c.axis(), in, out, backend);
            case Gather g -> gather(g.axis(), in[0], in[1], out, operands, backend);
            case Gather.Backward g -> {
                operands.checkIndices("scatterAdd", in[0], out.dim(g.axis()));
                clear(out, accumulate, backend);
                scatterAdd(g.axis(), in[0], in[1], out, backend);
            }
            case ScatterAdd s -> {
                operands.checkIndices("scatterAdd", in[1], out.dim(s.axis()));
                copy(in[0], out, backend);
                scatterAdd(s.axis(), in[1], in[2], out, backend);
            }
            case Embedding e -> embedding(in[0], in[1], out, operands, backend);
            case Embedding.Backward e -> {
                operands.checkIndices("embedding", in[0], out.dim(0));
                clear(out, accumulate, backend);
                embeddingBackward(in[0], in[1], out, operands, backend);
            }
            case Slice.Backward b -> {
                clear(out, accumulate, backend);
                Tensor[] both = {out.viewAs(b.slice().layout(out.layout())), in[0]};
                if (accumulate) {
                    ElementwiseCalls.run(new Add(), both, both[0], backend);
                } else {
                    copy(both[1], both[0], backend);
                }
            }
            case Unfold.Backward b -> unfold(b.unfold(), in[0], out, accumulate, backend);
        }
    }

    /** Notes what a tensor's integers are, if it fills its storage. */
    static void know(Tensor t, @Nullable IndexRange range) {
        DeviceStorage storage = DeviceStorage.of(t);
        if (t.numel() == storage.size()) {
            storage.range(range);
        }
    }

    /** Copies elements between two layouts of one shape and type. */
    static void copy(Tensor from, Tensor to, DeviceBackend backend) {
        long n = to.numel();
        if (n == 0) {
            return;
        }
        Program program = Types.stored(COPY, to.dtype());
        if (from.isContiguous() && to.isContiguous()) {
            Call call = new Call(program, "dense").tensor(from).tensor(to).number(n);
            backend.driver().launch(call.items(n, GROUP));
            return;
        }
        Strides[] s = Strides.merged("contiguous", to.shape(), from.layout(), to.layout());
        if (isTransposed(s[0], s[1], to.dtype()) && backend.schedule() == Schedule.CPU) {
            transpose(from, to, s[0], s[1], backend);
            return;
        }
        Call call = new Call(program, "forward").tensor(from).tensor(to).number(n);
        backend.driver().launch(call.strides(s[0]).strides(s[1]).items(n, GROUP));
    }

    /** Whether the rows of one are the columns of the other. */
    private static boolean isTransposed(Strides from, Strides to, DType type) {
        int n = to.sizes().length;
        return (type == DType.F32 || type == DType.F64)
                && n >= 2
                && to.strides()[n - 1] == 1
                && from.strides()[n - 1] != 1
                && from.strides()[n - 2] == 1;
    }

    private static void transpose(
            Tensor from, Tensor to, Strides x, Strides y, DeviceBackend backend) {
        int n = x.sizes().length;
        int rows = x.sizes()[n - 2];
        int columns = x.sizes()[n - 1];
        Program program = Types.of(TRANSPOSE, to.dtype()).with("DEEP", TURNED);
        Call call = new Call(program, "transpose").tensor(from).tensor(to);
        call.number(rows).number(columns).number(x.strides()[n - 1]).number(y.strides()[n - 2]);
        call.strides(x.head(n - 2)).strides(y.head(n - 2));
        long matrices = to.numel() / ((long) rows * columns);
        long[] items = {
            Math.ceilDiv(rows, RowCall.lanes(to.dtype())), Math.ceilDiv(columns, TURNED), matrices
        };
        backend.driver().launch(call.grid(items, 1, 1, 1));
    }

    /** Begins a sum at 0, unless it is added to what there is. */
    private static void clear(Tensor sum, boolean accumulate, DeviceBackend backend) {
        if (!accumulate) {
            ElementwiseCalls.run(new Fill(0), new Tensor[0], sum, backend);
        }
    }

    private static void concat(int axis, Tensor[] in, Tensor out, DeviceBackend backend) {
        int at = 0;
        IndexRange range = IndexRange.EMPTY;
        for (Tensor t : in) {
            int n = t.dim(axis);
            copy(t, out.viewAs(out.layout().slice(axis, at, at + n, 1)), backend);
            at += n;
            IndexRange part = DeviceStorage.of(t).range();
            range = range == null || part == null ? null : range.and(part);
        }
        know(out, range);
    }

    private static void gather(
            int axis, Tensor x, Tensor index, Tensor y, Operands operands, DeviceBackend backend) {
        operands.checkIndices("gather", index, x.dim(axis));
        long n = y.numel();
        if (n == 0) {
            return;
        }
        Program program = Types.stored(GATHER, y.dtype()).with("I", index.dtype());
        Call call = new Call(program, "forward").tensor(x).tensor(index).tensor(y);
        call.number(n).number(x.layout().stride(axis));
        Layout window = still(x.layout(), index.shape(), axis);
        strides(call, "gather", index.shape(), window, index.layout(), y.layout());
        backend.driver().launch(call.items(n, GROUP));
        know(y, DeviceStorage.of(x).range());
    }

    /** Adds to dx; indices are checked. */
    private static void scatterAdd(
            int axis, Tensor index, Tensor dy, Tensor dx, DeviceBackend backend) {
        if (index.numel() == 0) {
            return;
        }
        Shape lines = index.shape().with(axis, 1);
        Program program = Types.of(GATHER, dx.dtype()).with("I", index.dtype());
        Call call = new Call(program, "backward").tensor(index).tensor(dy).tensor(dx);
        call.number(lines.numel()).number(index.dim(axis));
        call.number(index.layout().stride(axis)).number(dy.layout().stride(axis));
        call.number(dx.layout().stride(axis));
        strides(
                call,
                "scatterAdd",
                lines,
                still(index.layout(), lines, axis),
                still(dy.layout(), lines, axis),
                still(dx.layout(), lines, axis));
        backend.driver().launch(call.items(lines.numel(), GROUP));
    }

    /** A layout of another shape that stands still along an axis. */
    private static Layout still(Layout of, Shape shape, int axis) {
        long[] strides = of.strides().clone();
        strides[axis] = 0;
        return new Layout(shape, strides, of.offset());
    }

    static void strides(Call call, String op, Shape shape, Layout... layouts) {
        for (Strides s : Strides.merged(op, shape, layouts)) {
            call.strides(s);
        }
    }

    private static void embedding(
            Tensor weight, Tensor ids, Tensor out, Operands operands, DeviceBackend backend) {
        operands.checkIndices("embedding", ids, weight.dim(0));
        long n = out.numel();
        if (n == 0) {
            return;
        }
        Tensor index = operands.rowMajor(ids);
        Tensor y = operands.target(out);
        Program program = Types.stored(EMBEDDING, y.dtype()).with("I", ids.dtype());
        Call call = new Call(program, "forward").tensor(weight).tensor(index).tensor(y);
        call.number(n).number(weight.dim(1));
        call.number(weight.layout().stride(0)).number(weight.layout().stride(1));
        backend.driver().launch(call.items(n, GROUP));
        operands.store(y, out);
    }

    private static void embeddingBackward(
            Tensor ids, Tensor dy, Tensor dw, Operands operands, DeviceBackend backend) {
        if (dy.numel() == 0) {
            return;
        }
        int rows = (int) ids.numel();
        int c = dw.dim(1);
        Tensor index = operands.rowMajor(ids);
        boolean chains = backend.schedule() == Schedule.GPU;
        boolean vectors = !chains && Types.isReal(dw.dtype()) && dw.layout().stride(1) == 1;
        Program program = Types.of(vectors ? EMBEDDING_ROWS : EMBEDDING, dw.dtype());
        program = program.with("I", ids.dtype());
        Call call = new Call(program, chains ? "chains" : "columns").tensor(index);
        call.tensor(operands.rowMajor(dy)).tensor(dw).number(rows).number(c);
        call.number(dw.layout().stride(0));
        if (vectors) {
            call.groups(Math.ceilDiv(c, RowCall.lanes(dw.dtype())), 1);
        } else {
            call.number(dw.layout().stride(1)).items(chains ? (long) rows * c : c, GROUP);
        }
        if (chains) {
            Links links = Links.of(index, operands, backend);
            call.tensor(links.after()).tensor(links.first());
        }
        backend.driver().launch(call);
    }

    /**
     * Which places of an index hold the same number: {@code link.k}.
     *
     * @param after of each place the next with its number, the number of places if there is none
     * @param first of each place whether none before has its number
     */
    record Links(Tensor after, Tensor first) {

        /** Of a row-major index. */
        static Links of(Tensor index, Operands operands, DeviceBackend backend) {
            Shape places = Shape.of((int) index.numel());
            Links links =
                    new Links(
                            operands.scratch(places, DType.I32, index),
                            operands.scratch(places, DType.U8, index));
            Call call = new Call(LINK.with("I", index.dtype()), "link").tensor(index);
            call.tensor(links.after()).tensor(links.first()).number((int) index.numel());
            backend.driver().launch(call.items(index.numel(), GROUP));
            return links;
        }
    }

    private static void unfold(
            Unfold op, Tensor dy, Tensor dx, boolean accumulate, DeviceBackend backend) {
        long n = dx.numel();
        if (n == 0) {
            return;
        }
        int axis = op.axis();
        Layout y = dy.layout();
        int rank = dx.shape().rank();
        Layout each = new Layout(dx.shape(), Arrays.copyOf(y.strides(), rank), 0);
        Call call = new Call(Types.of(UNFOLD, dx.dtype()), "backward").tensor(dy).tensor(dx);
        call.number(n).number(accumulate ? 1 : 0);
        call.number(dx.dim(axis)).number((int) dx.shape().tail(axis + 1).numel());
        call.number(dy.dim(axis)).number(op.size()).number(op.step());
        call.number(y.stride(axis)).number(y.stride(rank));
        strides(call, "unfold", dx.shape(), still(each, dx.shape(), axis), dx.layout());
        backend.driver().launch(call.items(n, GROUP));
    }
}
