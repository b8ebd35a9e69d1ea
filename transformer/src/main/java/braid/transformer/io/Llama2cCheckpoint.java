package braid.transformer.io;

import braid.nn.Parameter;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;

/**
 * Checkpoints of llama2.c (version 0), little-endian: seven numbers (width, hidden, layers, heads,
 * key and value heads, vocabulary, context; the vocabulary negative where the head is not tied),
 * then the weights in F32, each kind for all layers: embedding, first norms, queries, keys, values,
 * projections, second norms, gates, projections back, inner projections; the last norm, two tables
 * of rotary factors, the head. Rotary pairs are neighbours there, halves of a head here.
 */
public final class Llama2cCheckpoint {

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int NUMBERS = 7;
    private static final int MOST = 1 << 24;

    private final Path path;
    private final MemorySegment file;
    private final ModelConfig config;
    private final Transformer model;
    private final Map<String, Parameter> parameters;
    private long at = NUMBERS * Integer.BYTES;

    private Llama2cCheckpoint(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
        config = config();
        model = Transformer.empty(config, Random.of(0));
        parameters = model.parameters();
    }

    /**
     * Reads a model to the CPU, in evaluation mode.
     *
     * @throws TensorException if the file is not one, naming it, the fault and the offset
     */
    public static Transformer load(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new Llama2cCheckpoint(path, file).read();
        }
    }

    private ModelConfig config() {
        if (file.byteSize() < at) {
            throw fault("has " + file.byteSize() + " bytes, fewer than its header (at byte 0)");
        }
        int[] n = new int[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            n[i] = file.get(INT, (long) i * Integer.BYTES);
        }
        boolean tied = n[5] > 0;
        n[5] = Math.abs(n[5]);
        for (int i = 0; i < NUMBERS; i++) {
            if (n[i] < 1 || n[i] > MOST) {
                throw fault("has the size " + n[i] + " (at byte " + i * Integer.BYTES + ")");
            }
        }
        if (n[0] % n[3] != 0 || n[3] % n[4] != 0 || n[0] / n[3] % 2 != 0) {
            throw fault(
                    "has width "
                            + n[0]
                            + ", heads "
                            + n[3]
                            + " and "
                            + n[4]
                            + " of keys, which do not divide each other (at byte 0)");
        }
        ModelConfig c =
                ModelConfig.llama(n[5])
                        .context(n[6])
                        .width(n[0])
                        .layers(n[2])
                        .heads(n[3])
                        .kvHeads(n[4])
                        .hidden(n[1])
                        .ropeTheta(10_000)
                        .tiedHead(tied);
        checkLength(c);
        return c;
    }

    /** In double, which no product of sizes overflows and every file's length fits exactly. */
    private void checkLength(ModelConfig c) {
        double width = c.width();
        double block =
                width * (2 + c.qkvWidth() + width) + 3 * width * c.hidden(); // with two norms
        double embedding = width * c.vocabulary();
        double floats =
                embedding * (c.tiedHead() ? 1 : 2)
                        + c.layers() * block
                        + width
                        + (double) c.context() * c.headSize();
        double bytes = at + Float.BYTES * floats;
        if (bytes != file.byteSize()) {
            throw fault(
                    "has %d bytes, its sizes ask for %.0f (at byte 0)"
                            .formatted(file.byteSize(), bytes));
        }
    }

    private TensorException fault(String what) {
        return new TensorException(
                "llama2.c checkpoint " + path + " " + what,
                "give a file that export.py of llama2.c wrote as version 0; it may be cut short");
    }

    private Transformer read() {
        parameters.values().forEach(p -> p.replace(Tensor.zeros(p.tensor().shape())));
        int width = config.width();
        int keys = config.kvHeads() * config.headSize();
        put("wte.weight", 0, next(config.vocabulary() * width));
        putLayers("ln_1.weight", 0, width, false);
        putLayers("attn.c_attn.weight", 0, width * width, true);
        putLayers("attn.c_attn.weight", width * width, keys * width, true);
        putLayers("attn.c_attn.weight", (width + keys) * width, keys * width, false);
        putLayers("attn.c_proj.weight", 0, width * width, false);
        putLayers("ln_2.weight", 0, width, false);
        putLayers("mlp.c_gate.weight", 0, config.hidden() * width, false);
        putLayers("mlp.c_proj.weight", 0, config.hidden() * width, false);
        putLayers("mlp.c_fc.weight", 0, config.hidden() * width, false);
        put("ln_f.weight", 0, next(width));
        if (!config.tiedHead()) {
            at += (long) config.context() * config.headSize() * Float.BYTES;
            put("lm_head.weight", 0, next(config.vocabulary() * width));
        }
        model.eval();
        return model;
    }

    private float[] next(int count) {
        float[] values = new float[count];
        MemorySegment.copy(file, FLOAT, at, values, 0, count);
        at += (long) count * Float.BYTES;
        return values;
    }

    private void put(String name, long to, float[] values) {
        Tensor t = Objects.requireNonNull(parameters.get(name), name).tensor();
        t.device().backend().write(values, 0, t.storage(), to, values.length);
    }

    /**
     * Reads a matrix of every layer.
     *
     * @param to first element of the parameter
     * @param rotary whether its rows are turned in pairs
     */
    private void putLayers(String name, int to, int count, boolean rotary) {
        for (int i = 0; i < config.layers(); i++) {
            float[] values = next(count);
            put(
                    "h." + i + "." + name,
                    to,
                    rotary ? halves(values, config.width(), config.headSize()) : values);
        }
    }

    /** Rows 2i and 2i + 1 of each head become its rows i and i + HS/2. */
    static float[] halves(float[] pairs, int width, int headSize) {
        float[] halves = new float[pairs.length];
        for (int row = 0; row < pairs.length / width; row++) {
            int in = row % headSize;
            int to = row - in + in / 2 + in % 2 * headSize / 2;
            System.arraycopy(pairs, row * width, halves, to * width, width);
        }
        return halves;
    }
}
