package braid.training.config;

import braid.transformer.tokenizer.ByteTokenizer;
import braid.transformer.tokenizer.SubwordTokenizer;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;

/** Which tokenizer a run makes. */
public enum TokenizerKind {
    /** One token a word. */
    WORD,
    /** Byte-pair encoding with shared stems. */
    SUBWORD,
    /**
     * Byte-pair encoding of any text, split as Llama 3 splits; tokens may cross the ends of steps.
     */
    BPE,
    /** One token a byte. */
    BYTE;

    /**
     * Makes it.
     *
     * @param corpus texts of the training and validation questions
     * @param vocabulary most tokens, for {@link #SUBWORD} and {@link #BPE}
     */
    public Tokenizer train(Iterable<String> corpus, int vocabulary) {
        return switch (this) {
            case WORD -> WordTokenizer.train(corpus);
            case SUBWORD -> SubwordTokenizer.train(corpus, vocabulary);
            case BPE -> BpeTrainer.train(corpus, vocabulary, SplitPattern.LLAMA3);
            case BYTE -> new ByteTokenizer();
        };
    }
}
