package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.kernels.device.Driver;
import braid.kernels.device.Program;
import braid.kernels.device.Segment;
import braid.tensor.Device;
import braid.tensor.DeviceException;
import braid.tensor.DeviceFailedException;
import braid.tests.op.rig.Devices;

import jcuda.driver.CUresult;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
            " of [stand-in.cu], grid [64] in groups of [64]:"
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
                                + " place: thread 0 waits at stand-in.cu:19, thread 32 waits at"
                                + " stand-in.cu:21");
        assertThat(String.join("\n", apart.subList(1, apart.size())))
                .startsWith("cuda:0: kernel apart" + FAILED)
                .contains("cuda:0: cuCtxSetCurrent: CUDA_ERROR_LAUNCH_FAILED (719): ");
        assertThat(run("reverse", "gone", "0").getFirst())
                .isEqualTo(
                        "stand-in: kernel gone, block 0,0,0: not all threads come to the same"
                                + " place: thread 0 waits at stand-in.cu:32, thread 5 has ended");
    }

    @Test
    void aCopyThatIsNotAwaitedShows() throws Exception {
        int[] arrived = IntStream.range(0, StandInRun.ITEMS).toArray();
        assertThat(run("forward", "late", "1")).containsExactly(Arrays.toString(arrived));
        int[] late = new int[StandInRun.ITEMS];
        Arrays.fill(late, UNWRITTEN);
        assertThat(run("forward", "late", "0")).containsExactly(Arrays.toString(late));
        Arrays.fill(arrived, StandInRun.ITEMS / 2, StandInRun.ITEMS, UNWRITTEN);
        assertThat(run("forward", "one_late", "0")).containsExactly(Arrays.toString(arrived));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "copy_apart; 16 bytes to copy are not aligned",
                "matrix_apart; 16 bytes at address \\d+ of shared memory are not aligned",
                "vector_apart; an address that is not aligned by 16"
            })
    void anAddressThatIsNotAlignedFailsTheLaunch(String kernel, String what) throws Exception {
        List<String> said = run("forward", kernel, "1");
        assertThat(said.getFirst())
                .matches(
                        "stand-in: kernel %s, block 0,0,0: thread 63 at stand-in.cu:\\d+: %s"
                                .formatted(kernel, what));
        assertThat(said.get(1)).endsWith("CUDA_ERROR_MISALIGNED_ADDRESS (716): misaligned address");
    }

    @Test
    void anAddressBeyondSharedMemoryFailsTheLaunch() throws Exception {
        List<String> said = run("forward", "matrix_beyond", "1");
        assertThat(said.getFirst()).endsWith("of shared memory are not the block's");
        assertThat(said.get(1)).contains("CUDA_ERROR_ILLEGAL_ADDRESS (700): ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "wgmma.fence.sync.aligned; wgmma_fence_sync_aligned",
                "mov.u32 %0, %%laneid; the operand %%laneid",
                "@p mov.u32 %0, 1; the instruction @p mov.u32 %0, 1",
                "cp.async.wait_group %1; an asm statement without operand %1"
            })
    void assemblyThatItDoesNotKnowDoesNotBuild(String assembly, String what) {
        Driver driver = Drivers.of(Device.parse("cuda:0"));
        Map<String, String> macros =
                Map.of("ITEMS", "64", "WAITING", "1", "UNKNOWN", "\"" + assembly + ";\"");
        Program program = new Program(List.of("stand-in.cu"), macros);
        assertThatThrownBy(() -> Drivers.run(driver, program, "unknown", StandInRun.ITEMS))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining(what)
                .hasMessageMatching("(?s).*stand-in.cu:\\d+:\\d+: error: .*");
    }

    @Test
    void aLaunchHasAsMuchSharedMemoryAsTheFunctionMayAskFor() {
        BareLaunch kernel = new BareLaunch("dynamic");
        assertThat(kernel.launch(48 << 10, 12 << 10, 0)).isEqualTo(CUresult.CUDA_SUCCESS);
        assertThat(kernel.written()).containsOnly(3 * ((12 << 10) - 1));
        int more = 100 << 10;
        assertThat(kernel.launch(more, 1, 0)).isEqualTo(CUresult.CUDA_ERROR_INVALID_VALUE);
        assertThat(kernel.allow(164 << 10)).isEqualTo(CUresult.CUDA_ERROR_INVALID_VALUE);
        assertThat(kernel.allow(more)).isEqualTo(CUresult.CUDA_SUCCESS);
        assertThat(kernel.launch(more, more / 4, 0)).isEqualTo(CUresult.CUDA_SUCCESS);
        assertThat(kernel.written()).containsOnly(3 * (more / 4 - 1));
    }

    @Test
    void aNumberBehindTheSharedMemoryOfALaunchShows() throws Exception {
        assertThat(run("forward", List.of(BareLaunch.class.getName())))
                .containsExactly(
                        "stand-in: kernel dynamic, block 0,0,0: writes behind its 400 bytes of"
                                + " dynamic shared memory",
                        Integer.toString(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS));
    }

    @Test
    void argumentsAreOneBufferWithEachAlignedAsItsType() {
        ByteBuffer parameters = ByteBuffer.allocateDirect(100).order(ByteOrder.nativeOrder());
        parameters.put(16, (byte) 1);
        parameters.putDouble(24, 10);
        parameters.put(32, (byte) 100);
        parameters.putShort(34, (short) 1000);
        parameters.putFloat(36, 10_000);
        parameters.putInt(40, 100_000);
        parameters.putLong(48, 1_000_000);
        parameters.putInt(56, 10_000_000);
        BareLaunch kernel = new BareLaunch("parameters");
        assertThat(kernel.launch(parameters, 60)).isEqualTo(CUresult.CUDA_SUCCESS);
        assertThat(kernel.written())
                .startsWith(1, 11, 111, 1111, 11_111, 111_111, 1_111_111, 11_111_111);
        for (int wrong : new int[] {0, 56, 59, 61, 64}) {
            assertThat(kernel.launch(parameters, wrong))
                    .as(wrong + " bytes")
                    .isEqualTo(CUresult.CUDA_ERROR_INVALID_VALUE);
        }
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

    private List<String> run(String order, String kernel, String waiting)
            throws IOException, InterruptedException {
        return run(order, List.of(StandInRun.class.getName(), kernel, waiting));
    }

    /** What a process says, but for the Java VM's lines. */
    private List<String> run(String order, List<String> main)
            throws IOException, InterruptedException {
        ProcessBuilder process =
                new ProcessBuilder(
                        new ArrayList<>(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--add-modules=jdk.incubator.vector",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-Dbraid.cuda.synchronous=true",
                                        "-cp",
                                        System.getProperty("java.class.path"))));
        process.command().addAll(main);
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
