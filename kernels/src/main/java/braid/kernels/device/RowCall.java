package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Tensor;

/**
 * Launches of kernels that fold rows, in the schedule of the device: {@code name.k} with a group a
 * row, or {@code name.cpu.cl} with a work item for some rows.
 */
final class RowCall {

    /** Elements for one work item of a processor, so that short rows come several at once. */
    private static final int SHARE = 4096;

    private final DeviceBackend backend;
    private final boolean groups;
    private final long rows;
    private final int width;
    private Program program;

    /**
     * @param name of the files without their ending
     * @param x whose rows, all axes but the last, are folded; its type is that of the arithmetic
     */
    RowCall(String name, Tensor x, DeviceBackend backend) {
        this.backend = backend;
        groups = backend.schedule() == Schedule.GPU;
        width = x.dim(-1);
        rows = x.numel() / Math.max(1, width);
        program =
                Types.of(
                        groups
                                ? Program.of("block.k", name + ".k")
                                : Program.of("vector.cpu.cl", "rows.cpu.cl", name + ".cpu.cl"),
                        x.dtype());
    }

    /** Adds a macro. */
    RowCall with(String macro, Object value) {
        program = program.with(macro, value);
        return this;
    }

    /** A kernel, still without arguments. */
    Call call(String kernel) {
        return new Call(program, kernel);
    }

    /** Queues a kernel with all its arguments, to which the schedule adds its own. */
    void launch(Call call) {
        launch(call, each(width));
    }

    /**
     * The same.
     *
     * @param each rows of a work item of a processor
     */
    void launch(Call call, int each) {
        if (rows == 0) {
            return;
        }
        if (groups) {
            backend.driver().launch(call.groups(rows, ReductionCalls.GROUP));
            return;
        }
        call.number(rows).number(each);
        backend.driver().launch(call.groups(Math.ceilDiv(rows, each), 1));
    }

    /** Rows of some elements for one work item of a processor. */
    static int each(int width) {
        return Math.max(1, SHARE / Math.max(1, width));
    }

    /** Elements of a vector of a processor; LANES in {@code rows.cpu.cl}. */
    static int lanes(DType type) {
        return type == DType.F64 ? 8 : 16;
    }
}
