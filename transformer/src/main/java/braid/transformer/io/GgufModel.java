package braid.transformer.io;

import braid.nn.Parameter;
import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.io.Gguf;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.RopeScaling;
import braid.transformer.Transformer;
import braid.transformer.tokenizer.bpe.BpeTokenizer;
import braid.transformer.tokenizer.bpe.GgufTokenizer;
import braid.transformer.tokenizer.bpe.PublishedTokenizer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Models of the llama family in one GGUF file, with their tokenizer: tensors in F32, F16, BF16,
 * Q8_0 or Q4_0, which become F32. Rotary pairs are neighbours there, halves of a head here.
 *
 * <p>Files are not trusted: keys, and names and shapes of all tensors, are checked before memory
 * for weights is taken. Then each is read from the mapped file into its place, some rows at a time.
 */
public final class GgufModel {

    private static final String HEAD = "output.weight";
    private static final String FACTORS = "rope_freqs.weight";
    private static final int PIECE = 1 << 16;
    private static final int MOST_SHOWN = 5;
    private static final long MOST = 1 << 24;

    private final Path path;
    private final Gguf file;

    /** A tensor of the file and where it goes. */
    private record Part(String name, String parameter, int row, Shape shape, boolean rotary) {}

    private GgufModel(Path path, Gguf file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Reads a model to a device, in evaluation mode.
     *
     * @throws TensorException naming the file, and the key or tensor and its place
     */
    public static PretrainedModel load(Path path, Device device) throws IOException {
        try (Gguf file = Gguf.open(path)) {
            return new GgufModel(path, file).load(device);
        }
    }

    private PretrainedModel load(Device device) {
        String family = file.text("general.architecture");
        require("general.architecture", family.equals("llama"), family, "llama");
        BpeTokenizer tokenizer = GgufTokenizer.load(path, file);
        ModelConfig config = config(tokenizer.size());
        Transformer model = Transformer.empty(config, Random.of(0));
        List<Part> parts = parts(model);
        check(parts);
        GenerationConfig generation = generation(config);
        fill(model, parts, device);
        model.eval();
        return new PretrainedModel(model, tokenizer, generation);
    }

    private GenerationConfig generation(ModelConfig config) {
        return new GenerationConfig(id("bos", config), ends(config), id("padding", config));
    }

    /** The tokenizer of a file with the model's special tokens, without the weights. */
    public static PublishedTokenizer tokenizer(Path path) throws IOException {
        try (Gguf file = Gguf.open(path)) {
            var model = new GgufModel(path, file);
            BpeTokenizer tokenizer = GgufTokenizer.load(path, file);
            return model.generation(model.config(tokenizer.size())).tokenizer(tokenizer);
        }
    }

    private ModelConfig config(int vocabulary) {
        int width = size("embedding_length");
        int heads = size("attention.head_count");
        String kv = "attention.head_count_kv";
        int kvHeads = has(kv) ? size(kv) : heads;
        int layers = size("block_count");
        require("llama.block_count", layers <= file.entries().size(), layers, "as in the tensors");
        String rope = "rope.dimension_count";
        if (has(rope)) {
            int turned = size(rope);
            require("llama." + rope, (long) turned * heads == width, turned, "all of a head");
        }
        if (has("rope.scaling.type")) {
            String type = file.text("llama.rope.scaling.type");
            require("llama.rope.scaling.type", type.equals("none"), type, "none");
        }
        if (has("expert_count")) {
            long experts = file.integer("llama.expert_count");
            require("llama.expert_count", experts == 0, experts, "0");
        }
        double epsilon = file.real("llama.attention.layer_norm_rms_epsilon");
        double theta = has("rope.freq_base") ? file.real("llama.rope.freq_base") : 10_000;
        require("llama.rope.freq_base", theta > 1 && theta < 1e12, theta, "more than 1");
        require(
                "llama.attention.layer_norm_rms_epsilon",
                epsilon >= 0 && epsilon < 1,
                epsilon,
                "[0, 1)");
        ModelConfig llama = ModelConfig.llama(vocabulary);
        try {
            ModelConfig config =
                    new ModelConfig(
                            vocabulary,
                            size("context_length"),
                            width,
                            layers,
                            heads,
                            kvHeads,
                            size("feed_forward_length"),
                            llama.norm(),
                            epsilon,
                            llama.positions(),
                            theta,
                            null,
                            llama.mlp(),
                            llama.bias(),
                            !file.entries().containsKey(HEAD),
                            0,
                            llama.initStd());
            return config.ropeScaling(scaling(config));
        } catch (TensorException e) {
            String what = String.valueOf(e.getMessage());
            if (what.startsWith("gguf ")) {
                throw e;
            }
            throw fault(what.lines().findFirst().orElse(""), e);
        }
    }

    /**
     * Llama 3.1 and later: the file holds what each frequency is divided by; the rule that makes
     * these numbers is found again, or the file is refused.
     */
    private @Nullable RopeScaling scaling(ModelConfig config) {
        Gguf.Entry entry = file.entries().get(FACTORS);
        if (entry == null) {
            return null;
        }
        int n = config.headSize() / 2;
        if (!entry.shape().equals(Shape.of(n))) {
            throw misfit(entry, Shape.of(n));
        }
        float[] factors = new float[n];
        file.read(entry, 0, factors, n);
        double most = 1;
        for (float f : factors) {
            most = Math.max(most, f);
        }
        require(FACTORS, most < 1e6, most, "factors of the rule of Llama 3.1");
        var scaling = new RopeScaling(most, 1, 4, 8192);
        for (int i = 0; i < n; i++) {
            double frequency = Math.pow(config.ropeTheta(), -(double) i / n);
            double wanted = frequency / scaling.apply(frequency);
            boolean same = Math.abs(factors[i] - wanted) <= 1e-4 * wanted;
            require(FACTORS, same, factors[i], "the rule of Llama 3.1, " + wanted);
        }
        return scaling;
    }

    private boolean has(String key) {
        return file.has("llama." + key);
    }

    private int size(String key) {
        long size = file.integer("llama." + key);
        require("llama." + key, size >= 1 && size <= MOST, size, "from 1 to " + MOST);
        return (int) size;
    }

    private int id(String which, ModelConfig config) {
        String key = "tokenizer.ggml." + which + "_token_id";
        if (!file.has(key)) {
            return -1;
        }
        long id = file.integer(key);
        require(key, id >= 0 && id < config.vocabulary(), id, "an id of the vocabulary");
        return (int) id;
    }

    private List<Integer> ends(ModelConfig config) {
        var ends = new TreeSet<Integer>();
        for (String which : List.of("eos", "eot")) {
            int id = id(which, config);
            if (id >= 0) {
                ends.add(id);
            }
        }
        return List.copyOf(ends);
    }

    /** Where each parameter's tensors lie; queries, keys and values are rows of one. */
    private static List<Part> parts(Transformer model) {
        ModelConfig config = model.config();
        int keys = config.kvHeads() * config.headSize();
        List<Part> all = new ArrayList<>();
        PublishedTensor.shapes(model)
                .forEach((name, shape) -> {
                    switch (name) {
                        case "wte.weight" -> all.add(whole("token_embd.weight", name, shape));
                        case "ln_f.weight" -> all.add(whole("output_norm.weight", name, shape));
                        case "lm_head.weight" -> all.add(whole(HEAD, name, shape));
                        default -> {
                            String[] path = name.split("\\.", 3); // h, number, rest
                            String block = "blk." + path[1] + ".";
                            if (path[2].equals("attn.c_attn.weight")) {
                                int width = config.width();
                                Shape kv = shape.with(0, keys);
                                all.add(
                                        new Part(
                                                block + "attn_q.weight",
                                                name,
                                                0,
                                                shape.with(0, width),
                                                true));
                                all.add(new Part(block + "attn_k.weight", name, width, kv, true));
                                all.add(
                                        new Part(
                                                block + "attn_v.weight",
                                                name,
                                                width + keys,
                                                kv,
                                                false));
                            } else {
                                all.add(whole(block + inBlock(path[2]), name, shape));
                            }
                        }
                    }
                });
        return all;
    }

    private static Part whole(String name, String parameter, Shape shape) {
        return new Part(name, parameter, 0, shape, false);
    }

    private static String inBlock(String name) {
        return switch (name) {
            case "ln_1.weight" -> "attn_norm.weight";
            case "ln_2.weight" -> "ffn_norm.weight";
            case "attn.c_proj.weight" -> "attn_output.weight";
            case "mlp.c_gate.weight" -> "ffn_gate.weight";
            case "mlp.c_fc.weight" -> "ffn_up.weight";
            case "mlp.c_proj.weight" -> "ffn_down.weight";
            default -> throw new IllegalStateException(name);
        };
    }

    /** That exactly these tensors are there, of these shapes. */
    private void check(List<Part> parts) {
        var extra = new TreeSet<>(file.entries().keySet());
        extra.remove(FACTORS);
        List<String> missing = new ArrayList<>();
        for (Part part : parts) {
            extra.remove(part.name());
            Gguf.Entry entry = file.entries().get(part.name());
            if (entry == null) {
                missing.add(part.name());
            } else if (!entry.shape().equals(part.shape())) {
                throw misfit(entry, part.shape());
            }
        }
        if (!missing.isEmpty() || !extra.isEmpty()) {
            throw fault(
                    (missing.isEmpty() ? "" : "missing " + listed(missing))
                            + (missing.isEmpty() || extra.isEmpty() ? "" : "; ")
                            + (extra.isEmpty() ? "" : "unexpected " + listed(List.copyOf(extra))),
                    null);
        }
    }

    private static String listed(List<String> names) {
        int n = Math.min(MOST_SHOWN, names.size());
        String more = names.size() > n ? " and " + (names.size() - n) + " more" : "";
        return String.join(", ", names.subList(0, n)) + more;
    }

    private void fill(Transformer model, List<Part> parts, Device device) {
        Map<String, Parameter> parameters = new LinkedHashMap<>(model.parameters());
        parts.stream()
                .map(Part::parameter)
                .distinct()
                .forEach(name -> {
                    Parameter p = Objects.requireNonNull(parameters.get(name));
                    p.replace(Tensor.allocate(p.tensor().shape(), DType.F32, device));
                });
        int headSize = model.config().headSize();
        for (Part part : parts) {
            Tensor to = Objects.requireNonNull(parameters.get(part.parameter())).tensor();
            read(part, to, headSize);
        }
    }

    /** Some rows at a time, whole heads where their rows change places. */
    private void read(Part part, Tensor to, int headSize) {
        Gguf.Entry entry = Objects.requireNonNull(file.entries().get(part.name()));
        int rows = part.shape().rank() == 1 ? 1 : part.shape().dim(0);
        int columns = part.shape().dim(-1);
        int some = Math.max(1, PIECE / columns);
        int step = part.rotary() ? Math.ceilDiv(some, headSize) * headSize : some;
        for (int row = 0; row < rows; row += step) {
            int n = Math.min(step, rows - row);
            float[] values = new float[n * columns];
            file.read(entry, (long) row * columns, values, values.length);
            if (part.rotary()) {
                values = Llama2cCheckpoint.halves(values, columns, headSize);
            }
            long at = (long) (part.row() + row) * columns;
            to.device().backend().write(values, 0, to.storage(), at, values.length);
        }
    }

    private void require(String key, boolean holds, Object value, String wanted) {
        if (!holds) {
            throw fault("%s is %s, wanted: %s".formatted(key, value, wanted), null);
        }
    }

    private TensorException misfit(Gguf.Entry entry, Shape wanted) {
        return fault(
                "%s is %s at byte %d, the keys ask for %s"
                        .formatted(entry.name(), entry.shape(), entry.offset(), wanted),
                null);
    }

    private TensorException fault(String what, @Nullable Throwable cause) {
        return new TensorException(
                "gguf " + path + ": " + what,
                "models of the llama family without experts or biases are read; convert the file"
                        + " anew if it is one",
                cause);
    }
}
