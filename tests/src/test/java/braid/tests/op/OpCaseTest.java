package braid.tests.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tests.op.rig.Cases;
import braid.tests.op.rig.Check;
import braid.tests.op.rig.Determinism;
import braid.tests.op.rig.Devices;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Reached;
import braid.tests.op.rig.Runs;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The cases in their modes, one test a device, type, operands and placement: {@code gelu cpu F32
 * [33] sliced}.
 */
final class OpCaseTest {

    private static Stream<DynamicContainer> each(Function<OpCase, List<Check>> mode) {
        return Cases.all().stream()
                .map(c ->
                        DynamicContainer.dynamicContainer(
                                c.name(),
                                mode.apply(c).stream()
                                        .map(check ->
                                                DynamicTest.dynamicTest(
                                                        check.name(), check.run()::run))));
    }

    @TestFactory
    Stream<DynamicContainer> values() {
        return each(Runs::values);
    }

    @TestFactory
    Stream<DynamicContainer> gradients() {
        return each(Runs::gradients);
    }

    @TestFactory
    Stream<DynamicContainer> sameBitsForAnyNumberOfThreads() {
        return each(Determinism::of);
    }

    @Test
    void anOpenClDeviceIsAmongThem() {
        isAmongThem("opencl");
    }

    @Test
    void aCudaDeviceIsAmongThem() {
        isAmongThem("cuda");
    }

    private static void isAmongThem(String type) {
        String absent = Devices.absent(type);
        assumeTrue(absent.isEmpty(), absent);
        assertThat(Devices.all()).anyMatch(d -> d.toString().startsWith(type + ":"));
    }

    @Test
    void everyOperationHasACase() {
        assertThat(Cases.missing())
                .as("operations without a case: write these files, GeluCase is an example")
                .isEmpty();
    }

    @Test
    void everyBackwardPassIsReachedByTheGradientOfACase() {
        Set<Class<?>> executed = new HashSet<>();
        for (OpCase c : Cases.all()) {
            Reached.by(c).backward().forEach(op -> executed.add(op.getClass()));
        }
        assertThat(Cases.operations().stream().filter(type -> type.getEnclosingClass() != null))
                .as(
                        "nested records that no case executes: give the case an example with a gradient")
                .isNotEmpty()
                .allSatisfy(type -> assertThat(executed).contains(type));
    }
}
