package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.TensorException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the tokenizer of a folder; refuses files that are no tokenizers. */
final class TokenizerFolderTest {

    @TempDir private Path folder;

    /** Pieces as llama2.c writes them: three special ones, {@code a}, {@code b}, {@code ab}. */
    private static byte[] llama2c(float score, int length, int longest) {
        ByteBuffer out = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(longest);
        for (String piece : List.of("<unk>", "\n<s>\n", "\n</s>\n", "a", "b", "ab", " ")) {
            byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
            out.putFloat(score).putInt(piece.equals("ab") ? length : bytes.length).put(bytes);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** GPT-2's files with the bytes alone, and what is put behind. */
    private void gpt2(String vocabularyEnd, String merges) throws IOException {
        List<String> entries = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            String name = ByteAlphabet.text((byte) b).replace("\\", "\\\\").replace("\"", "\\\"");
            entries.add("\"" + name + "\":" + b);
        }
        Files.writeString(
                folder.resolve("vocab.json"), "{" + String.join(",", entries) + vocabularyEnd);
        Files.writeString(folder.resolve("merges.txt"), merges);
    }

    @Test
    void theFirstFormThatIsThereIsRead() throws IOException {
        assertThatThrownBy(() -> TokenizerFolder.load(folder))
                .hasMessageContaining("none in the folder " + folder)
                .hasMessageContaining("HINT");
        Files.write(folder.resolve("tokenizer.bin"), llama2c(0, 2, 6));
        assertThat(TokenizerFolder.load(folder).encode("ab")).containsExactly(6, 5);
        gpt2(",\"ab\":256,\"<|endoftext|>\":257}", "#version: 0.2\na b\n");
        BpeTokenizer gpt2 = TokenizerFolder.load(folder);
        assertThat(gpt2.encode("abb")).containsExactly(256, 'b');
        assertThat(gpt2.added()).containsExactly(AddedToken.special(257, "<|endoftext|>"));
        TokenizerJson.save(
                BpeTrainer.train(List.of("ab ab"), 260, SplitPattern.GPT2),
                folder.resolve("tokenizer.json"));
        assertThat(TokenizerFolder.load(folder).encode("ab")).containsExactly(258);
    }

    @Test
    void badGpt2FilesAreRefused() throws IOException {
        String[][] bad = {
            {"}", "a b", "merges.txt", "merge 0 of \"a\" and \"b\", but no token \"ab\""},
            {",\"ab\":256}", "ab", "merges.txt", "merge \"ab\", which is not two tokens"},
            {",\"ab\":256}", "a  b", "merges.txt", "which is not two tokens"},
            {",\"ab\":300}", "a b", "vocab.json", "has the id 300"},
            {",\"ab\":-1}", "a b", "vocab.json", "has the id -1"},
            {",\"ab\":1e3}", "a b", "vocab.json", "no id for the token \"ab\""},
            {
                ",\"ab\":256,\"ab\":257}",
                "a b",
                "vocab.json",
                "not the JSON it should be: Duplicate"
            },
            {",\"ab\":99999999999}", "a b", "vocab.json", "not the JSON it should be"},
            {"}[]", "", "vocab.json", "goes on behind"},
            {"", "", "vocab.json", "not the JSON it should be"},
        };
        for (String[] row : bad) {
            gpt2(row[0], row[1]);
            assertThatThrownBy(() -> TokenizerFolder.load(folder))
                    .as(row[0] + " " + row[1])
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining("tokenizer file " + folder.resolve(row[2]))
                    .hasMessageContaining(row[3])
                    .hasMessageContaining("HINT");
        }
    }

    @Test
    void badLlama2cFilesAreRefused() throws IOException {
        Path file = folder.resolve("tokenizer.bin");
        byte[] good = llama2c(0, 2, 6);
        List<byte[]> bad =
                new ArrayList<>(
                        List.of(
                                llama2c(0, 7, 6),
                                llama2c(0, -1, 6),
                                llama2c(0, Integer.MAX_VALUE, Integer.MAX_VALUE),
                                llama2c(Float.NaN, 2, 6),
                                llama2c(0, 2, 1),
                                new byte[3]));
        for (int cut = 1; cut < 9; cut++) { // inside of the last piece
            bad.add(Arrays.copyOf(good, good.length - cut));
        }
        for (byte[] bytes : bad) {
            Files.write(file, bytes);
            assertThatThrownBy(() -> Llama2cFile.load(file))
                    .as(bytes.length + " bytes")
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining("tokenizer file " + file)
                    .hasMessageContaining("HINT");
        }
    }

    @Test
    void filesOfAnySizeAreNotReadWhole() throws IOException {
        Path file = folder.resolve("tokenizer.bin");
        try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatThrownBy(() -> Llama2cFile.load(file))
                .hasMessageContaining("has 1099511627776 bytes")
                .hasMessageContaining("HINT");
    }
}
