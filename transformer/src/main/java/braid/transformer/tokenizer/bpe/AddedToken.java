package braid.transformer.tokenizer.bpe;

import java.nio.charset.StandardCharsets;

/**
 * A token beside the trained ones.
 *
 * @param id its id
 * @param content how it is written
 * @param special whether it stands for no text, such as the end of a sequence
 * @param normalized whether other readers of {@code tokenizer.json} look for it in normalised text;
 *     kept for them
 */
public record AddedToken(int id, String content, boolean special, boolean normalized) {

    /** A token that stands for no text. */
    public static AddedToken special(int id, String content) {
        return new AddedToken(id, content, true, false);
    }

    /** The text that it stands for. */
    byte[] bytes() {
        return special ? new byte[0] : content.getBytes(StandardCharsets.UTF_8);
    }
}
