package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Tensor;

import java.util.Arrays;
import java.util.Set;

/**
 * Launches of kernels that fold rows, in the schedule of the device: {@code name.k} with a group a
 * row, {@code name.warp.cu} with a warp a row where it is short and the device takes CUDA C++, or
 * {@code name.cpu.cl} with a work item for some rows.
 */
final class RowCall {

    /** Elements for one work item of a processor, so that short rows come several at once. */
    private static final int SHARE = 4096;

    /** Threads of a warp; WARP in {@code warp.cu}. */
    private static final int WARP = 32;

    /** Files with a kernel for rows in registers, and how many numbers a thread of it has. */
    private static final Set<String> WITH_WARPS = Set.of("norm", "softmax");

    private static final int[] EACH = {1, 2, 4, 8, 16, 24, 32};

    private final DeviceBackend backend;
    private final boolean groups;
    private final boolean warps;
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
        warps =
                backend.driver().multiprocessors() > 0
                        && WITH_WARPS.contains(name)
                        && x.dtype() == DType.F32
                        && width <= WARP * EACH[EACH.length - 1];
        program = Types.of(files(name), x.dtype());
        if (warps) {
            int each = Math.ceilDiv(width, WARP);
            with("EACH", Arrays.stream(EACH).filter(e -> e >= each).findFirst().orElseThrow());
        }
    }

    private Program files(String name) {
        if (warps) {
            return Program.of("warp.cu", name + ".warp.cu");
        }
        return groups
                ? Program.of("block.k", name + ".k")
                : Program.of("vector.cpu.cl", "rows.cpu.cl", name + ".cpu.cl");
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
        if (warps) {
            backend.driver().launch(call.number(rows).items(rows * WARP, ReductionCalls.GROUP));
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
