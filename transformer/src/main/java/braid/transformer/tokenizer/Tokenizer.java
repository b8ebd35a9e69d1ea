package braid.transformer.tokenizer;

/**
 * Turns text into token ids and back. {@code decode(encode(text))} is {@code text}, and plain text
 * never gives a special token. Ids run from 0 to {@code size() - 1}; padding is 0 and the end of a
 * sequence is 1 in every tokenizer that is trained here. Published models have special tokens of
 * their own: see {@link braid.transformer.tokenizer.bpe.PublishedTokenizer}.
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

    /**
     * Ids of a text that a model is to continue; what {@link #encode} gives then goes on behind it.
     * A vocabulary with a token for the beginning puts it in front.
     */
    default int[] prompt(String text) {
        return encode(text);
    }

    /** Token that ends a sequence: {@link #EOS} unless a published model has another. */
    default int eos() {
        return EOS;
    }

    /**
     * Token that fills up short rows and chunks: {@link #PAD} unless a published model has another.
     */
    default int pad() {
        return PAD;
    }

    /** How a token is shown to people; for example {@code vumpus}, {@code ##es}, {@code <eos>}. */
    String token(int id);

    /** Id of a token by the name that {@link #token} gives it, or -1. */
    int id(String token);
}
