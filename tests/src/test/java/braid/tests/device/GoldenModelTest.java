package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tests.op.rig.Devices;
import braid.training.eval.TextLikelihood;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.io.Llama2cCheckpoint;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.io.WeightType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A real trained model (stories260K) on every device, from a folder of Hugging Face and from the
 * checkpoint of llama2.c, against its golden logits and its published greedy text.
 */
final class GoldenModelTest {

    @TempDir private Path temporary;

    private Path data;

    @BeforeEach
    void findData() {
        data = SharedData.find("models/stories260K");
        assumeTrue(data != null, "shared/data/models/stories260K is not beside the project");
    }

    static List<Device> devices() {
        return Devices.all();
    }

    /** The folder with the tokenizer, which lies apart from it. */
    private PretrainedModel load(Device device) throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(data.resolve("hf").resolve(name), temporary.resolve(name));
        }
        Files.copy(data.resolve("tok512.bin"), temporary.resolve("tokenizer.bin"));
        return ModelFolder.load(temporary, WeightType.F32, device);
    }

    private JsonNode golden() throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(data.resolve("golden.json")));
    }

    /** The greedy text from the begin token on. */
    private int[] ids() throws IOException {
        JsonNode list = golden().get("greedy_ids_from_bos");
        int[] ids = new int[list.size()];
        Arrays.setAll(ids, i -> list.get(i).asInt());
        return ids;
    }

    @ParameterizedTest
    @MethodSource("devices")
    void logitsOfTheFolderAreTheGoldenOnes(Device device) throws IOException {
        assertGolden(load(device).model());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void logitsOfTheCheckpointAreTheGoldenOnes(Device device) throws IOException {
        Transformer model = Llama2cCheckpoint.load(data.resolve("stories260K.bin"));
        model.to(device);
        assertGolden(model);
    }

    /** (201, 512). */
    private ByteBuffer goldenLogits() throws IOException {
        byte[] file = Files.readAllBytes(data.resolve("golden_logits_201x512_f32le.bin"));
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Minus log softmax of a row. */
    private static double nats(ByteBuffer logits, int row, int id) {
        double sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += Math.exp(logits.getFloat(4 * (512 * row + i)));
        }
        return Math.log(sum) - logits.getFloat(4 * (512 * row + id));
    }

    private void assertGolden(Transformer model) throws IOException {
        int[] ids = Arrays.copyOf(ids(), 201);
        ByteBuffer golden = goldenLogits();
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            Tensor batch = Tensor.of(Shape.of(1, ids.length), ids).to(model.device());
            float[] logits = model.forward(batch).toFloats();
            assertThat(logits).hasSize(golden.capacity() / Float.BYTES);
            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).isCloseTo(golden.getFloat(4 * i), within(1e-4f));
            }
        }
    }

    /** The text whose logits are golden, in one window and in several. */
    @ParameterizedTest
    @MethodSource("devices")
    void likelihoodOfATextIsThatOfTheGoldenLogits(Device device) throws IOException {
        int[] ids = Arrays.copyOf(ids(), 201);
        Transformer model = load(device).model();
        ByteBuffer golden = goldenLogits();
        double expected = 0;
        for (int t = 0; t + 1 < ids.length; t++) {
            expected += nats(golden, t, ids[t + 1]);
        }
        assertThat(TextLikelihood.of(model, ids, 1000, 256).nats())
                .isCloseTo(expected, within(1e-2));
        assertThat(expected / 200).as("a text that the model wrote itself").isBetween(0.1, 2.0);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void greedyTextIsThePublishedOne(Device device) throws IOException {
        PretrainedModel model = load(device);
        assertThat(model.generation().begin()).isEqualTo(1);
        assertThat(model.generation().ends()).containsExactly(2);
        int[] ids = ids();
        int[] begin = {model.generation().begin()};
        int[] longer = Arrays.copyOf(ids, 5);
        List<int[]> out =
                new Generator(model.model(), Sampling.greedy())
                        .generate(
                                List.of(begin, longer), ids.length - 1, model.generation().stops());
        assertThat(out.get(0)).containsExactly(Arrays.copyOfRange(ids, 1, ids.length));
        assertThat(out.get(1)).startsWith(Arrays.copyOfRange(ids, 5, ids.length));
        assertThat(model.render(out.get(0))).isEqualTo(golden().get("greedy_text").asString());
        assertThat(model.render(Arrays.copyOf(out.get(0), 200)))
                .isEqualTo(golden().get("published_expected_stdout_n200").asString());
    }
}
