package braid.transformer.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * One token a byte of the UTF-8 text: no training, any text, long sequences. Decoding bytes that
 * are no UTF-8 gives the replacement character.
 */
public final class ByteTokenizer implements Tokenizer {

    private static final int BYTES = 256;

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = SPECIALS + (bytes[i] & 0xFF);
        }
        return ids;
    }

    @Override
    public String decode(int... ids) {
        byte[] bytes = new byte[ids.length];
        int n = 0;
        for (int id : ids) {
            if (id >= SPECIALS) {
                bytes[n++] = (byte) (id - SPECIALS);
            }
        }
        return new String(bytes, 0, n, StandardCharsets.UTF_8);
    }

    @Override
    public int size() {
        return SPECIALS + BYTES;
    }

    @Override
    public String token(int id) {
        return switch (id) {
            case PAD -> "<pad>";
            case EOS -> "<eos>";
            default -> "<0x%02X>".formatted(id - SPECIALS);
        };
    }

    @Override
    public int id(String token) {
        for (int i = 0; i < size(); i++) {
            if (token(i).equals(token)) {
                return i;
            }
        }
        return -1;
    }
}
