package braid.transformer.tokenizer.bpe;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Added tokens by id, by content and in a text, where the longest of those that begin wins. */
final class AddedVocabulary {

    private final List<AddedToken> tokens;
    private final Map<Integer, AddedToken> byId = new HashMap<>();
    private final Map<String, AddedToken> byContent = new HashMap<>();
    private final BitSet leads = new BitSet();

    /** Different lengths of the contents, the greatest first. */
    private final int[] lengths;

    /**
     * @param tokens with different ids and contents
     */
    AddedVocabulary(List<AddedToken> tokens) {
        this.tokens = tokens.stream().sorted(Comparator.comparingInt(AddedToken::id)).toList();
        for (AddedToken token : tokens) {
            byId.put(token.id(), token);
            byContent.put(token.content(), token);
            leads.set(token.content().charAt(0));
        }
        lengths =
                tokens.stream()
                        .map(token -> token.content().length())
                        .distinct()
                        .sorted(Comparator.reverseOrder())
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    /** In the order of their ids. */
    List<AddedToken> tokens() {
        return tokens;
    }

    @Nullable AddedToken get(int id) {
        return byId.get(id);
    }

    @Nullable AddedToken get(String content) {
        return byContent.get(content);
    }

    /** Cuts a text at the added tokens that it names. */
    void cut(String text, Consumer<String> plain, Consumer<AddedToken> added) {
        int from = 0;
        int at = leads.isEmpty() ? text.length() : 0;
        while (at < text.length()) {
            AddedToken found = leads.get(text.charAt(at)) ? longest(text, at) : null;
            if (found == null) {
                at++;
                continue;
            }
            if (at > from) {
                plain.accept(text.substring(from, at));
            }
            added.accept(found);
            at += found.content().length();
            from = at;
        }
        if (from < text.length()) {
            plain.accept(text.substring(from));
        }
    }

    private @Nullable AddedToken longest(String text, int from) {
        for (int length : lengths) {
            if (from + length <= text.length()) {
                AddedToken found = byContent.get(text.substring(from, from + length));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
