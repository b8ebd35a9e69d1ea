package braid.bench.jmh;

import braid.bench.ModelSize;
import braid.nn.Parameter;
import braid.tensor.random.Random;
import braid.training.Checkpoint;
import braid.training.optim.AdamW;
import braid.transformer.Transformer;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A checkpoint of config S, 19 MB of weights, written and read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CheckpointBenchmark {

    private final Transformer model = new Transformer(ModelSize.S.config(), Random.of(1));
    private final Transformer other = new Transformer(ModelSize.S.config(), Random.of(2));
    private final AdamW optimizer = new AdamW(AdamW.Settings.languageModel(0));
    private Path folder = Path.of("");

    /** Writes the checkpoint that is read. */
    @Setup(Level.Trial)
    public void make() throws IOException {
        folder = Files.createTempDirectory("checkpoint");
        write();
    }

    /** Writes, whole or not at all. */
    @Benchmark
    public Path write() throws IOException {
        var state = new Checkpoint.State(1, 0, 0, null, 0, Map.of());
        Checkpoint.save(folder.resolve("step-000001"), model, optimizer, state);
        return folder;
    }

    /** Reads into another model. */
    @Benchmark
    public Transformer read() throws IOException {
        Checkpoint.loadModel(folder.resolve("step-000001"), other);
        return other;
    }

    /** What is read has to be what was written. */
    @TearDown(Level.Trial)
    public void check() throws IOException {
        read();
        model.parameters()
                .forEach((name, p) -> {
                    Parameter same = Objects.requireNonNull(other.parameters().get(name));
                    float[] read = same.tensor().detach().toFloats();
                    if (!Arrays.equals(read, p.tensor().detach().toFloats())) {
                        throw new IllegalStateException(name + " was read as something else");
                    }
                });
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
