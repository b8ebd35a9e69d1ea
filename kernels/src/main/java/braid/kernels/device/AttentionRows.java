package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

/**
 * Launches of {@code attention.cpu.cl}, attention on a processor: copies of keys (or queries)
 * turned so that products with a row are made a vector at a time, then items with a few rows each.
 */
final class AttentionRows {

    private static final int LANES = RowCall.lanes(DType.F32);

    /** Rows of an item, and tokens that it goes through at once; as in the file. */
    private static final int ROWS = 4;

    private static final int SPAN = 4 * LANES;

    private final AttentionSizes sizes;
    private final @Nullable Tensor lengths;
    private final Program program;
    private final Operands operands;
    private final Driver driver;

    AttentionRows(
            AttentionSizes sizes,
            @Nullable Tensor lengths,
            Operands operands,
            DeviceBackend backend) {
        this.sizes = sizes;
        this.lengths = lengths;
        this.operands = operands;
        driver = backend.driver();
        program =
                sizes.program(
                        Program.of("vector.cpu.cl", "rows.cpu.cl", "heads.k", "attention.cpu.cl"),
                        lengths);
    }

    /** Whether the file serves these sizes. */
    static boolean serves(AttentionSizes sizes, DType type) {
        return type == DType.F32 && sizes.head() % LANES == 0;
    }

    void forward(Tensor q, Tensor k, Tensor v, Tensor y, Tensor lse) {
        Call call = new Call(program, "forward").tensor(q).tensor(turned(k)).tensor(v);
        lengths(call).tensor(y).tensor(lse);
        sizes.numbers(call, DType.F32);
        AttentionSizes.strides(call, q, v, y);
        launch(call, sizes.queries(), sizes.heads());
    }

    void queries(Tensor q, Tensor k, Tensor v, Tensor lse, Tensor delta, Tensor dy, Tensor dq) {
        Call call = new Call(program, "queries").tensor(q).tensor(turned(k)).tensor(k);
        lengths(call.tensor(turned(v))).tensor(lse).tensor(delta).tensor(dy).tensor(dq);
        sizes.numbers(call, DType.F32);
        AttentionSizes.strides(call, q, k, dy, dq);
        launch(call, sizes.queries(), sizes.heads());
    }

    void keys(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor lse,
            Tensor delta,
            Tensor dy,
            Tensor dk,
            Tensor dv) {
        Call call = new Call(program, "keys").tensor(turned(q)).tensor(q).tensor(k).tensor(v);
        lengths(call.tensor(turned(dy))).tensor(lse).tensor(delta).tensor(dy);
        call.tensor(dk).tensor(dv);
        sizes.numbers(call, DType.F32);
        AttentionSizes.strides(call, q, k, v, dy, dk, dv);
        launch(call, sizes.keys(), sizes.kvHeads());
    }

    /** Heads (B, T, H, HS) as (B, H, HS, T), T filled up to whole spans. */
    private Tensor turned(Tensor x) {
        int spans = Math.ceilDiv(x.dim(1), SPAN);
        Shape shape = Shape.of(x.dim(0), x.dim(2), x.dim(3), spans * SPAN);
        Tensor turned = operands.scratch(shape, DType.F32, x);
        Call call = new Call(program, "turn").tensor(x).tensor(turned).number(x.dim(1));
        AttentionSizes.strides(call, x);
        if (spans > 0) {
            driver.launch(call.grid(new long[] {spans, x.dim(2), x.dim(0)}, 1, 1, 1));
        }
        return turned;
    }

    private Call lengths(Call call) {
        return lengths == null ? call : call.tensor(lengths);
    }

    private void launch(Call call, int rows, int heads) {
        long[] items = {Math.ceilDiv(rows, ROWS), heads, sizes.batch()};
        driver.launch(call.grid(items, 1, 1, 1));
    }
}
