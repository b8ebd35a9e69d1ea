package braid.bench;

import braid.tensor.Device;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What {@code braid bench} can measure, by name. */
enum Benchmark {
    SGEMM(
            "sgemm",
            "GFLOP/s",
            device -> device == Device.cpu() ? GemmWork.all() : DeviceGemm.all(device)),
    TRAIN_S("train-s", "tokens/s", device -> Stream.of(new TrainStep(ModelSize.S, device))),
    TRAIN_GPT2(
            "train-gpt2", "tokens/s", device -> Stream.of(new TrainStep(ModelSize.GPT2, device))),
    FORWARD_S("forward-s", "tokens/s", device -> Stream.of(new ForwardPass(ModelSize.S, device))),
    DECODE_S(
            "decode-s",
            "tokens/s",
            device -> Stream.of(1, 16).map(b -> new Decode(ModelSize.S, b, device))),
    VQVAE("vqvae", "tokens/s", device -> Stream.of(new VqVaeStep(device))),

    /** Beyond {@link #TRAIN_S}, which has the shortest sequences. */
    LENGTH_S(
            "length-s",
            "tokens/s",
            device ->
                    Stream.of(ModelSize.S_1024, ModelSize.S_4096)
                            .map(size -> new TrainStep(size, device))),
    ATTENTION("attention", "GFLOP/s", AttentionWork::all),
    EMPTY_OP("empty-op", "ops/s", device -> Stream.of(new EmptyOp(device))),

    /** {@link SteadyState}, which takes no turns. */
    STEADY_S("steady-s", "tokens/s", device -> Stream.empty());

    private final String title;
    private final String unit;
    private final Function<Device, Stream<Workload>> workloads;

    Benchmark(String title, String unit, Function<Device, Stream<Workload>> workloads) {
        this.title = title;
        this.unit = unit;
        this.workloads = workloads;
    }

    /** The benchmark of a name, or null. */
    static @Nullable Benchmark named(String name) {
        return Arrays.stream(values()).filter(b -> b.title.equals(name)).findFirst().orElse(null);
    }

    /** All names. */
    static List<String> names() {
        return Arrays.stream(values()).map(b -> b.title).toList();
    }

    /** Name on the command line and in results. */
    String title() {
        return title;
    }

    /** Of the speed. */
    String unit() {
        return unit;
    }

    /** The workloads, each made when it is asked for. */
    Stream<Workload> workloads(Device device) {
        return workloads.apply(device);
    }
}
