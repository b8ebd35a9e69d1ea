package braid.kernels.device;

import braid.tensor.Shape;
import braid.tensor.Tensor;

/**
 * Launches of sums of (outer, n, inner) along the middle. Where there are fewer sums than would
 * fill a device they are cut into parts, whose sums are then added: an order that only depends on
 * the shape and the schedule.
 */
final class SumCalls {

    private static final int GROUP = ReductionCalls.GROUP;

    /** Work items that fill a device. */
    private static final int MANY = 1 << 14;

    /** Elements of a part for one work item, fewer on a device with thousands of threads. */
    private static final int PART = 256;

    private static final int SHORT_PART = 64;

    /** Elements of a part for a group or a row of vectors. */
    private static final int ROW_PART = 64 * GROUP;

    /** Sums and elements from which vectors pay. */
    private static final int WIDE = 8;

    /** Vectors of columns of a work item; STRIP in {@code sum.cpu.cl}. */
    private static final int STRIP = 4;

    private static final Program SUM = Program.of("block.k", "sum.k");
    private static final Program VECTOR_SUM =
            Program.of("vector.cpu.cl", "rows.cpu.cl", "sum.cpu.cl");

    private SumCalls() {}

    /** What makes a sum: a work item, a group, or vectors along rows or across columns. */
    private enum Way {
        ITEM,
        GROUP,
        ROW,
        COLUMNS
    }

    /** {@code y = sum x}, or {@code y += sum x}, both row-major. */
    static void run(
            Folded f, Tensor x, Tensor y, boolean add, Operands operands, DeviceBackend backend) {
        Way way = way(f, backend);
        int single = backend.driver().multiprocessors() > 0 ? SHORT_PART : PART;
        int part = way == Way.GROUP || way == Way.ROW ? ROW_PART : single;
        long share = Math.ceilDiv(f.results() * f.n(), MANY);
        int length = f.results() < MANY ? (int) Math.max(part, share) : Math.max(1, f.n());
        int parts = Math.max(1, Math.ceilDiv(f.n(), length));
        if (parts == 1) {
            launch(way, f, x, y, length, 1, add, backend);
            return;
        }
        Tensor partial = operands.scratch(Shape.of(f.outer(), parts, f.inner()), x.dtype(), x);
        launch(way, f, x, partial, length, parts, false, backend);
        Folded rest = new Folded(f.outer(), parts, f.inner());
        launch(way(rest, backend), rest, partial, y, parts, 1, add, backend);
    }

    private static Way way(Folded f, DeviceBackend backend) {
        if (ReductionCalls.byGroups(f, backend)) {
            return Way.GROUP;
        }
        if (backend.schedule() == Schedule.GPU) {
            return Way.ITEM;
        }
        boolean row = f.inner() == 1 && f.n() >= WIDE;
        return row ? Way.ROW : f.inner() >= WIDE ? Way.COLUMNS : Way.ITEM;
    }

    private static void launch(
            Way way,
            Folded f,
            Tensor x,
            Tensor y,
            int length,
            int parts,
            boolean add,
            DeviceBackend backend) {
        boolean vectors = way == Way.ROW || way == Way.COLUMNS;
        Program program = Types.of(vectors ? VECTOR_SUM : SUM, x.dtype());
        String kernel = way == Way.GROUP || way == Way.ROW ? "rows" : "columns";
        Call call = new Call(program, kernel).tensor(x).tensor(y);
        long sums = f.results() * parts;
        switch (way) {
            case ITEM -> call.number(sums).items(sums, GROUP);
            case GROUP -> call.groups(sums, GROUP);
            case ROW -> call.groups(Math.ceilDiv(sums, RowCall.each(f.n())), 1);
            case COLUMNS -> {
                int strips = Math.ceilDiv(f.inner(), STRIP * RowCall.lanes(x.dtype()));
                call.number(strips).groups((long) f.outer() * parts * strips, 1);
            }
        }
        call.number(f.n());
        if (kernel.equals("columns")) {
            call.number(f.inner());
        }
        call.number(length).number(parts).number(add ? 1 : 0);
        if (way == Way.ROW) {
            call.number(sums).number(RowCall.each(f.n()));
        }
        backend.driver().launch(call);
    }
}
