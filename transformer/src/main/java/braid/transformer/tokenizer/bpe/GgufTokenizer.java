package braid.transformer.tokenizer.bpe;

import braid.tensor.io.Gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokenizer in a GGUF file: keys {@code tokenizer.ggml.…}. Two kinds: {@code llama}
 * (SentencePiece, pieces with scores) and {@code gpt2} (byte-level, with merges; {@code pre} names
 * the split of GPT-2 or of Llama 3).
 */
public final class GgufTokenizer {

    private static final String KEY = "tokenizer.ggml.";
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int BYTE = 6;

    private final TokenizerFile file;
    private final Gguf gguf;
    private final List<String> names;
    private final int[] types;

    private GgufTokenizer(Path path, Gguf gguf) {
        file = new TokenizerFile(path);
        this.gguf = gguf;
        names = gguf.texts(KEY + "tokens");
        types = gguf.has(KEY + "token_type") ? gguf.integers(KEY + "token_type") : new int[0];
        if (types.length != 0 && types.length != names.size()) {
            throw file.damaged("has " + names.size() + " tokens and " + types.length + " types");
        }
    }

    /**
     * Reads it.
     *
     * @param path for messages
     * @throws braid.tensor.TensorException if there is none, or one that is not known exactly
     */
    public static BpeTokenizer load(Path path, Gguf gguf) {
        var reader = new GgufTokenizer(path, gguf);
        String model = gguf.text(KEY + "model");
        return switch (model) {
            case "llama" -> reader.sentencePiece();
            case "gpt2" -> reader.byteLevel();
            default ->
                    throw reader.file.fault(
                            "has a tokenizer of the kind \"" + model + "\"",
                            "those of Llama (\"llama\") and of GPT-2 and Llama 3 (\"gpt2\") are"
                                    + " read");
        };
    }

    private int type(int id) {
        return types.length == 0 ? NORMAL : types[id];
    }

    private SentencePieceBpe sentencePiece() {
        float[] scores = gguf.floats(KEY + "scores");
        if (scores.length != names.size()) {
            throw file.damaged("has " + names.size() + " tokens and " + scores.length + " scores");
        }
        PieceList pieces = new PieceList(file);
        for (int id = 0; id < names.size(); id++) {
            String name = names.get(id);
            switch (type(id)) {
                case NORMAL -> pieces.addPiece(name, scores[id]);
                case UNKNOWN, CONTROL -> pieces.addSpecial(name);
                case BYTE -> {
                    if (SentencePieceBpe.byteOf(name) < 0) {
                        throw file.damaged("has the byte \"" + name + "\"");
                    }
                    pieces.addByte(name);
                }
                default ->
                        throw file.fault(
                                "has the piece " + id + " \"" + name + "\" of type " + type(id),
                                "pieces that the user defined, or that are unused, are not read"
                                        + " here");
            }
        }
        String key = KEY + "add_space_prefix";
        boolean space = !gguf.has(key) || gguf.flag(key);
        return pieces.build(new SentencePieceBpe.Options(space, false));
    }

    private ByteLevelBpe byteLevel() {
        String pre = gguf.has(KEY + "pre") ? gguf.text(KEY + "pre") : "default";
        SplitPattern split =
                switch (pre) {
                    case "gpt-2" -> SplitPattern.GPT2;
                    case "llama-bpe", "llama3", "llama-v3" -> SplitPattern.LLAMA3;
                    default ->
                            throw file.fault(
                                    "splits texts as \"" + pre + "\"",
                                    "\"gpt-2\" and \"llama-bpe\" are read");
                };
        List<String> merges = new ArrayList<>();
        gguf.texts(KEY + "merges").forEach(merge -> Gpt2Files.addPair(file, merge, merges));
        Map<String, Integer> trained = new LinkedHashMap<>();
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < names.size(); id++) {
            String name = names.get(id);
            switch (type(id)) {
                case CONTROL -> added.add(AddedToken.special(id, name));
                case USER_DEFINED -> added.add(new AddedToken(id, name, false, false));
                default -> {
                    if (trained.put(name, id) != null) {
                        throw file.damaged("has the token \"" + name + "\" twice");
                    }
                }
            }
        }
        var parts = new BpeParts(BpeParts.order(file, trained, added), merges, added);
        boolean ignoreMerges = split == SplitPattern.LLAMA3;
        return ByteLevelBpe.of(
                file, parts, new ByteLevelBpe.Options(split, false, ignoreMerges), null);
    }
}
