package braid.transformer.tokenizer;

import braid.transformer.tokenizer.bpe.StreamingDecoder;

import org.jspecify.annotations.Nullable;

import java.util.function.IntFunction;

/**
 * What people are shown of ids, as they are generated: characters whole, and by their names tokens
 * that stand for no text, as in {@code <latent:17>}. Each such token begins a text anew.
 */
public final class TextStream {

    private final Tokenizer text;
    private final IntFunction<@Nullable String> names;
    private StreamingDecoder decoder;

    /**
     * @param text decodes ids that have no name
     * @param names how an id that is no text is shown, perhaps as nothing; null for an id of text
     */
    public TextStream(Tokenizer text, IntFunction<@Nullable String> names) {
        this.text = text;
        this.names = names;
        decoder = new StreamingDecoder(text);
    }

    /** What an id makes certain. */
    public String add(int id) {
        String name = names.apply(id);
        if (name == null) {
            return decoder.add(id);
        }
        String before = decoder.end();
        decoder = new StreamingDecoder(text);
        return before + name;
    }

    /** What is left: the replacement character for a character that never became complete. */
    public String end() {
        return decoder.end();
    }

    /** All of a text at once. */
    public String of(int... ids) {
        var all = new StringBuilder();
        for (int id : ids) {
            all.append(add(id));
        }
        return all.append(end()).toString();
    }
}
