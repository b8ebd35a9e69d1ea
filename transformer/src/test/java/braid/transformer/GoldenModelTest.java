package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.nn.Parameter;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real trained model (stories260K) against its golden logits and its published greedy
 * continuation.
 */
final class GoldenModelTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Path folder;

    @BeforeEach
    void findData() {
        folder = SharedData.find("models/stories260K");
        assumeTrue(folder != null, "shared/data/models/stories260K is not beside the project");
    }

    @Test
    void logitsAgreeWithTheGoldenOnes() throws IOException {
        Transformer model = load();
        int[] ids = ids();
        int vocabulary = model.config().vocabulary();
        ByteBuffer golden =
                ByteBuffer.wrap(
                                Files.readAllBytes(
                                        folder.resolve("golden_logits_201x512_f32le.bin")))
                        .order(ByteOrder.LITTLE_ENDIAN);
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            float[] logits = model.forward(Tensor.of(Shape.of(1, ids.length), ids)).toFloats();
            for (int i = 0; i < ids.length * vocabulary; i++) {
                assertThat(logits[i]).isCloseTo(golden.getFloat(4 * i), within(1e-4f));
            }
        }
    }

    @Test
    void greedyContinuationIsThePublishedOne() throws IOException {
        Transformer model = load();
        int[] ids = ids();
        var generator = new Generator(model, Sampling.greedy());
        int[] head = java.util.Arrays.copyOf(ids, 1);
        int[] longer = java.util.Arrays.copyOf(ids, 5);
        List<int[]> out = generator.generate(List.of(head, longer), ids.length - 5, -1);
        assertThat(out.get(0))
                .containsExactly(java.util.Arrays.copyOfRange(ids, 1, ids.length - 4));
        assertThat(out.get(1)).containsExactly(java.util.Arrays.copyOfRange(ids, 5, ids.length));
    }

    private int[] ids() throws IOException {
        JsonNode golden = JSON.readTree(folder.resolve("golden.json").toFile());
        JsonNode list = golden.get("greedy_ids_from_bos");
        int[] ids = new int[201];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = list.get(i).asInt();
        }
        return ids;
    }

    private Transformer load() throws IOException {
        var config =
                ModelConfig.llama(512)
                        .context(512)
                        .width(64)
                        .layers(5)
                        .heads(8)
                        .kvHeads(4)
                        .hidden(172)
                        .ropeTheta(10_000);
        Transformer model = new Transformer(config, Random.of(1));
        byte[] file = Files.readAllBytes(folder.resolve("hf/model.safetensors"));
        int header = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode index = JSON.readTree(new String(file, 8, header, StandardCharsets.UTF_8));
        Map<String, Parameter> parameters = model.parameters();
        parameters.forEach((name, p) -> {
            Tensor[] parts =
                    HuggingFaceNames.of(name).stream()
                            .map(n -> tensor(file, 8 + header, index.get(n)))
                            .toArray(Tensor[]::new);
            p.load(
                    name,
                    parts.length == 1 ? parts[0] : braid.tensor.IndexOps.concat(0, List.of(parts)));
        });
        return model;
    }

    private static Tensor tensor(byte[] file, int data, JsonNode entry) {
        int[] dims = new int[entry.get("shape").size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = entry.get("shape").get(i).asInt();
        }
        float[] values = new float[(int) Shape.of(dims).numel()];
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(data + entry.get("data_offsets").get(0).asInt())
                .asFloatBuffer()
                .get(values);
        return Tensor.of(Shape.of(dims), values);
    }

    /** Names of a Llama checkpoint for a parameter of ours; several are joined by rows. */
    private static final class HuggingFaceNames {
        static List<String> of(String name) {
            if (name.equals("wte.weight")) {
                return List.of("model.embed_tokens.weight");
            }
            if (name.equals("ln_f.weight")) {
                return List.of("model.norm.weight");
            }
            String[] path = name.split("\\.", 3);
            String layer = "model.layers." + path[1] + ".";
            return switch (path[2]) {
                case "ln_1.weight" -> List.of(layer + "input_layernorm.weight");
                case "ln_2.weight" -> List.of(layer + "post_attention_layernorm.weight");
                case "attn.c_attn.weight" ->
                        List.of(
                                layer + "self_attn.q_proj.weight",
                                layer + "self_attn.k_proj.weight",
                                layer + "self_attn.v_proj.weight");
                case "attn.c_proj.weight" -> List.of(layer + "self_attn.o_proj.weight");
                case "mlp.c_gate.weight" -> List.of(layer + "mlp.gate_proj.weight");
                case "mlp.c_fc.weight" -> List.of(layer + "mlp.up_proj.weight");
                case "mlp.c_proj.weight" -> List.of(layer + "mlp.down_proj.weight");
                default -> throw new IllegalArgumentException(name);
            };
        }
    }
}
