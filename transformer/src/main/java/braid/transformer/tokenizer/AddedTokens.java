package braid.transformer.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * A vocabulary with tokens behind it that stand for no text: the base's ids stay as they are. Text
 * becomes tokens of the base alone, and added tokens have no text.
 *
 * @param base of the text
 * @param names of the added tokens, in the order of their ids
 */
public record AddedTokens(Tokenizer base, List<String> names) implements Tokenizer {

    /** Copies the names. */
    public AddedTokens {
        names = List.copyOf(names);
    }

    @Override
    public int[] encode(String text) {
        return base.encode(text);
    }

    @Override
    public int[] prompt(String text) {
        return base.prompt(text);
    }

    @Override
    public int eos() {
        return base.eos();
    }

    @Override
    public int pad() {
        return base.pad();
    }

    @Override
    public String decode(int... ids) {
        return base.decode(Arrays.stream(ids).filter(id -> id < base.size()).toArray());
    }

    @Override
    public int size() {
        return base.size() + names.size();
    }

    @Override
    public String token(int id) {
        return id < base.size() ? base.token(id) : names.get(id - base.size());
    }

    @Override
    public int id(String token) {
        int added = names.indexOf(token);
        return added < 0 ? base.id(token) : base.size() + added;
    }
}
