package braid.transformer.tokenizer;

import braid.tensor.TensorException;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One token a word, digit or punctuation mark of a corpus; see {@link TextPieces} for what stands
 * between.
 */
public final class WordTokenizer implements Tokenizer {

    private final Vocabulary vocabulary;

    WordTokenizer(List<String> words) {
        vocabulary = Vocabulary.of(words);
    }

    /** All words of a corpus, in alphabetical order. */
    public static WordTokenizer train(Iterable<String> corpus) {
        var words = new TreeSet<String>();
        corpus.forEach(text -> words.addAll(TextPieces.split(text)));
        return new WordTokenizer(List.copyOf(words));
    }

    @Override
    public int[] encode(String text) {
        List<String> pieces = TextPieces.split(text);
        int[] ids = new int[pieces.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = vocabulary.id(pieces.get(i));
            if (ids[i] < 0) {
                throw new TensorException(
                        "tokenizer: the word \""
                                + pieces.get(i)
                                + "\" (piece "
                                + i
                                + ") is unknown",
                        "train the tokenizer on a corpus with this word, or use a subword or byte"
                                + " tokenizer");
            }
        }
        return ids;
    }

    @Override
    public String decode(int... ids) {
        List<String> pieces = new ArrayList<>();
        for (int id : ids) {
            if (id >= SPECIALS) {
                pieces.add(vocabulary.token(id));
            }
        }
        return TextPieces.join(pieces);
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    @Override
    public String token(int id) {
        return vocabulary.token(id);
    }

    @Override
    public int id(String token) {
        return vocabulary.id(token);
    }

    List<String> words() {
        return vocabulary.words();
    }
}
