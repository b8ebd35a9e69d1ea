package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.kernels.device.Driver;
import braid.kernels.device.Segment;
import braid.tensor.Device;
import braid.tensor.DeviceFailedException;
import braid.tests.op.rig.Devices;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What stands in for a CUDA device finds what is wrong with a kernel. In processes of their own: as
 * on a GPU, nothing works after a kernel has failed.
 */
final class StandInTest {

    /** NaN in every type of number that is not an integer. */
    private static final int UNWRITTEN = -1;

    /** What follows the name of the kernel. */
    private static final String FAILED =
            " of [stand-in.k], grid [64] in groups of [64]:"
                    + " CUDA_ERROR_LAUNCH_FAILED (719): unspecified launch failure\n"
                    + "  HINT: a kernel failed, perhaps one that was queued before:";

    @TempDir private Path folder;

    @BeforeEach
    void itIsThere() {
        String absent = Devices.absent("cuda");
        assumeTrue(absent.isEmpty(), absent);
        assumeTrue(Devices.isEmulated(Device.parse("cuda:0")), "cuda:0 is a GPU, not the stand-in");
    }

    private static int[] neighbours() {
        return IntStream.range(0, StandInRun.ITEMS).map(i -> (i + 1) % StandInRun.ITEMS).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "reverse", "random"})
    void aBarrierOrdersThreadsInEveryOrder(String order) throws Exception {
        assertThat(run(order, "neighbour", "1")).containsExactly(Arrays.toString(neighbours()));
    }

    @Test
    void aMissingBarrierShows() throws Exception {
        int[] forward = neighbours();
        Arrays.fill(forward, 0, StandInRun.ITEMS - 1, UNWRITTEN);
        assertThat(run("forward", "neighbour", "0")).containsExactly(Arrays.toString(forward));
        int[] reverse = neighbours();
        reverse[StandInRun.ITEMS - 1] = UNWRITTEN;
        assertThat(run("reverse", "neighbour", "0")).containsExactly(Arrays.toString(reverse));
        String random = run("random", "neighbour", "0").getFirst();
        assertThat(random.split("-1")).hasSizeBetween(10, 55);
    }

    @Test
    void aBarrierThatNotAllReachFailsTheLaunchAndAllThatFollows() throws Exception {
        List<String> apart = run("forward", "apart", "0");
        assertThat(apart.getFirst())
                .isEqualTo(
                        "stand-in: kernel apart, block 0,0,0: not all threads come to the same"
                                + " place: thread 0 waits at stand-in.k:19, thread 32 waits at"
                                + " stand-in.k:21");
        assertThat(String.join("\n", apart.subList(1, apart.size())))
                .startsWith("cuda:0: kernel apart" + FAILED)
                .contains("cuda:0: cuCtxSetCurrent: CUDA_ERROR_LAUNCH_FAILED (719): ");
        assertThat(run("reverse", "gone", "0").getFirst())
                .isEqualTo(
                        "stand-in: kernel gone, block 0,0,0: not all threads come to the same"
                                + " place: thread 0 waits at stand-in.k:32, thread 5 has ended");
    }

    @Test
    void multiplyAddsAreWhereTheyAreWritten() {
        Driver driver = Drivers.of(Device.parse("cuda:0"));
        assertThat(StandInRun.run(driver, "rounding", "0")).containsOnly(3);
    }

    @Test
    void memoryIsNaNAndEndsWhereItEnds() {
        Driver driver = Drivers.of(Device.parse("cuda:0"));
        Segment segment = Objects.requireNonNull(driver.reserve(1000));
        byte[] bytes = new byte[1000];
        driver.read(segment, 0, MemorySegment.ofArray(bytes));
        assertThat(bytes).containsOnly(UNWRITTEN);
        assertThatThrownBy(() -> driver.write(MemorySegment.ofArray(bytes), segment, 1))
                .isInstanceOf(DeviceFailedException.class)
                .hasMessageStartingWith(
                        "cuda:0: copy of 1000 bytes to the device: CUDA_ERROR_INVALID_VALUE (1):"
                                + " invalid argument");
        driver.free(segment);
    }

    /** What the process says, but for the Java VM's lines. */
    private List<String> run(String order, String kernel, String waiting)
            throws IOException, InterruptedException {
        ProcessBuilder process =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-modules=jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dbraid.cuda.synchronous=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StandInRun.class.getName(),
                                kernel,
                                waiting));
        process.environment().put("STANDIN_ORDER", order);
        Path log = folder.resolve("log");
        process.redirectErrorStream(true).redirectOutput(log.toFile());
        Process p = process.start();
        try {
            assertThat(p.waitFor(2, TimeUnit.MINUTES)).as("ends within 2 minutes").isTrue();
        } finally {
            p.destroyForcibly();
        }
        return Files.readAllLines(log).stream().filter(l -> !l.startsWith("WARNING: ")).toList();
    }
}
