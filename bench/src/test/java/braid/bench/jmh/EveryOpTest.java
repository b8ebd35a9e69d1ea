package braid.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.Device;
import braid.tensor.Tensor;
import braid.tensor.backend.WorkPlan;
import braid.tensor.op.CustomOp;
import braid.tensor.op.Op;
import braid.tensor.op.UnaryBackward;
import braid.tensor.op.Update;
import braid.tensor.op.View;
import braid.tensor.random.Random;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Every operation that has a kernel has a benchmark, and that benchmark executes it. */
class EveryOpTest {

    @TestFactory
    Stream<DynamicTest> everyKernelHasABenchmark() {
        return kernels().map(op -> DynamicTest.dynamicTest(name(op), () -> isMeasured(op)));
    }

    /**
     * All records of the sealed {@link Op}, but for views, and for what the gradients of all unary
     * functions share.
     */
    private static Stream<Class<?>> kernels() {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(Op.class, found);
        return found.stream()
                .filter(op -> !View.class.isAssignableFrom(op))
                .filter(op -> op != CustomOp.class && op != UnaryBackward.class);
    }

    private static void collect(Class<?> type, Set<Class<?>> into) {
        if (type.isSealed()) {
            for (Class<?> sub : type.getPermittedSubclasses()) {
                collect(sub, into);
            }
        } else {
            into.add(type);
        }
    }

    /** As {@link Op#name}: a nested record is the backward pass of the one around it. */
    private static String name(Class<?> op) {
        String n = benchmark(op) + (op.getEnclosingClass() == null ? "" : op.getSimpleName());
        return Character.toLowerCase(n.charAt(0)) + n.substring(1);
    }

    private static String benchmark(Class<?> op) {
        Class<?> outer = op.getEnclosingClass();
        return (outer == null ? op : outer).getSimpleName();
    }

    private static void isMeasured(Class<?> op) throws ReflectiveOperationException {
        String name = "braid.bench.jmh." + benchmark(op) + "Benchmark";
        Class<?> type;
        try {
            type = Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(
                    name + ": missing; write it, braid.bench.jmh.SoftmaxBenchmark is an example",
                    e);
        }
        if (type.getDeclaredConstructor().newInstance() instanceof ForwardBenchmark b) {
            assertThat(executed(b)).as("executed by %s", type).contains(name(op));
        } else { // one that updates in place is measured with what it updates
            assertThat(op).isAssignableTo(Update.class);
        }
    }

    private static Set<String> executed(ForwardBenchmark b) {
        return WorkPlan.of(
                        Device.cpu(),
                        device -> {
                            Tensor[] in =
                                    Arrays.stream(b.operands(Random.of(1), 256))
                                            .map(t -> t.to(device))
                                            .toArray(Tensor[]::new);
                            return () -> b.results(in);
                        })
                .keySet();
    }
}
