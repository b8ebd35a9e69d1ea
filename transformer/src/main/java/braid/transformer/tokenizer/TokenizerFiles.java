package braid.transformer.tokenizer;

import braid.tensor.TensorException;
import braid.tensor.io.SafeFiles;
import braid.transformer.tokenizer.bpe.BpeTokenizer;
import braid.transformer.tokenizer.bpe.PublishedTokenizer;
import braid.transformer.tokenizer.bpe.TokenizerJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * Tokenizers as JSON files: {@code {"version": 1, "kind": "word" | "subword" | "byte", "tokens":
 * […], "stems": […], "merges": […]}}. Tokens are those behind the special ones, in the order of
 * their ids. Those of published models are files that other tools read: see {@link TokenizerJson}.
 */
public final class TokenizerFiles {

    private static final int VERSION = 1;
    private static final long MOST_BYTES = 64L << 20;
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private TokenizerFiles() {}

    /** The file's content. */
    private record Form(
            int version,
            String kind,
            List<String> tokens,
            List<String> stems,
            List<String> merges) {}

    /** Writes a tokenizer; the file is complete or absent. */
    public static void save(Tokenizer tokenizer, Path path) throws IOException {
        if (tokenizer instanceof BpeTokenizer || tokenizer instanceof PublishedTokenizer) {
            TokenizerJson.save(tokenizer, path);
            return;
        }
        Form form =
                switch (tokenizer) {
                    case WordTokenizer w ->
                            new Form(VERSION, "word", w.words(), List.of(), List.of());
                    case SubwordTokenizer s ->
                            new Form(VERSION, "subword", s.tokens(), s.stems(), s.merges());
                    case ByteTokenizer b ->
                            new Form(VERSION, "byte", List.of(), List.of(), List.of());
                    default ->
                            throw new TensorException(
                                    "tokenizer: "
                                            + tokenizer.getClass().getSimpleName()
                                            + " has no file form",
                                    "save the tokenizer that it extends");
                };
        SafeFiles.write(path, JSON.writeValueAsBytes(form));
    }

    /**
     * Reads a tokenizer.
     *
     * @throws TensorException if the file is not a tokenizer, naming the file and the fault
     */
    public static Tokenizer load(Path path) throws IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw fault(path, "has " + Files.size(path) + " bytes", null);
        }
        if (TokenizerJson.isOne(path)) {
            return TokenizerJson.load(path);
        }
        Form form;
        try {
            form = JSON.readValue(Files.readAllBytes(path), Form.class);
        } catch (JacksonException e) {
            throw fault(path, "is not a tokenizer: " + e.getOriginalMessage(), e);
        }
        if (form == null || form.version() != VERSION || form.kind() == null) {
            throw fault(path, "has no version " + VERSION + " and kind", null);
        }
        checkList(path, "tokens", form.tokens());
        checkList(path, "stems", form.stems());
        checkList(path, "merges", form.merges());
        return switch (form.kind()) {
            case "word" -> new WordTokenizer(form.tokens());
            case "subword" -> new SubwordTokenizer(form.tokens(), form.stems(), form.merges());
            case "byte" -> new ByteTokenizer();
            default -> throw fault(path, "has the unknown kind " + form.kind(), null);
        };
    }

    private static void checkList(Path path, String name, List<String> list) {
        boolean whole = list != null && list.stream().noneMatch(s -> s == null || s.isEmpty());
        if (!whole || new HashSet<>(list).size() != list.size()) {
            throw fault(path, "has a missing, empty or repeated entry in " + name, null);
        }
    }

    private static TensorException fault(Path path, String what, @Nullable Exception cause) {
        return new TensorException(
                "tokenizer file " + path + " " + what,
                "give the tokenizer.json of a run folder, or train a tokenizer anew",
                cause);
    }
}
