package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The tokenizer of a model folder, from the first of these that is there: {@code tokenizer.json};
 * {@code vocab.json} and {@code merges.txt}; {@code encoder.json} and {@code vocab.bpe}; {@code
 * tokenizer.model}; {@code tokenizer.bin}.
 */
public final class TokenizerFolder {

    private TokenizerFolder() {}

    /**
     * Reads it.
     *
     * @throws TensorException if there is none, or if it is not what it should be
     */
    public static BpeTokenizer load(Path folder) throws IOException {
        if (has(folder, "tokenizer.json")) {
            return TokenizerJson.load(folder.resolve("tokenizer.json"));
        }
        if (has(folder, "vocab.json") && has(folder, "merges.txt")) {
            return Gpt2Files.load(folder.resolve("vocab.json"), folder.resolve("merges.txt"));
        }
        if (has(folder, "encoder.json") && has(folder, "vocab.bpe")) {
            return Gpt2Files.load(folder.resolve("encoder.json"), folder.resolve("vocab.bpe"));
        }
        if (has(folder, "tokenizer.model")) {
            return SentencePieceFile.load(folder.resolve("tokenizer.model"));
        }
        if (has(folder, "tokenizer.bin")) {
            return Llama2cFile.load(folder.resolve("tokenizer.bin"));
        }
        throw new TensorException(
                "tokenizer: none in the folder " + folder,
                "it needs a tokenizer.json, vocab.json and merges.txt, encoder.json and vocab.bpe,"
                        + " a tokenizer.model or a tokenizer.bin");
    }

    private static boolean has(Path folder, String name) {
        return Files.isRegularFile(folder.resolve(name));
    }
}
