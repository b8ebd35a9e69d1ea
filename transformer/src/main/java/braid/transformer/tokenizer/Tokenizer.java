package braid.transformer.tokenizer;

/**
 * Turns text into token ids and back. {@code decode(encode(text))} is {@code text}, and plain text
 * never gives a special token. Ids run from 0 to {@code size() - 1}; padding is 0 and the end of a
 * sequence is 1 in every tokenizer that is trained here. The vocabularies of published models
 * ({@link braid.transformer.tokenizer.bpe.BpeTokenizer}) have special tokens of their own.
 */
public interface Tokenizer {

    /** Token that fills up short rows of a batch. */
    int PAD = 0;

    /** Token that ends a sequence. */
    int EOS = 1;

    /** Number of special tokens at the beginning of the ids. */
    int SPECIALS = 2;

    /**
     * Ids of a text.
     *
     * @throws braid.tensor.TensorException if the text has something that the vocabulary cannot
     *     express, naming it and where it stands
     */
    int[] encode(String text);

    /** Text of ids; special tokens give no text. */
    String decode(int... ids);

    /** Number of ids. */
    int size();

    /** How a token is shown to people; for example {@code vumpus}, {@code ##es}, {@code <eos>}. */
    String token(int id);

    /** Id of a token by the name that {@link #token} gives it, or -1. */
    int id(String token);
}
