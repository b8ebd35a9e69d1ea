package braid.transformer.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.SmallModels;
import braid.transformer.Transformer;
import braid.transformer.io.GenerationConfig;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Files as PEFT writes and reads them, read here by hand. */
final class AdapterFolderTest {

    private static final int FIRST_ROW = 20;

    @TempDir private Path temporary;

    static Stream<ModelConfig> forms() {
        return SmallModels.forms();
    }

    private static float[] logits(Transformer model) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            return model.forward(SmallModels.batch(1, 1, 21, 4, 22)).toFloats();
        }
    }

    /** Adapters of rank 2 and rows from 20 on, all different from the base. */
    private static Lora trained(ModelConfig form, String... targets) {
        Transformer model = SmallModels.sharp(form);
        var config = new LoraConfig(2, 3, 0.25, List.of(targets));
        Lora lora = LoraTest.trained(model, config, FIRST_ROW);
        lora.rows().values().forEach(p -> p.trained().copyFrom(p.trained().mul(1.5)));
        return lora;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatIsReadComputesWhatWasWritten(ModelConfig form) throws IOException {
        Lora lora = trained(form, LoraConfig.ALL);
        AdapterFolder.save(lora, temporary);
        Transformer base = SmallModels.sharp(form);
        float[] before = logits(base);
        Lora read = AdapterFolder.load(base, temporary);
        assertThat(logits(base)).isEqualTo(logits(lora.model())).isNotEqualTo(before);
        assertThat(read.config().dropout()).isEqualTo(0.25);
        assertThat(read.config().scale()).isEqualTo(1.5);
        assertThat(read.firstTrainedRow()).isEqualTo(FIRST_ROW);
        assertThat(base.trainedParameters().keySet())
                .isEqualTo(lora.model().trainedParameters().keySet());
    }

    /** Names, shapes and numbers of a safetensors file, by its format alone. */
    private static Map<String, float[]> read(Path file, Map<String, List<Integer>> shapes)
            throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) in.getLong()];
        in.get(header);
        int data = in.position();
        Map<String, float[]> all = new TreeMap<>();
        for (Map.Entry<String, JsonNode> e : JsonMapper.shared().readTree(header).properties()) {
            if (e.getKey().equals("__metadata__")) {
                assertThat(e.getValue().path("format").asString()).isEqualTo("pt");
                continue;
            }
            JsonNode entry = e.getValue();
            assertThat(entry.path("dtype").asString()).isEqualTo("F32");
            shapes.put(e.getKey(), entry.path("shape").valueStream().map(JsonNode::asInt).toList());
            int from = entry.path("data_offsets").path(0).asInt();
            float[] values = new float[(entry.path("data_offsets").path(1).asInt() - from) / 4];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.getFloat(data + from + 4 * i);
            }
            all.put(e.getKey(), values);
        }
        return all;
    }

    @Test
    void llamaIsCalledAsPeftCallsIt() throws IOException {
        ModelConfig form = SmallModels.forms().toList().get(3); // one key head, own head
        Lora lora = trained(form, "q_proj", "v_proj");
        AdapterFolder.save(lora, temporary);
        Map<String, List<Integer>> shapes = new TreeMap<>();
        Map<String, float[]> values = read(temporary.resolve("adapter_model.safetensors"), shapes);
        String layer = "base_model.model.model.layers.%d.self_attn.%s.lora_%s.weight";
        Map<String, List<Integer>> expected = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            expected.put(layer.formatted(i, "q_proj", "A"), List.of(2, 16));
            expected.put(layer.formatted(i, "q_proj", "B"), List.of(16, 2));
            expected.put(layer.formatted(i, "v_proj", "A"), List.of(2, 16));
            expected.put(layer.formatted(i, "v_proj", "B"), List.of(4, 2));
        }
        String rows = ".token_adapter.trainable_tokens_delta";
        expected.put("base_model.model.model.embed_tokens" + rows, List.of(3, 16));
        expected.put("base_model.model.lm_head" + rows, List.of(3, 16));
        assertThat(shapes).isEqualTo(expected);
        for (LowRank adapter : lora.adapters()) {
            String name = "base_model.model." + adapter.target().name();
            assertThat(values.get(name + ".lora_A.weight"))
                    .isEqualTo(adapter.a().tensor().toFloats());
            assertThat(values.get(name + ".lora_B.weight"))
                    .isEqualTo(adapter.b().tensor().toFloats());
        }
        Tensor head = lora.model().stateDict().get("lm_head.weight");
        assertThat(values.get("base_model.model.lm_head" + rows))
                .isEqualTo(Arrays.copyOfRange(head.toFloats(), 20 * 16, 23 * 16));
        JsonNode config =
                JsonMapper.shared()
                        .readTree(Files.readAllBytes(temporary.resolve("adapter_config.json")));
        assertThat(config.path("peft_type").asString()).isEqualTo("LORA");
        assertThat(config.path("r").asInt()).isEqualTo(2);
        assertThat(config.path("lora_alpha").asDouble()).isEqualTo(3);
        assertThat(config.path("fan_in_fan_out").asBoolean()).isFalse();
        assertThat(config.path("target_modules").toString()).isEqualTo("[\"q_proj\",\"v_proj\"]");
        assertThat(config.path("trainable_token_indices").toString())
                .isEqualTo("{\"embed_tokens\":[20,21,22],\"lm_head\":[20,21,22]}");
    }

    @Test
    void gpt2IsCalledAsPeftCallsIt() throws IOException {
        ModelConfig form = SmallModels.forms().findFirst().orElseThrow();
        AdapterFolder.save(trained(form, "c_attn"), temporary);
        Map<String, List<Integer>> shapes = new TreeMap<>();
        read(temporary.resolve("adapter_model.safetensors"), shapes);
        String layer = "base_model.model.transformer.h.%d.attn.c_attn.lora_%s.weight";
        assertThat(shapes)
                .hasSize(5)
                .containsEntry(layer.formatted(1, "A"), List.of(2, 16))
                .containsEntry(layer.formatted(1, "B"), List.of(48, 2))
                .containsEntry(
                        "base_model.model.transformer.wte.token_adapter.trainable_tokens_delta",
                        List.of(3, 16));
        assertThat(Files.readString(temporary.resolve("adapter_config.json")))
                .containsPattern("\"fan_in_fan_out\" : true");
    }

    private void refused(String message, Consumer<ObjectNode> change) throws IOException {
        ModelConfig form = SmallModels.forms().findFirst().orElseThrow();
        AdapterFolder.save(trained(form, "c_attn"), temporary);
        Path file = temporary.resolve("adapter_config.json");
        ObjectNode config = (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file));
        change.accept(config);
        Files.write(file, JsonMapper.shared().writeValueAsBytes(config));
        Transformer base = SmallModels.sharp(form);
        float[] before = logits(base);
        assertThatThrownBy(() -> AdapterFolder.load(base, temporary))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT");
        assertThat(logits(base)).isEqualTo(before);
        assertThat(base.trainedParameters()).hasSameSizeAs(base.parameters());
    }

    @Test
    void whatBraidDoesNotComputeIsRefused() throws IOException {
        refused("has peft_type: \"IA3\"", c -> c.put("peft_type", "IA3"));
        refused("has use_dora: true, wanted: false", c -> c.put("use_dora", true));
        refused("has use_rslora: true", c -> c.put("use_rslora", true));
        refused("has bias: \"all\"", c -> c.put("bias", "all"));
        refused("has modules_to_save", c -> c.putArray("modules_to_save").add("lm_head"));
        refused("has rank_pattern", c -> c.putObject("rank_pattern").put("c_attn", 4));
        refused("has target_modules: \".*attn\"", c -> c.put("target_modules", ".*attn"));
        refused("has trainable_token_indices", c -> c.putArray("trainable_token_indices").add(3));
        refused("has trainable_token_indices", c -> c.putObject("trainable_token_indices"));
        refused("has lora_dropout", c -> c.put("lora_dropout", 1));
        refused("has lora_alpha", c -> c.put("lora_alpha", 0));
        refused("has r: -1", c -> c.put("r", -1));
    }

    @Test
    void weightsOfAnotherModelAreRefused() throws IOException {
        String file = "adapter file " + temporary.resolve("adapter_model.safetensors") + ": ";
        refused(file + "base_model.model.transformer.h.0.attn.c_attn.lora_A", c -> c.put("r", 3));
        refused(
                file + "missing base_model.model.transformer.h.0.mlp.c_fc.lora_A.weight",
                c -> c.putArray("target_modules").add("c_fc"));
        refused(
                "unexpected base_model.model.transformer.wte.token_adapter",
                c -> c.remove("trainable_token_indices"));
        refused("no matrix that is called q_proj", c -> c.putArray("target_modules").add("q_proj"));
    }

    @Test
    void aModelWithAdaptersIsNotExportedAsIfItHadNone() throws IOException {
        var text = BpeTrainer.train(List.of("low lower lowest"), 262, SplitPattern.GPT2);
        ModelConfig form = ModelConfig.llama(text.size()).context(8).layers(1).width(16).heads(2);
        Transformer model = SmallModels.sharp(form.hidden(16));
        Lora lora = LoraTest.trained(model, LoraConfig.ofRank(2), model.config().vocabulary());
        var whole = new PretrainedModel(model, text, new GenerationConfig(1, List.of(0), -1));
        assertThatThrownBy(() -> ModelFolder.save(whole, temporary.resolve("m")))
                .hasMessageContaining("it has adapters beside its weights\n  HINT: merge them");
        float[] adapted = logits(model);
        lora.merge();
        ModelFolder.save(whole, temporary.resolve("m"));
        float[] exported = logits(ModelFolder.load(temporary.resolve("m")).model());
        assertThat(exported).isEqualTo(logits(model));
        for (int i = 0; i < exported.length; i++) {
            assertThat(exported[i])
                    .isCloseTo(adapted[i], org.assertj.core.api.Assertions.within(1e-4f));
        }
    }

    @Test
    void randomIsOfNoConsequenceForWhatIsRead() throws IOException {
        ModelConfig form = SmallModels.forms().findFirst().orElseThrow();
        var config = new LoraConfig(1, 1, 0, List.of("c_proj"));
        Lora lora = Lora.attach(SmallModels.sharp(form), config, 23, Random.of(8));
        AdapterFolder.save(lora, temporary);
        Lora read = AdapterFolder.load(SmallModels.sharp(form), temporary);
        assertThat(read.adapters()).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(read.adapters().get(i).a().tensor().toFloats())
                    .isEqualTo(lora.adapters().get(i).a().tensor().toFloats());
        }
        assertThat(read.firstTrainedRow()).isEqualTo(23);
    }
}
