package braid.bench;

import braid.kernels.cpu.Workers;
import braid.tensor.Device;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What {@code braid bench} can measure, by name. */
enum Benchmark {
    SGEMM(
            "sgemm",
            "GFLOP/s",
            false,
            (device, prefix) ->
                    device == Device.cpu() ? GemmWork.all(prefix) : DeviceGemm.all(device, prefix)),
    TRAIN_S(
            "train-s",
            "tokens/s",
            false,
            (device, prefix) -> Stream.of(new TrainStep(ModelSize.S, device))),

    /** {@link #TRAIN_S} on one thread. */
    TRAIN_S_SINGLE("train-s-single", "tokens/s", true, TRAIN_S.workloads),
    TRAIN_GPT2(
            "train-gpt2",
            "tokens/s",
            false,
            (device, prefix) -> Stream.of(new TrainStep(ModelSize.GPT2, device))),
    FORWARD_S(
            "forward-s",
            "tokens/s",
            false,
            (device, prefix) -> Stream.of(new ForwardPass(ModelSize.S, device))),
    DECODE_S(
            "decode-s",
            "tokens/s",
            false,
            (device, prefix) -> Stream.of(1, 16).map(b -> new Decode(ModelSize.S, b, device))),

    /** Only by name, since the weights take 2.5 GB. */
    DECODE_1B(
            "decode-1b",
            "tokens/s",
            true,
            (device, prefix) -> Stream.of(false, true).map(LargeDecode::new)),

    /** Likewise. */
    PROMPT_1B(
            "prompt-1b",
            "tokens/s",
            true,
            (device, prefix) -> Stream.of(1).map(one -> new LargePrompt())),
    VQVAE("vqvae", "tokens/s", false, (device, prefix) -> Stream.of(new VqVaeStep(device))),

    /** Beyond {@link #TRAIN_S}, which has the shortest sequences. */
    LENGTH_S(
            "length-s",
            "tokens/s",
            false,
            (device, prefix) ->
                    Stream.of(ModelSize.S_1024, ModelSize.S_4096)
                            .map(size -> new TrainStep(size, device))),

    /** {@link #TRAIN_S} on all threads and on one, in turns. */
    SCALING(
            "scaling",
            "tokens/s",
            true,
            (device, prefix) -> Stream.of(step(Workers.shared().size(), device))),
    ATTENTION("attention", "GFLOP/s", false, (device, prefix) -> AttentionWork.all(device)),
    ROWS("rows", "GB/s", false, (device, prefix) -> RowWork.all(device)),
    EMPTY_OP("empty-op", "ops/s", false, (device, prefix) -> Stream.of(new EmptyOp(device))),

    /** {@link SteadyState}, which takes no turns. */
    STEADY_S("steady-s", "tokens/s", false, (device, prefix) -> Stream.empty());

    /** The rival of {@link #SCALING}. */
    private static final String ONE_THREAD = "one_thread";

    private final String title;
    private final String unit;
    private final boolean cpuOnly;
    private final BiFunction<Device, String, Stream<Workload>> workloads;

    Benchmark(
            String title,
            String unit,
            boolean cpuOnly,
            BiFunction<Device, String, Stream<Workload>> workloads) {
        this.title = title;
        this.unit = unit;
        this.cpuOnly = cpuOnly;
        this.workloads = workloads;
    }

    private static Workload step(int threads, Device device) {
        return new OnThreads(new TrainStep(ModelSize.S, device), threads);
    }

    /** The benchmark of a name, or null. */
    static @Nullable Benchmark named(String name) {
        return Arrays.stream(values()).filter(b -> b.title.equals(name)).findFirst().orElse(null);
    }

    /** All names. */
    static List<String> names() {
        return Arrays.stream(values()).map(b -> b.title).toList();
    }

    /** Name on the command line. */
    String title() {
        return title;
    }

    /** Name in results, which say the threads beside it. */
    String result() {
        return this == TRAIN_S_SINGLE ? TRAIN_S.title : title;
    }

    /** Threads that it runs on where there are so many. */
    int threads(int all) {
        return this == TRAIN_S_SINGLE ? 1 : all;
    }

    /** Whether it says on one thread what no other says. */
    private boolean suitsOneThread() {
        return this != SCALING && this != TRAIN_S_SINGLE;
    }

    /** Those to run on a device where none is named. */
    static List<Benchmark> usual(Device device, boolean severalThreads) {
        return Arrays.stream(values())
                .filter(b -> b.suits(device) && b != DECODE_1B && b != PROMPT_1B)
                .filter(b -> severalThreads || b.suitsOneThread())
                .toList();
    }

    /**
     * The same work by those whom it is compared with: other libraries on as many threads as there
     * are now, or Braid on one; for another device than the CPU, Braid on the CPU, where there is a
     * result to compare.
     */
    Map<String, Workload> rivals(Workload workload, Peers peers, Device device) {
        if (this == SCALING) {
            return Map.of(ONE_THREAD, step(1, device));
        }
        if (device == Device.cpu()) {
            return peers.of(workload, Workers.shared().size());
        }
        return workload.results().isEmpty() ? Map.of() : Map.of("cpu", onCpu(workload.shape()));
    }

    private Workload onCpu(String shape) {
        return workloads(Device.cpu(), shape)
                .filter(w -> w.shape().equals(shape))
                .findFirst()
                .orElseThrow();
    }

    /** Of the speed. */
    String unit() {
        return unit;
    }

    /** Whether it can run on a device. */
    boolean suits(Device device) {
        return !cpuOnly || device == Device.cpu();
    }

    /** The workloads whose shapes begin so, each made when it is asked for. */
    Stream<Workload> workloads(Device device, String prefix) {
        return workloads.apply(device, prefix).filter(w -> w.shape().startsWith(prefix));
    }
}
