package braid.transformer.tokenizer.bpe;

import braid.transformer.tokenizer.Tokenizer;

import java.util.List;

/**
 * Byte-pair encoding as published models use it: the vocabulary comes from their files, with
 * special tokens of their own instead of {@link #PAD} and {@link #EOS}. Safe for use by several
 * threads.
 */
public sealed interface BpeTokenizer extends Tokenizer permits ByteLevelBpe, SentencePieceBpe {

    /**
     * Ids of a text in which added tokens are meant where they are named, as in the prompt of a
     * chat: {@code <|begin_of_text|>Hello}. {@link #encode} takes the same text for characters.
     */
    int[] encodeWithAdded(String text);

    /** As {@link #encode}, of a text behind another: without a {@link #leadingSpace}. */
    int[] encodeBehind(String text);

    /** The UTF-8 bytes that a token stands for, part of a character perhaps; none if special. */
    byte[] bytes(int id);

    /** Whether encoding puts a space in front of a text, which decoding takes away again. */
    boolean leadingSpace();

    /** Tokens beside the trained ones, by id. */
    List<AddedToken> added();
}
