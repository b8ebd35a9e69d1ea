package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.transformer.SharedData;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vocabulary of stories260K, from llama2.c's file and from a SentencePiece model of the same.
 */
final class SentencePieceTest {

    private static final int BOS = 1;

    private static Path folder() {
        Path folder = SharedData.find("models/stories260K");
        assumeTrue(folder != null, "shared/data/models/stories260K is not beside the project");
        return folder;
    }

    private static SentencePieceBpe load() {
        try {
            return Llama2cFile.load(folder().resolve("tok512.bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hostile().map(Texts::encodable);
    }

    @Test
    void thePublishedTextHasThePublishedIds() throws IOException {
        JsonNode golden = JsonMapper.shared().readTree(folder().resolve("golden.json").toFile());
        int[] ids =
                golden.get("greedy_ids_from_bos").valueStream().mapToInt(JsonNode::asInt).toArray();
        String text = golden.get("greedy_text").asString();
        SentencePieceBpe tokenizer = load();
        assertThat(tokenizer.size()).isEqualTo(512);
        assertThat(tokenizer.id("<s>")).isEqualTo(BOS);
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
        assertThat(tokenizer.encodeWithAdded("<s>" + text)).containsExactly(ids);
        var decoder = new StreamingDecoder(tokenizer);
        StringBuilder streamed = new StringBuilder();
        for (int id : ids) {
            streamed.append(decoder.add(id));
        }
        assertThat(streamed.append(decoder.end()).toString()).isEqualTo(text);
    }

    @Property(tries = 300)
    void mergesAreThoseOfTheBestScore(@ForAll("texts") String text) throws IOException {
        SentencePieceBpe tokenizer = load();
        int[] ids = tokenizer.encode(text);
        assertThat(ids).containsExactly(naive(text));
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }

    /** As llama2.c does it: of all neighbours that are a piece together, the best is joined. */
    private static int[] naive(String text) throws IOException {
        List<String> pieces = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        Map<String, Integer> ids = new HashMap<>();
        pieces(pieces, scores);
        for (int id = 259; id < pieces.size(); id++) {
            ids.put(pieces.get(id), id);
        }
        List<Integer> symbols = new ArrayList<>();
        String spaced = text.isEmpty() ? "" : " " + text;
        spaced.codePoints()
                .forEach(c -> {
                    String character = Character.toString(c);
                    if (ids.containsKey(character)) {
                        symbols.add(ids.get(character));
                    } else {
                        for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
                            symbols.add(3 + (b & 0xFF));
                        }
                    }
                });
        while (true) {
            int best = -1;
            float score = Float.NEGATIVE_INFINITY;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                Integer id = joined(symbols, i, pieces, ids);
                if (id != null && scores.get(id) > score) {
                    score = scores.get(id);
                    best = i;
                }
            }
            if (best < 0) {
                return symbols.stream().mapToInt(Integer::intValue).toArray();
            }
            symbols.set(best, joined(symbols, best, pieces, ids));
            symbols.remove(/* index */ best + 1);
        }
    }

    private static Integer joined(
            List<Integer> symbols, int i, List<String> pieces, Map<String, Integer> ids) {
        return ids.get(pieces.get(symbols.get(i)) + pieces.get(symbols.get(i + 1)));
    }

    private static void pieces(List<String> pieces, List<Float> scores) throws IOException {
        ByteBuffer in =
                ByteBuffer.wrap(Files.readAllBytes(folder().resolve("tok512.bin")))
                        .order(ByteOrder.LITTLE_ENDIAN);
        in.getInt();
        while (in.hasRemaining()) {
            scores.add(in.getFloat());
            byte[] piece = new byte[in.getInt()];
            in.get(piece);
            pieces.add(new String(piece, StandardCharsets.UTF_8));
        }
    }

    @Test
    void aSentencePieceModelOfTheSamePiecesGivesTheSameIds(@TempDir Path temporary)
            throws IOException {
        Path file = temporary.resolve("tokenizer.model");
        Files.write(file, model(2, true, false));
        SentencePieceBpe model = SentencePieceFile.load(file);
        SentencePieceBpe same = load();
        assertThat(model.size()).isEqualTo(same.size());
        for (String text :
                List.of("Once upon a time,  there", "", " ", "水 x\u2581y", "\n\tLily's")) {
            assertThat(model.encode(text)).containsExactly(same.encode(text));
            assertThat(model.decode(model.encode(text))).isEqualTo(text);
        }
        Files.write(file, model(2, false, true));
        SentencePieceBpe trimmed = SentencePieceFile.load(file);
        assertThat(trimmed.decode(trimmed.encode("  Once   upon "))).isEqualTo("Once upon");
        assertThat(trimmed.token(trimmed.encode("Once")[0])).doesNotStartWith("\u2581");
        assertThat(same.token(same.encode("Once")[0])).startsWith("\u2581");
    }

    @Test
    void otherModelsAreRefused(@TempDir Path temporary) throws IOException {
        Path file = temporary.resolve("tokenizer.model");
        Files.write(file, model(1, true, false));
        assertThatThrownBy(() -> SentencePieceFile.load(file))
                .hasMessageContaining(file + " holds a model of type 1")
                .hasMessageContaining("HINT");
        byte[] good = model(2, true, false);
        for (int length = 1; length < good.length; length += 97) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertThatThrownBy(() -> SentencePieceFile.load(file))
                    .isInstanceOf(braid.tensor.TensorException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void tokenizerJsonHoldsTheSameTokenizer(@TempDir Path temporary) throws IOException {
        Path file = temporary.resolve("tokenizer.json");
        SentencePieceBpe tokenizer = load();
        TokenizerJson.save(tokenizer, file);
        BpeTokenizer again = TokenizerJson.load(file);
        assertThat(again).isInstanceOf(SentencePieceBpe.class);
        assertThat(again.size()).isEqualTo(tokenizer.size());
        for (String text :
                List.of("Once upon a time, Lily's mom said \"no\" 水", "", "  a", "abcabc")) {
            assertThat(again.encode(text)).containsExactly(tokenizer.encode(text));
            assertThat(again.decode(again.encode(text))).isEqualTo(text);
        }
    }

    /** A ModelProto as SentencePiece writes it. */
    private static byte[] model(int type, boolean leadingSpace, boolean singleSpaces)
            throws IOException {
        List<String> pieces = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        pieces(pieces, scores);
        var out = new ByteArrayOutputStream();
        for (int id = 0; id < pieces.size(); id++) {
            var piece = new ByteArrayOutputStream();
            String name = id < 3 ? pieces.get(id).strip() : pieces.get(id).replace(' ', '\u2581');
            field(piece, 1, name.getBytes(StandardCharsets.UTF_8));
            piece.write(2 << 3 | 5);
            piece.writeBytes(
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putFloat(scores.get(id))
                            .array());
            piece.writeBytes(
                    new byte[] {3 << 3, (byte) (id == 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1)});
            field(out, 1, piece.toByteArray());
        }
        // model_type; byte_fallback, whose field number 35 needs a tag of two bytes
        field(out, 2, new byte[] {3 << 3, (byte) type, (byte) 0x98, 2, 1});
        byte lead = (byte) (leadingSpace ? 1 : 0);
        field(out, 3, new byte[] {3 << 3, lead, 4 << 3, (byte) (singleSpaces ? 1 : 0), 5 << 3, 1});
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] content) {
        out.write(number << 3 | 2);
        int length = content.length;
        while (length >= 0x80) {
            out.write(length & 0x7F | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(content);
    }
}
