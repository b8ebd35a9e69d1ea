package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import java.util.Arrays;

/**
 * A product of matrices by the kernels in CUDA C++ ({@link GemmKernel}): which tile, and in how
 * many parts of the depth, so that all multiprocessors have work. Parts are summed in their order,
 * so results are the same in every run on devices of one size.
 */
final class GemmTiles {

    /** Items of a group that sums parts. */
    private static final int GROUP = 256;

    /** Numbers that are read at once. */
    private static final int QUAD = 4;

    private final Matrix a;
    private final Matrix b;
    private final Matrix c;
    private final Epilogue epilogue;
    private final Operands operands;
    private final DeviceBackend backend;
    private final Shape batch;
    private final GemmKernel kernel;

    GemmTiles(
            Matrix a,
            Matrix b,
            Matrix c,
            Epilogue epilogue,
            Operands operands,
            DeviceBackend backend) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.epilogue = epilogue;
        this.operands = operands;
        this.backend = backend;
        batch = c.head().shape();
        kernel = GemmKernel.of(backend.matmulPrecision());
    }

    /** Whether a device takes these kernels, and a type. */
    static boolean serves(DType type, DeviceBackend backend) {
        return type == DType.F32 && backend.driver().multiprocessors() > 0;
    }

    void run() {
        run(
                GemmCut.best(
                        c.rows(),
                        c.columns(),
                        a.columns(),
                        batch.numel(),
                        backend.driver().multiprocessors(),
                        kernel.tiles(backend.driver())));
    }

    /** The product with a given cut. */
    void run(GemmCut cut) {
        if (cut.parts() == 1) {
            launch(cut, c, epilogue);
            return;
        }
        int matrices = Math.toIntExact(batch.numel());
        Shape shape = Shape.of(matrices * cut.parts(), c.rows(), c.columns());
        Tensor partial = operands.scratch(shape, DType.F32, c.tensor());
        launch(cut, Matrix.of(partial), Epilogue.none(false, partial));
        sum(cut.parts(), partial);
    }

    private void launch(GemmCut cut, Matrix to, Epilogue e) {
        GemmTile tile = cut.tile();
        Program program =
                kernel.program(e, tile)
                        .with("A_TURNED", a.isTurned() ? 1 : 0)
                        .with("B_TURNED", b.isTurned() ? 1 : 0)
                        .with("A_WIDE", isWide(a) ? 1 : 0)
                        .with("B_WIDE", isWide(b) ? 1 : 0)
                        .with("C_WIDE", isWideResult(to, e) ? 1 : 0);
        Strides[] heads = Strides.merged("matmul", batch, a.head(), b.head());
        Call call = new Call(program, "gemm");
        call.tensor(a.tensor()).tensor(b.tensor()).tensor(to.tensor());
        call.tensor(e.bias()).tensor(e.kept());
        call.number(c.rows()).number(c.columns()).number(a.columns()).number(e.flags());
        call.number(a.rowStride()).number(a.columnStride());
        call.number(b.rowStride()).number(b.columnStride());
        call.number(to.rowStride()).number(to.columnStride());
        call.strides(heads[0]).strides(heads[1]).strides(to.heads());
        call.number(cut.parts()).number(cut.length());
        long[] groups = {
            Math.ceilDiv(c.columns(), tile.columns()),
            Math.ceilDiv(c.rows(), tile.rows()),
            batch.numel() * cut.parts()
        };
        backend.driver().launch(kernel.grid(call, groups, tile));
    }

    private void sum(int parts, Tensor partial) {
        Program program = LinalgCalls.program(DType.F32, epilogue.f(), "gemm-parts.cu");
        Call call = new Call(program, "sum_parts").tensor(partial).tensor(c.tensor());
        call.tensor(epilogue.bias()).tensor(epilogue.kept());
        long elements = batch.numel() * c.rows() * c.columns();
        call.number(elements).number(parts).number(c.rows()).number(c.columns());
        call.number(epilogue.flags()).number(c.rowStride()).number(c.columnStride());
        call.strides(c.heads());
        backend.driver().launch(call.items(elements, GROUP));
    }

    /** Whether quads along the dense axis of an operand are aligned, and wholly in or out. */
    private static boolean isWide(Matrix m) {
        boolean turned = m.isTurned();
        long along = turned ? m.rowStride() : m.columnStride();
        long across = turned ? m.columnStride() : m.rowStride();
        int length = turned ? m.rows() : m.columns();
        return along == 1 && across % QUAD == 0 && length % QUAD == 0 && isAligned(m);
    }

    private static boolean isAligned(Matrix m) {
        Layout head = m.head();
        return isAligned(m.tensor(), head.offset())
                && Arrays.stream(head.strides()).allMatch(s -> s % QUAD == 0);
    }

    private static boolean isAligned(Tensor t, long offset) {
        return (DeviceStorage.of(t).at() / Float.BYTES + offset) % QUAD == 0;
    }

    private static boolean isWideResult(Matrix to, Epilogue e) {
        return to.columnStride() == 1
                && to.rowStride() % QUAD == 0
                && isAligned(to)
                && isAligned(e.bias(), e.bias().layout().offset())
                && isAligned(e.kept(), e.kept().layout().offset());
    }
}
