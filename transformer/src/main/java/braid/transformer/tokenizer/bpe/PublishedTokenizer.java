package braid.transformer.tokenizer.bpe;

import braid.transformer.tokenizer.Tokenizer;

import java.util.stream.IntStream;

/**
 * The vocabulary of a published model as a run uses it: with the model's special tokens, and texts
 * in parts. The first part is encoded by {@link #prompt}, those behind it by {@link #encode}, which
 * puts no space in front.
 *
 * @param base of the text
 * @param bos token in front of a prompt, or -1
 * @param eos token that ends a sequence
 * @param pad token that fills up short rows and chunks; no text has it
 */
public record PublishedTokenizer(BpeTokenizer base, int bos, int eos, int pad)
        implements Tokenizer {

    @Override
    public int[] encode(String text) {
        return base.encodeBehind(text);
    }

    @Override
    public int[] prompt(String text) {
        int[] ids = base.encode(text);
        return bos < 0 ? ids : IntStream.concat(IntStream.of(bos), IntStream.of(ids)).toArray();
    }

    @Override
    public String decode(int... ids) {
        return base.decode(ids);
    }

    @Override
    public int size() {
        return base.size();
    }

    @Override
    public String token(int id) {
        return base.token(id);
    }

    @Override
    public int id(String token) {
        return base.id(token);
    }
}
