package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes that each token stands for. */
final class TokenBytes {

    private final byte[][] all;

    /** By id; kept as they are. */
    TokenBytes(byte[][] all) {
        this.all = all;
    }

    int size() {
        return all.length;
    }

    /** The bytes of a token, a copy. */
    byte[] of(int id) {
        return all[checked(id)].clone();
    }

    /** The text of tokens one after the other; what is no UTF-8 becomes a replacement character. */
    String text(int... ids) {
        var bytes = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            bytes.writeBytes(all[checked(id)]);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** An id, if there is such a token. */
    int checked(int id) {
        if (id < 0 || id >= all.length) {
            throw new TensorException(
                    "tokenizer: id " + id + " in a vocabulary of " + all.length,
                    "decode ids with the tokenizer that made them");
        }
        return id;
    }
}
