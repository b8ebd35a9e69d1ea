package braid.training.config;

import braid.transformer.tokenizer.ByteTokenizer;
import braid.transformer.tokenizer.SubwordTokenizer;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

/** Which tokenizer a run makes. */
public enum TokenizerKind {
    /** One token a word. */
    WORD,
    /** Byte-pair encoding with shared stems. */
    SUBWORD,
    /** One token a byte. */
    BYTE;

    /**
     * Makes it.
     *
     * @param corpus texts of the training and validation questions
     * @param vocabulary most tokens, for {@link #SUBWORD}
     */
    public Tokenizer train(Iterable<String> corpus, int vocabulary) {
        return switch (this) {
            case WORD -> WordTokenizer.train(corpus);
            case SUBWORD -> SubwordTokenizer.train(corpus, vocabulary);
            case BYTE -> new ByteTokenizer();
        };
    }
}
