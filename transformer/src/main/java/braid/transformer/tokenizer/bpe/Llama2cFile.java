package braid.transformer.tokenizer.bpe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The tokenizer files of llama2.c ({@code tokenizer.bin}, {@code tok512.bin}), little-endian: the
 * length of the longest piece, then for each piece its score (float), its length and its bytes. The
 * first three are {@code <unk>}, {@code <s>} and {@code </s>}, then come the bytes.
 */
public final class Llama2cFile {

    private static final int SPECIALS = 3;

    private Llama2cFile() {}

    /**
     * Reads a tokenizer.
     *
     * @throws braid.tensor.TensorException if the file is not one, naming it, the fault and the
     *     offset
     */
    public static SentencePieceBpe load(Path path) throws IOException {
        TokenizerFile file = new TokenizerFile(path);
        ByteBuffer in = ByteBuffer.wrap(file.read()).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < Integer.BYTES) {
            throw file.damaged("has " + in.remaining() + " bytes");
        }
        int longest = in.getInt();
        PieceList pieces = new PieceList(file);
        while (in.hasRemaining()) {
            int offset = in.position();
            if (in.remaining() < 2 * Integer.BYTES) {
                throw file.damaged("ends inside of piece " + pieces.size() + " at byte " + offset);
            }
            float score = in.getFloat();
            int length = in.getInt();
            if (length < 1 || length > longest || length > in.remaining()) {
                throw file.damaged(
                        "has the piece "
                                + pieces.size()
                                + " of "
                                + length
                                + " bytes at byte "
                                + offset
                                + "; the longest has "
                                + longest
                                + ", "
                                + in.remaining()
                                + " are left");
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (pieces.size() < SPECIALS) {
                pieces.addSpecial(text.strip());
            } else if (SentencePieceBpe.byteOf(text) >= 0) {
                pieces.addByte(text);
            } else {
                pieces.addPiece(text.replace(' ', SentencePieceBpe.SPACE), score);
            }
        }
        return pieces.build(new SentencePieceBpe.Options(true, false));
    }
}
