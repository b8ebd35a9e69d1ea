package braid.transformer.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tensor.Device;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryStats;
import braid.tensor.io.Gguf;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.RopeScaling;
import braid.transformer.SharedData;
import braid.transformer.SmallModels;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.tokenizer.bpe.BpeTokenizer;
import braid.transformer.tokenizer.bpe.Llama2cFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Files that {@link GgufWriter} makes of models that are known. */
final class GgufModelTest {

    private static final List<String> TOKENS =
            List.of("<unk>", "<s>", "</s>", "\u2581", "a", "b", "ab");

    @TempDir private Path temporary;

    /** Keys and tensors of a model, queries and keys with their pairs as neighbours. */
    private static GgufWriter writer(Transformer model, int type) {
        ModelConfig c = model.config();
        var gguf = new GgufWriter();
        gguf.values.put("general.architecture", "llama");
        gguf.values.put("llama.context_length", c.context());
        gguf.values.put("llama.embedding_length", c.width());
        gguf.values.put("llama.block_count", c.layers());
        gguf.values.put("llama.feed_forward_length", c.hidden());
        gguf.values.put("llama.attention.head_count", c.heads());
        gguf.values.put("llama.attention.head_count_kv", c.kvHeads());
        gguf.values.put("llama.attention.layer_norm_rms_epsilon", (float) c.normEpsilon());
        gguf.values.put("llama.rope.freq_base", (float) c.ropeTheta());
        gguf.values.put("llama.rope.dimension_count", c.headSize());
        Map<String, Tensor> weights = model.stateDict();
        int width = c.width();
        int kv = c.kvHeads() * c.headSize();
        add(gguf, "token_embd.weight", type, width, weights.get("wte.weight"));
        for (int i = 0; i < c.layers(); i++) {
            String h = "h." + i + ".";
            String b = "blk." + i + ".";
            add(gguf, b + "attn_norm.weight", 0, width, weights.get(h + "ln_1.weight"));
            Tensor packed = Objects.requireNonNull(weights.get(h + "attn.c_attn.weight"));
            float[] all = packed.toFloats();
            float[] q = neighbours(Arrays.copyOf(all, width * width), c.headSize(), width);
            float[] k = Arrays.copyOfRange(all, width * width, (width + kv) * width);
            gguf.add(b + "attn_q.weight", type, width, width, q);
            gguf.add(b + "attn_k.weight", type, kv, width, neighbours(k, c.headSize(), width));
            float[] v = Arrays.copyOfRange(all, (width + kv) * width, all.length);
            gguf.add(b + "attn_v.weight", type, kv, width, v);
            add(gguf, b + "attn_output.weight", type, width, weights.get(h + "attn.c_proj.weight"));
            add(gguf, b + "ffn_norm.weight", 0, width, weights.get(h + "ln_2.weight"));
            add(gguf, b + "ffn_gate.weight", type, width, weights.get(h + "mlp.c_gate.weight"));
            add(gguf, b + "ffn_up.weight", type, width, weights.get(h + "mlp.c_fc.weight"));
            add(
                    gguf,
                    b + "ffn_down.weight",
                    type,
                    c.hidden(),
                    weights.get(h + "mlp.c_proj.weight"));
        }
        add(gguf, "output_norm.weight", 0, width, weights.get("ln_f.weight"));
        if (!c.tiedHead()) {
            add(gguf, "output.weight", type, width, weights.get("lm_head.weight"));
        }
        return gguf;
    }

    private static void add(GgufWriter to, String name, int type, int columns, Tensor values) {
        int rows = values.rank() == 1 ? 0 : values.dim(0);
        to.add(name, type, rows, columns, values.toFloats());
    }

    /** Of the two halves of a head's rows, one of each in turn. */
    private static float[] neighbours(float[] halves, int headSize, int columns) {
        float[] out = new float[halves.length];
        int half = headSize / 2;
        int to = 0;
        for (int head = 0; head < halves.length / columns; head += headSize) {
            for (int i = 0; i < half; i++) {
                for (int row : new int[] {head + i, head + i + half}) {
                    System.arraycopy(halves, row * columns, out, to, columns);
                    to += columns;
                }
            }
        }
        return out;
    }

    private static void tokenizer(GgufWriter gguf) {
        gguf.values.put("tokenizer.ggml.model", "llama");
        gguf.values.put("tokenizer.ggml.tokens", TOKENS);
        gguf.values.put("tokenizer.ggml.scores", new float[] {0, 0, 0, -1, -2, -3, 0});
        gguf.values.put("tokenizer.ggml.token_type", new int[] {2, 3, 3, 1, 1, 1, 1});
        gguf.values.put("tokenizer.ggml.bos_token_id", 1);
        gguf.values.put("tokenizer.ggml.eos_token_id", 2);
    }

    private static Transformer small(boolean tied) {
        ModelConfig c = ModelConfig.llama(TOKENS.size()).context(16).layers(2).width(64).hidden(96);
        return SmallModels.sharp(c.heads(4).kvHeads(2).tiedHead(tied));
    }

    private Path write(GgufWriter gguf) throws IOException {
        return Files.write(temporary.resolve("m.gguf"), gguf.bytes());
    }

    /** Every weight, bit for bit, as the test itself rounds it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8, 30})
    void weightsAreThoseOfTheFile(int type) throws IOException {
        Transformer model = small(type == 8);
        GgufWriter gguf = writer(model, type);
        tokenizer(gguf);
        gguf.version = type == 1 ? 2 : 3;
        PretrainedModel read = GgufModel.load(write(gguf), Device.cpu());
        assertThat(read.model().isTraining()).isFalse();
        assertThat(read.model().config()).isEqualTo(model.config());
        model.stateDict()
                .forEach((name, t) -> {
                    float[] expected = t.toFloats();
                    if (t.rank() == 2) {
                        expected = GgufWriter.rounded(type, expected);
                    }
                    Tensor found = Objects.requireNonNull(read.model().stateDict().get(name));
                    assertThat(found.toFloats()).as(name).isEqualTo(expected);
                });
        assertThat(read.generation()).isEqualTo(new GenerationConfig(1, List.of(2), -1));
        assertThat(read.prompt("ab a")).containsExactly(1, 3, 6, 3, 4);
        assertThat(read.tokenizer().decode(3, 6, 3, 4)).isEqualTo("ab a");
    }

    /** The error of eight bits is at most half a step of a 127th of the largest. */
    @Test
    void eightBitsAreNearTheWeights() {
        float[] x = new float[64];
        Random random = Random.of(1);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] y = GgufWriter.rounded(8, x);
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i]).isCloseTo(x[i], within(4 / 127f / 1.9f));
        }
    }

    @Test
    void theModelOfTheStoriesTellsItsStory() throws IOException {
        Path data = SharedData.find("models/stories260K");
        assumeTrue(data != null, "shared/data/models/stories260K is not beside the project");
        Transformer model = ModelFolder.loadModel(data.resolve("hf"), WeightType.F32, Device.cpu());
        GgufWriter gguf = writer(model, 0);
        ByteBuffer in =
                ByteBuffer.wrap(Files.readAllBytes(data.resolve("tok512.bin")))
                        .order(ByteOrder.LITTLE_ENDIAN);
        in.getInt();
        List<String> tokens = new ArrayList<>();
        float[] scores = new float[512];
        int[] types = new int[512];
        for (int id = 0; id < 512; id++) {
            scores[id] = in.getFloat();
            byte[] piece = new byte[in.getInt()];
            in.get(piece);
            String text = new String(piece, StandardCharsets.UTF_8);
            types[id] = id == 0 ? 2 : id < 3 ? 3 : text.startsWith("<0x") ? 6 : 1;
            tokens.add(id < 3 ? text.strip() : text.replace(' ', '\u2581'));
        }
        gguf.values.put("tokenizer.ggml.model", "llama");
        gguf.values.put("tokenizer.ggml.tokens", tokens);
        gguf.values.put("tokenizer.ggml.scores", scores);
        gguf.values.put("tokenizer.ggml.token_type", types);
        gguf.values.put("tokenizer.ggml.bos_token_id", 1);
        gguf.values.put("tokenizer.ggml.eos_token_id", 2);
        PretrainedModel read = GgufModel.load(write(gguf), Device.cpu());
        JsonNode golden =
                JsonMapper.shared().readTree(Files.readAllBytes(data.resolve("golden.json")));
        int[] begin = {read.generation().begin()};
        int[] ids =
                new Generator(read.model(), Sampling.greedy())
                        .generate(List.of(begin), 200, read.generation().stops())
                        .getFirst();
        assertThat(read.render(ids))
                .isEqualTo(golden.get("published_expected_stdout_n200").asString());
        BpeTokenizer same = Llama2cFile.load(data.resolve("tok512.bin"));
        String text = golden.get("greedy_text").asString() + " \u00e9 \u6c34";
        assertThat(read.tokenizer().encode(text)).isEqualTo(same.encode(text));
    }

    @Test
    void byteLevelTokenizersAreRead() throws IOException {
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            boolean visible = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            int hidden = (int) tokens.stream().filter(t -> t.charAt(0) >= 256).count();
            tokens.add(Character.toString(visible ? b : 256 + hidden));
        }
        tokens.addAll(List.of("lo", "low", "<|end|>"));
        ModelConfig c = ModelConfig.llama(tokens.size()).context(16).layers(1).width(64).hidden(64);
        GgufWriter gguf = writer(SmallModels.sharp(c.heads(2)), 0);
        gguf.values.put("tokenizer.ggml.model", "gpt2");
        gguf.values.put("tokenizer.ggml.pre", "llama-bpe");
        gguf.values.put("tokenizer.ggml.tokens", tokens);
        gguf.values.put("tokenizer.ggml.merges", List.of("l o", "lo w"));
        int[] types = new int[tokens.size()];
        Arrays.fill(types, 1);
        types[258] = 3;
        gguf.values.put("tokenizer.ggml.token_type", types);
        gguf.values.put("tokenizer.ggml.eos_token_id", 258);
        PretrainedModel read = GgufModel.load(write(gguf), Device.cpu());
        assertThat(read.tokenizer().encode("low lo")).containsExactly(257, 32, 256);
        assertThat(((BpeTokenizer) read.tokenizer()).encodeWithAdded("lo<|end|>"))
                .containsExactly(256, 258);
        assertThat(read.generation().ends()).containsExactly(258);
        gguf.values.put("tokenizer.ggml.pre", "deepseek-coder");
        refused(gguf, "splits texts as \"deepseek-coder\"");
    }

    @Test
    void theRuleOfScaledFrequenciesIsFoundAgain() throws IOException {
        ModelConfig c = ModelConfig.llama(7).context(16).layers(1).width(64).hidden(64).heads(2);
        Transformer model = SmallModels.sharp(c);
        GgufWriter gguf = writer(model, 0);
        tokenizer(gguf);
        float[] factors = new float[16];
        for (int i = 0; i < 16; i++) { // Meta's own steps, for a factor of 32
            double wave = 2 * Math.PI * Math.pow(500_000, i / 16.0);
            double smooth = (8192 / wave - 1) / 3;
            double scale =
                    wave < 8192 / 4.0 ? 1 : wave > 8192 ? 1 / 32.0 : (1 - smooth) / 32 + smooth;
            factors[i] = (float) (1 / scale);
        }
        gguf.add("rope_freqs.weight", 0, 0, 16, factors);
        assertThat(GgufModel.load(write(gguf), Device.cpu()).model().config().ropeScaling())
                .isEqualTo(new RopeScaling(32, 1, 4, 8192));
        factors[9] *= 1.01f;
        gguf.tensors.removeLast();
        gguf.add("rope_freqs.weight", 0, 0, 16, factors);
        refused(gguf, "the rule of Llama 3.1");
    }

    private void refused(GgufWriter gguf, String message) throws IOException {
        refused(write(gguf), message);
    }

    private static void refused(Path path, String message) {
        MemoryStats memory = Device.cpu().backend().memory();
        memory.resetPeak();
        long before = memory.used();
        assertThatThrownBy(() -> GgufModel.load(path, Device.cpu()))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(message)
                .hasMessageContaining("HINT");
        assertThat(memory.peak() - before).as("memory for weights, of 240 KiB").isLessThan(1 << 15);
    }

    private void changed(String message, Consumer<GgufWriter> change) throws IOException {
        GgufWriter gguf = writer(small(false), 0);
        tokenizer(gguf);
        change.accept(gguf);
        refused(gguf, message);
    }

    @Test
    void filesThatDoNotFitTogetherAreRefusedBeforeMemoryIsTaken() throws IOException {
        changed(
                "general.architecture is gemma",
                g -> g.values.put("general.architecture", "gemma"));
        changed("no key \"llama.block_count\"", g -> g.values.remove("llama.block_count"));
        changed("llama.block_count is 3000", g -> g.values.put("llama.block_count", 3000));
        changed("missing blk.2.attn_norm.weight", g -> g.values.put("llama.block_count", 3));
        changed("unexpected blk.1.attn_k.weight", g -> g.values.put("llama.block_count", 1));
        changed(
                "heads 5 does not divide",
                g -> {
                    g.values.remove("llama.rope.dimension_count");
                    g.values.put("llama.attention.head_count", 5);
                });
        changed("the keys ask for", g -> g.values.put("llama.feed_forward_length", 100));
        changed(
                "llama.rope.dimension_count is 8, wanted",
                g -> g.values.put("llama.rope.dimension_count", 8));
        changed(
                "llama.rope.scaling.type is yarn",
                g -> g.values.put("llama.rope.scaling.type", "yarn"));
        changed("llama.expert_count is 8", g -> g.values.put("llama.expert_count", 8));
        changed("wanted: a whole number", g -> g.values.put("llama.block_count", 2f));
        changed("bos_token_id is 7", g -> g.values.put("tokenizer.ggml.bos_token_id", 7));
        changed("7 tokens and 2 scores", g -> g.values.put("tokenizer.ggml.scores", new float[2]));
        changed("7 tokens and 1 types", g -> g.values.put("tokenizer.ggml.token_type", new int[1]));
        changed("of the kind \"bert\"", g -> g.values.put("tokenizer.ggml.model", "bert"));
        changed("is there twice", g -> g.tensors.add(g.tensors.getFirst()));
    }

    /** An embedding of these sizes, the fastest axis first, with this many bytes of data. */
    private void embedded(String message, int type, int bytes, long... dims) throws IOException {
        String name = "token_embd.weight";
        changed(
                message,
                g -> {
                    var by = new GgufWriter.Tensor(name, dims, type, new byte[bytes]);
                    g.tensors.replaceAll(t -> t.name().equals(name) ? by : t);
                });
    }

    @Test
    void tensorsThatCannotBeAreRefusedBeforeMemoryIsTaken() throws IOException {
        embedded("token_embd.weight is [6, 64]", 0, 6 * 64 * 4, 64, 6);
        embedded("is of a type that is not read; F32", 12, 64, 64, 7);
        embedded("no multiple of a block of Q8_0", 8, 64, 48, 7);
        embedded("has an axis of 4611686018427387904", 0, 64, 1L << 62, 7);
        embedded("lies at byte", 0, 64, 1 << 30, 1 << 20);
        embedded("overlaps", 0, 64, 64, 7);
        embedded("has 5 axes", 0, 64, 1, 1, 1, 1, 1);
    }

    /** Cut anywhere, and with any of the bytes in front of the data changed: refused or read. */
    @Test
    void damagedFilesAreRefused() throws IOException {
        GgufWriter gguf = writer(small(true), 0);
        tokenizer(gguf);
        byte[] whole = gguf.bytes();
        int data = whole.length - 4 * 64 * 500;
        Path file = temporary.resolve("d.gguf");
        for (int length = 0; length < whole.length; length += Math.max(1, length / 40)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Gguf.open(file))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining("gguf " + file);
        }
        Random random = Random.of(5);
        for (int i = 0; i < 1500; i++) {
            byte[] damaged = whole.clone();
            int at = i < 400 ? i : random.nextInt(Math.min(3000, data));
            damaged[at] = (byte) (i % 3 == 0 ? 0xFF : i % 3 == 1 ? 0x7F : damaged[at] ^ 1 << i % 8);
            Files.write(file, damaged);
            try {
                GgufModel.load(file, Device.cpu());
            } catch (TensorException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
        Files.write(
                file, ByteBuffer.allocate(24).put("GGUF".getBytes(StandardCharsets.UTF_8)).array());
        refused(file, "is of version 0, wanted: 2 or 3");
        long[] counts = {1L << 62, -1};
        for (long count : counts) {
            byte[] damaged =
                    ByteBuffer.wrap(whole.clone())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(16, count)
                            .array();
            Files.write(file, damaged);
            refused(file, "says that it has " + Long.toUnsignedString(count) + " keys");
        }
    }
}
