package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Byte-pair encoding of the characters of a whole text, as SentencePiece does it (Kudo and
 * Richardson 2018, arXiv:1808.06226) and Llama 2 uses it: spaces are characters like others, shown
 * as {@code ▁}; a text gets a space in front; a character without a token becomes one token a byte
 * of its UTF-8, {@code <0xE6>}. A {@code ▁} in the text is such a character, no space, so that
 * decoding gives it back.
 */
public final class SentencePieceBpe implements BpeTokenizer {

    static final char SPACE = '\u2581';

    private static final int BYTES = 256;
    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");

    private final Options options;
    private final List<String> names;
    private final Map<String, Integer> ids;
    private final TokenBytes texts;
    private final Map<Integer, Integer> characters = new HashMap<>();
    private final int[] byteIds = new int[BYTES];
    private final MergeTable merges;
    private final AddedVocabulary added;
    private final @Nullable ObjectNode frame;

    /**
     * @param leadingSpace whether a text gets a space in front
     * @param singleSpaces whether spaces at the ends are left out and others become one, so that
     *     decoding does not give them back
     */
    record Options(boolean leadingSpace, boolean singleSpaces) {}

    /**
     * @param parts checked; the bytes are tokens named {@code <0x00>} to {@code <0xFF>}, or there
     *     are none
     * @param frame what else the file had, to be written again
     */
    SentencePieceBpe(
            BpeParts parts, MergeTable merges, Options options, @Nullable ObjectNode frame) {
        this.options = options;
        this.merges = merges;
        this.frame = frame;
        names = parts.names();
        added = new AddedVocabulary(parts.added());
        ids = HashMap.newHashMap(names.size());
        byte[][] bytes = new byte[names.size()][];
        Arrays.fill(byteIds, -1);
        for (int id = 0; id < bytes.length; id++) {
            String name = names.get(id);
            ids.put(name, id);
            AddedToken token = added.get(id);
            int value = byteOf(name);
            if (token != null) {
                bytes[id] = token.bytes();
            } else if (value >= 0) {
                bytes[id] = new byte[] {(byte) value};
                byteIds[value] = id;
            } else {
                String text = name.replace(SPACE, ' ');
                bytes[id] = utf8(text);
                if (text.codePointCount(0, text.length()) == 1) {
                    characters.put(text.codePointAt(0), id);
                }
            }
        }
        texts = new TokenBytes(bytes);
    }

    /** The byte that a token's name says, or -1. */
    static int byteOf(String name) {
        return BYTE.matcher(name).matches() ? Integer.parseInt(name.substring(3, 5), 16) : -1;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int[] encode(String text) {
        return encode(text, options.leadingSpace());
    }

    @Override
    public int[] encodeBehind(String text) {
        return encode(text, false);
    }

    private int[] encode(String text, boolean leadingSpace) {
        Ids out = new Ids(text.length() / 2 + 8);
        encode(text, leadingSpace, out);
        return out.toArray();
    }

    @Override
    public int[] encodeWithAdded(String text) {
        Ids out = new Ids(text.length() / 2 + 8);
        added.cut(
                text,
                plain -> encode(plain, options.leadingSpace(), out),
                token -> out.add(token.id()));
        return out.toArray();
    }

    private void encode(String given, boolean leadingSpace, Ids out) {
        String text = options.singleSpaces() ? singleSpaces(given) : given;
        if (text.isEmpty()) {
            return;
        }
        if (leadingSpace) {
            text = " " + text;
        }
        Merger merger = new Merger(merges);
        merger.reserve(3 * text.length());
        int n = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            Integer id = characters.get(c);
            if (id != null) {
                merger.ids[n++] = id;
            } else {
                for (byte b : utf8(Character.toString(c))) {
                    int byteId = byteIds[b & 0xFF];
                    if (byteId < 0) {
                        throw new TensorException(
                                "tokenizer: no token for the character U+%04X at %d"
                                        .formatted(c, at),
                                "this vocabulary has no bytes to fall back to; leave the character"
                                        + " out");
                    }
                    merger.ids[n++] = byteId;
                }
            }
        }
        out.addAll(merger.ids, merger.merge(n));
    }

    private static String singleSpaces(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean again = out.isEmpty() || out.charAt(out.length() - 1) == ' ';
            if (c != ' ' || !again) {
                out.append(c);
            }
        }
        if (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        return out.toString();
    }

    @Override
    public String decode(int... ids) {
        String text = texts.text(ids);
        return options.leadingSpace() && text.startsWith(" ") ? text.substring(1) : text;
    }

    @Override
    public byte[] bytes(int id) {
        return texts.of(id);
    }

    @Override
    public boolean leadingSpace() {
        return options.leadingSpace();
    }

    @Override
    public List<AddedToken> added() {
        return added.tokens();
    }

    @Override
    public int size() {
        return texts.size();
    }

    @Override
    public String token(int id) {
        return names.get(texts.checked(id));
    }

    @Override
    public int id(String token) {
        return ids.getOrDefault(token, -1);
    }

    Options options() {
        return options;
    }

    @Nullable ObjectNode frame() {
        return frame;
    }

    /** Merges as pairs of token names, in the order of training. */
    List<List<String>> merges() {
        return merges.names(this::token);
    }
}
