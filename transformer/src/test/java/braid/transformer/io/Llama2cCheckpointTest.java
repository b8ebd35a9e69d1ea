package braid.transformer.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tensor.Device;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.transformer.SharedData;
import braid.transformer.Transformer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** The checkpoint of llama2.c holds the weights of the Hugging Face folder made from it. */
final class Llama2cCheckpointTest {

    @TempDir private Path temporary;

    private Path folder;

    @BeforeEach
    void findData() {
        folder = SharedData.find("models/stories260K");
        assumeTrue(folder != null, "shared/data/models/stories260K is not beside the project");
    }

    @Test
    void weightsAreThoseOfTheFolderBitForBit() throws IOException {
        Transformer expected =
                ModelFolder.loadModel(folder.resolve("hf"), WeightType.F32, Device.cpu());
        Transformer actual = Llama2cCheckpoint.load(folder.resolve("stories260K.bin"));
        assertThat(actual.config()).isEqualTo(expected.config());
        expected.parameters()
                .forEach((name, p) -> {
                    Tensor t = Objects.requireNonNull(actual.parameters().get(name)).tensor();
                    assertThat(t.toRaw()).as(name).isEqualTo(p.tensor().toRaw());
                });
    }

    @Test
    void anUntiedHeadFollowsTheTables() throws IOException {
        byte[] tied = Files.readAllBytes(folder.resolve("stories260K.bin"));
        ByteBuffer untied = ByteBuffer.allocate(tied.length + 512 * 64 * 4);
        untied.order(ByteOrder.LITTLE_ENDIAN).put(tied).putFloat(2.5f).putInt(20, -512);
        Path file = Files.write(temporary.resolve("untied.bin"), untied.array());
        Transformer model = Llama2cCheckpoint.load(file);
        float[] head =
                Objects.requireNonNull(model.parameters().get("lm_head.weight"))
                        .tensor()
                        .toFloats();
        assertThat(head).startsWith(2.5f, 0f).endsWith(0f);
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("stories260K.bin"));
        assertRefused(Arrays.copyOf(whole, 9), "has 9 bytes, fewer than its header");
        assertRefused(
                Arrays.copyOf(whole, whole.length - 1),
                "has 1056539 bytes, its sizes ask for 1056540");
        byte[] layers = whole.clone();
        layers[11] = 0x7F;
        assertRefused(layers, "has the size 2130706437 (at byte 8)");
        byte[] heads = whole.clone();
        heads[12] = 7;
        assertRefused(heads, "width 64, heads 7 and 4 of keys");
    }

    private void assertRefused(byte[] content, String text) throws IOException {
        Path file = Files.write(temporary.resolve("spoilt.bin"), content);
        assertThatThrownBy(() -> Llama2cCheckpoint.load(file))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(text)
                .hasMessageContaining("HINT: ");
    }
}
