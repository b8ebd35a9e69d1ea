package braid.transformer.tokenizer;

import braid.tensor.TensorException;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Names of the tokens by id: the special ones, the marks of {@link TextPieces}, then the rest. */
final class Vocabulary {

    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();

    private Vocabulary(List<String> tokens) {
        this.tokens = tokens;
        for (int i = 0; i < tokens.size(); i++) {
            ids.put(tokens.get(i), i);
        }
    }

    /** The usual head, then these tokens in this order. */
    static Vocabulary of(Collection<String> words) {
        var all = new LinkedHashSet<String>();
        all.add("<pad>");
        all.add("<eos>");
        all.add(TextPieces.GLUE);
        all.add(TextPieces.CAPITAL);
        all.addAll(words);
        return new Vocabulary(List.copyOf(all));
    }

    int size() {
        return tokens.size();
    }

    String token(int id) {
        if (id < 0 || id >= tokens.size()) {
            throw new TensorException(
                    "tokenizer: id " + id + " in a vocabulary of " + tokens.size(),
                    "decode ids with the tokenizer that made them");
        }
        return tokens.get(id);
    }

    int id(String token) {
        return ids.getOrDefault(token, -1);
    }

    /** The tokens behind the usual head. */
    List<String> words() {
        return tokens.subList(Tokenizer.SPECIALS + 2, tokens.size());
    }
}
