package braid.transformer.tokenizer.bpe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * GPT-2's own two files: the ids of the tokens ({@code encoder.json}, or {@code vocab.json}) and
 * the merges in the order of training, one a line ({@code vocab.bpe}, or {@code merges.txt}).
 */
public final class Gpt2Files {

    private static final String END = "<|endoftext|>";

    private Gpt2Files() {}

    /**
     * Reads a tokenizer.
     *
     * @throws braid.tensor.TensorException if a file is not what it should be, naming it and the
     *     fault
     */
    public static ByteLevelBpe load(Path vocabulary, Path merges) throws IOException {
        TokenizerFile file = new TokenizerFile(vocabulary);
        Map<String, Integer> ids = vocabulary(file);
        Integer end = ids.get(END);
        List<AddedToken> added = end == null ? List.of() : List.of(AddedToken.special(end, END));
        TokenizerFile mergeFile = new TokenizerFile(merges);
        var parts = new BpeParts(BpeParts.order(file, ids, added), merges(mergeFile), added);
        return ByteLevelBpe.of(
                mergeFile, parts, new ByteLevelBpe.Options(SplitPattern.GPT2, false, false), null);
    }

    private static Map<String, Integer> vocabulary(TokenizerFile file) throws IOException {
        return JsonReading.read(file, parser -> JsonReading.ids(file, parser));
    }

    private static List<String> merges(TokenizerFile file) throws IOException {
        List<String> merges = new ArrayList<>();
        List<String> lines = new String(file.read(), StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !(i == 0 && line.startsWith("#version"))) {
                addPair(file, line, merges);
            }
        }
        return merges;
    }

    /** Cuts a merge at its only space. */
    static void addPair(TokenizerFile file, String merge, List<String> merges) {
        int space = merge.indexOf(' ');
        if (space < 1 || space == merge.length() - 1 || merge.indexOf(' ', space + 1) >= 0) {
            throw file.damaged("has the merge \"" + merge + "\", which is not two tokens");
        }
        merges.add(merge.substring(0, space));
        merges.add(merge.substring(space + 1));
    }
}
