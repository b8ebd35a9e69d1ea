package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.WeightType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        return ModelFolder.loadModel(folder.resolve("hf"), WeightType.F32, Device.cpu());
    }
}
