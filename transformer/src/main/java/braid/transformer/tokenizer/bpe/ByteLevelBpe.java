package braid.transformer.tokenizer.bpe;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;

/**
 * Byte-pair encoding of the UTF-8 bytes inside the words of a {@link SplitPattern}, as in GPT-2,
 * Llama 3 and Qwen (Radford et al. 2019; Sennrich et al. 2016, arXiv:1508.07909). Any text has
 * tokens. A lone surrogate, which UTF-8 cannot express, is encoded as {@code ?}. The tokenizers of
 * Qwen also compose characters first (NFC), so that their decoding gives the composed text.
 */
public final class ByteLevelBpe implements BpeTokenizer {

    private static final int BYTES = 256;

    private final Options options;
    private final TokenBytes texts;
    private final TokenTable table;
    private final MergeTable merges;
    private final AddedVocabulary added;
    private final int[] byteIds;
    private final WordCache cache = new WordCache();
    private final @Nullable ObjectNode frame;

    /**
     * @param split where words end
     * @param composed whether characters are composed first (NFC)
     * @param ignoreMerges whether a word that is a token is that token, whatever the merges say
     */
    record Options(SplitPattern split, boolean composed, boolean ignoreMerges) {}

    /**
     * @param texts bytes by id
     * @param table of the trained tokens
     * @param byteIds tokens of the single bytes
     * @param frame what else the file had, to be written again
     */
    private ByteLevelBpe(
            Options options,
            byte[][] texts,
            TokenTable table,
            int[] byteIds,
            MergeTable merges,
            AddedVocabulary added,
            @Nullable ObjectNode frame) {
        this.options = options;
        this.texts = new TokenBytes(texts);
        this.byteIds = byteIds;
        this.merges = merges;
        this.added = added;
        this.frame = frame;
        this.table = table;
    }

    /** What a file says, checked. */
    static ByteLevelBpe of(
            TokenizerFile file, BpeParts parts, Options options, @Nullable ObjectNode frame) {
        List<String> names = parts.names();
        byte[][] texts = new byte[names.size()][];
        AddedVocabulary added = new AddedVocabulary(parts.added());
        for (int id = 0; id < texts.length; id++) {
            AddedToken token = added.get(id);
            byte[] text = token != null ? token.bytes() : ByteAlphabet.bytes(names.get(id));
            if (text == null) {
                throw file.fault(
                        "has the token " + id + " \"" + names.get(id) + "\", which is not of bytes",
                        "give a byte-level vocabulary, as that of GPT-2, Llama 3 or Qwen");
            }
            texts[id] = text;
        }
        TokenTable table = table(texts, added);
        int[] byteIds = new int[BYTES];
        for (int b = 0; b < BYTES; b++) {
            byteIds[b] = table.find(new byte[] {(byte) b}, 0, 1);
            if (byteIds[b] < 0) {
                throw file.fault(
                        "has no token for the byte 0x%02X".formatted(b),
                        "a byte-level vocabulary has all 256; download it again");
            }
        }
        return new ByteLevelBpe(options, texts, table, byteIds, parts.table(file), added, frame);
    }

    /** Of the trained tokens. */
    private static TokenTable table(byte[][] texts, AddedVocabulary added) {
        byte[][] trained = texts.clone();
        added.tokens().forEach(token -> trained[token.id()] = new byte[0]);
        return new TokenTable(trained);
    }

    @Override
    public int[] encode(String text) {
        Ids ids = new Ids(text.length() / 3 + 8);
        encode(text, ids, new Merger(merges));
        return ids.toArray();
    }

    @Override
    public int[] encodeBehind(String text) {
        return encode(text);
    }

    @Override
    public int[] encodeWithAdded(String text) {
        Ids ids = new Ids(text.length() / 3 + 8);
        Merger merger = new Merger(merges);
        added.cut(text, plain -> encode(plain, ids, merger), token -> ids.add(token.id()));
        return ids.toArray();
    }

    private void encode(String text, Ids ids, Merger merger) {
        String composed =
                options.composed() ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
        byte[] bytes = composed.getBytes(StandardCharsets.UTF_8);
        SplitPattern split = options.split();
        int from = 0;
        while (from < bytes.length) {
            int to = split.end(bytes, from, bytes.length);
            if (to - from == 1) {
                ids.add(byteIds[bytes[from] & 0xFF]);
            } else if (to - from > WordCache.LONGEST) {
                int n = word(bytes, from, to, merger);
                ids.addAll(merger.ids, n);
            } else {
                WordCache.Entry entry = cache.get(bytes, from, to);
                if (entry == null) {
                    int n = word(bytes, from, to, merger);
                    entry = cache.put(bytes, from, to, Arrays.copyOf(merger.ids, n));
                }
                ids.addAll(entry.ids, entry.ids.length);
            }
            from = to;
        }
    }

    /** Puts a word's tokens into a merger; how many. */
    private int word(byte[] bytes, int from, int to, Merger merger) {
        if (options.ignoreMerges()) {
            int id = table.find(bytes, from, to);
            if (id >= 0) {
                merger.ids[0] = id;
                return 1;
            }
        }
        int n = to - from;
        merger.reserve(n);
        for (int i = 0; i < n; i++) {
            merger.ids[i] = byteIds[bytes[from + i] & 0xFF];
        }
        return merger.merge(n);
    }

    @Override
    public String decode(int... ids) {
        return texts.text(ids);
    }

    @Override
    public byte[] bytes(int id) {
        return texts.of(id);
    }

    @Override
    public boolean leadingSpace() {
        return false;
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
        AddedToken token = added.get(texts.checked(id));
        return token == null ? ByteAlphabet.text(texts.of(id)) : token.content();
    }

    @Override
    public int id(String token) {
        AddedToken special = added.get(token);
        if (special != null) {
            return special.id();
        }
        byte[] bytes = ByteAlphabet.bytes(token);
        return bytes == null || bytes.length == 0 ? -1 : table.find(bytes, 0, bytes.length);
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
