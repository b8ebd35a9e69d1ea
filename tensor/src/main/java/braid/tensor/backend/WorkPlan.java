package braid.tensor.backend;

import braid.tensor.Device;
import braid.tensor.Tensor;
import braid.tensor.op.Cost;
import braid.tensor.op.Op;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a computation will do, operation by operation, before any of it is done: how often each is
 * executed, its floating-point operations, and the bytes that it moves. It runs on a stand-in for
 * the device, as in {@link MemoryPlan}.
 */
public final class WorkPlan {

    private WorkPlan() {}

    /**
     * All executions of one operation.
     *
     * @param count how many
     * @param flops of all together, by {@link Op#cost}
     * @param bytes read and written by all together, each operand once
     */
    public record Work(long count, double flops, double bytes) {

        private Work plus(Work other) {
            return new Work(count + other.count, flops + other.flops, bytes + other.bytes);
        }
    }

    /**
     * Runs a computation without computing.
     *
     * @param device whose operations count
     * @param prepare makes on the device that it is given, uncounted, what the computation needs,
     *     and gives the computation
     * @return work by the name of the operation
     */
    public static Map<String, Work> of(Device device, Function<Device, Runnable> prepare) {
        Map<String, Work> all = new TreeMap<>();
        var standIn = new StandIn(device.backend(), (op, inputs) -> count(op, inputs, all));
        Runnable computation = prepare.apply(standIn.device());
        all.clear();
        computation.run();
        return all;
    }

    private static void count(Op op, Tensor[] inputs, Map<String, Work> all) {
        Cost cost = op.cost(inputs);
        all.merge(op.name(), new Work(1, cost.flops(), cost.bytes()), Work::plus);
    }
}
