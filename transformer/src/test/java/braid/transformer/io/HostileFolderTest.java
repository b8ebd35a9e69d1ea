package braid.transformer.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryStats;
import braid.tensor.io.Safetensors;
import braid.transformer.ModelConfig;
import braid.transformer.SmallModels;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Folders that are damaged or do not fit together: refused with the place, before allocation. */
final class HostileFolderTest {

    private static final Tokenizer TEXT =
            BpeTrainer.train(
                    List.of("low lower lowest new newer newest"), 266, SplitPattern.LLAMA3);
    private static final String Q0 = "model.layers.0.self_attn.q_proj.weight";

    @TempDir private Path temporary;

    private Path folder;

    @BeforeEach
    void writeAWholeOne() throws IOException {
        folder = temporary.resolve("m");
        save(folder, Long.MAX_VALUE);
        assertThat(ModelFolder.load(folder).model().config().layers()).isEqualTo(2);
    }

    private static void save(Path path, long shard) throws IOException {
        ModelConfig config = ModelConfig.llama(TEXT.size()).context(32).layers(2).width(16);
        var model =
                new PretrainedModel(
                        SmallModels.sharp(config.heads(4).kvHeads(2).hidden(24)),
                        TEXT,
                        new GenerationConfig(-1, List.of(1), -1));
        ModelFolder.save(model, path, shard);
    }

    /** That it is refused with all of these texts and a remedy, and no memory is taken. */
    private void assertRefused(String... texts) {
        MemoryStats memory = Device.cpu().backend().memory();
        try (var scope = Scope.open()) { // inside of which all memory is counted
            memory.resetPeak();
            long before = memory.used();
            var thrown =
                    assertThatThrownBy(() -> ModelFolder.load(folder))
                            .isInstanceOf(TensorException.class)
                            .hasMessageContaining("HINT: ")
                            .hasMessageContaining(folder.toString());
            for (String text : texts) {
                thrown.hasMessageContaining(text);
            }
            // Rotary frequencies and one number a parameter; the embedding alone has 17,024 bytes.
            assertThat(memory.peak() - before).isLessThan(6000);
        }
    }

    private void change(Consumer<Map<String, Tensor>> change) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Map<String, Tensor> all = new LinkedHashMap<>(Safetensors.read(file).tensors());
        change.accept(all);
        Safetensors.write(file, all, Map.of());
    }

    private void config(String from, String to) throws IOException {
        replace("config.json", from, to);
    }

    private void replace(String name, String from, String to) throws IOException {
        Path file = folder.resolve(name);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void missingAndUnexpectedNamesAreListedWithTheNearest() throws IOException {
        change(all -> {
            Tensor q = Objects.requireNonNull(all.remove(Q0));
            all.put(Q0.replace("q_proj", "query_proj"), q);
            all.remove("model.norm.weight");
            all.put("visual.patch", Tensor.zeros(Shape.of(3)));
        });
        assertRefused(
                "missing " + Q0 + " (perhaps model.layers.0.self_attn.query_proj.weight), ",
                "model.norm.weight",
                "unexpected model.layers.0.self_attn.query_proj.weight (model.safetensors at byte ",
                "visual.patch (model.safetensors at byte ");
    }

    @Test
    void aWrongShapeNamesFileAndPlace() throws IOException {
        change(all -> all.put(Q0, Tensor.zeros(Shape.of(16, 15))));
        assertRefused(
                Q0 + " is [16, 15] in model.safetensors at byte ", "config.json asks for [16, 16]");
    }

    @Test
    void aTypeThatWeightsDoNotHave() throws IOException {
        change(all -> all.put(Q0, Tensor.ofRaw(Shape.of(16, 16), DType.U8, new byte[256])));
        assertRefused(Q0 + " is U8 in model.safetensors at byte ", "wanted: F32, BF16 or F16");
    }

    @Test
    void aTiedHeadOfItsOwn() throws IOException {
        change(all -> all.put("lm_head.weight", Tensor.zeros(Shape.of(266, 16))));
        assertRefused("lm_head.weight at byte ", "differs from model.embed_tokens.weight");
        config("\"tie_word_embeddings\" : true", "\"tie_word_embeddings\" : false");
        assertThat(ModelFolder.load(folder).model().config().tiedHead()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"llama\"|\"mamba\"|unknown model_type \"mamba\"|gpt2, llama",
                "\"rope_theta\"|\"rope_scaling\": {\"rope_type\": \"yarn\"}, \"rope_theta\"|"
                        + "unknown rope type \"yarn\"|default, llama3",
                "\"rope_theta\"|\"rope_scaling\": {\"rope_type\": \"llama3\"}, \"rope_theta\"|"
                        + "has factor: nothing|config.json",
                "\"hidden_act\" : \"silu\"|\"hidden_act\" : \"relu\"|hidden_act: \"relu\", wanted|silu",
                "\"head_dim\" : 4|\"head_dim\" : 8|head_dim: 8|hidden_size / num_attention_heads",
                "\"mlp_bias\" : false|\"mlp_bias\" : true|mlp_bias: true|attention_bias",
                "\"num_key_value_heads\" : 2|\"num_key_value_heads\" : 3|"
                        + "kvHeads 3 does not divide heads 4|config.json",
                "\"hidden_size\" : 16|\"hidden_size\" : -16|hidden_size: -16|from 1 to",
                "\"intermediate_size\" : 24|\"intermediate_size\" : 16777216|"
                        + "mlp.gate_proj.weight is [24, 16] in|asks for [16777216, 16]",
                "\"num_hidden_layers\" : 2|\"num_hidden_layers\" : 16000000|"
                        + "asks for 16000000 layers|20 tensors",
                "\"vocab_size\" : 266|\"vocab_size\" : 265|vocab_size 265|266 tokens",
                "\"vocab_size\" : 266|\"vocab_size\" : 1290|vocab_size 1290|266 tokens",
                "\"vocab_size\" : 266|\"vocab_size\" : 270|asks for [270, 16]|at byte",
                "\"head_dim\"|\"vocab_size\": 3, \"head_dim\"|vocab_size|at byte",
                "\"head_dim\"|\"quantization_config\": {\"bits\": 4}, \"head_dim\"|quantization|none",
            })
    void configurationsThatDoNotFit(String from, String to, String text, String other)
            throws IOException {
        config(from, to);
        assertRefused(text, other);
    }

    @Test
    void endTokensOutsideOfTheVocabulary() throws IOException {
        replace("generation_config.json", ": 1", ": 266");
        assertRefused("generation_config.json", "eos_token_id: 266", "below the vocabulary's 266");
    }

    @Test
    void filesThatAreNotThere() throws IOException {
        Files.delete(folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertRefused("no weights, neither model.safetensors nor model.safetensors.index.json");
        Files.delete(folder.resolve("config.json"));
        assertRefused("there is no file", "config.json");
    }

    // ---- damaged weights: the place is the safetensors reader's
    // -----------------------------------

    private void spoil(Path file, Consumer<ByteBuffer> change) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(bytes);
        Files.write(file, bytes.array());
    }

    @Test
    void aHeaderLargerThanTheFile() throws IOException {
        spoil(folder.resolve("model.safetensors"), b -> b.putLong(0, 1L << 40));
        assertRefused(
                "model.safetensors", "says that its header has 1099511627776 bytes", "at byte 0");
    }

    @Test
    void offsetsThatOverlapOrLeaveTheFile() throws IOException {
        Path file = folder.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String json = new String(whole, 8, header, StandardCharsets.UTF_8);
        String norm = "\"model.norm.weight\":{\"dtype\":\"F32\",\"shape\":[16],\"data_offsets\":[";
        int at = 8 + json.indexOf(norm) + norm.length();
        spoil(file, b -> b.put(at, (byte) '9')); // another first digit
        assertRefused("model.norm.weight", "at byte");
    }

    @Test
    void keysThatAreThereTwice() throws IOException {
        Path file = folder.resolve("model.safetensors");
        String name = "model.layers.0.self_attn.k_proj.weight";
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Files.write(
                file,
                text.replace(name, name.replace("k_proj", "v_proj"))
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("layers.0.self_attn.v_proj.weight", "is there twice", "at byte");
    }

    @Test
    void shardsThatAreCutOrMixedUp() throws IOException {
        folder = temporary.resolve("sharded");
        save(folder, 9000);
        String index = Files.readString(folder.resolve("model.safetensors.index.json"));
        Path first = firstShard(folder);
        String shard = first.getFileName().toString();

        byte[] whole = Files.readAllBytes(first);
        Files.write(first, Arrays.copyOf(whole, whole.length - 4));
        assertRefused(shard, "at byte");
        Files.delete(first);
        assertRefused("index.json", "is in \"" + shard + "\", which is no file beside it");
        Files.write(first, whole);

        replace("model.safetensors.index.json", shard, "../" + shard);
        assertRefused("is in \"../" + shard + "\", which is no file beside it");
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                index.replace("\"model.norm.weight\"", "\"model.norm.gain\""));
        assertRefused("says that model.norm.gain is in", "which does not hold it");
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                index.replaceAll("\"model.layers.0.input_layernorm.weight\" : \"[^\"]*\",", ""));
        assertRefused("does not name model.layers.0.input_layernorm.weight, which is in model-");
    }

    private static Path firstShard(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith("model-00001"))
                    .findAny()
                    .orElseThrow();
        }
    }
}
