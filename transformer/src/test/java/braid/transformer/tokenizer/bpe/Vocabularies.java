package braid.transformer.tokenizer.bpe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.transformer.SharedData;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The vocabularies that lie beside the project, read once; a test that needs one is else skipped.
 */
final class Vocabularies {

    private static ByteLevelBpe gpt2;
    private static ByteLevelBpe llama3;

    private Vocabularies() {}

    /** A file or folder of the tokenizers beside the project. */
    static Path file(String name) {
        Path found = SharedData.find("tokenizers/" + name);
        assumeTrue(found != null, "shared/data/tokenizers/" + name + " is not beside the project");
        return found;
    }

    static synchronized ByteLevelBpe gpt2() {
        if (gpt2 == null) {
            Path folder = file("gpt2");
            try {
                gpt2 = Gpt2Files.load(folder.resolve("encoder.json"), folder.resolve("vocab.bpe"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return gpt2;
    }

    static synchronized ByteLevelBpe llama3() {
        if (llama3 == null) {
            try {
                Path unpacked = Files.createTempFile("llama3-", ".json");
                unpackLlama3(unpacked);
                llama3 = (ByteLevelBpe) TokenizerJson.load(unpacked);
                Files.delete(unpacked);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return llama3;
    }

    static void unpackLlama3(Path target) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file("llama3/tokenizer.json.gz")));
                var out = Files.newOutputStream(target)) {
            in.transferTo(out);
        }
    }
}
