package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a Protocol Buffers message one after another (the wire format of
 * protobuf.dev/programming-guides/encoding): {@link #next}, then the value that belongs to {@link
 * #field}; a value that nobody takes is passed over. Lengths are checked before anything is read.
 */
final class ProtobufMessage {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_VARINT_BYTES = 10;

    private final TokenizerFile file;
    private final ByteBuffer in;
    private final int base;
    private int field;
    private int wire;
    private long number;
    private ByteBuffer content = ByteBuffer.allocate(0);

    /**
     * @param base offset of the message in its file
     */
    private ProtobufMessage(TokenizerFile file, ByteBuffer in, int base) {
        this.file = file;
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
        this.base = base;
    }

    static ProtobufMessage of(TokenizerFile file, byte[] bytes) {
        return new ProtobufMessage(file, ByteBuffer.wrap(bytes), 0);
    }

    /** Goes on to the next field; false at the end of the message. */
    boolean next() {
        if (!in.hasRemaining()) {
            return false;
        }
        long tag = varint();
        wire = (int) (tag & 7);
        field = (int) (tag >>> 3);
        switch (wire) {
            case VARINT -> number = varint();
            case FIXED64 -> {
                require(Long.BYTES);
                number = in.getLong();
            }
            case FIXED32 -> {
                require(Integer.BYTES);
                number = in.getInt();
            }
            case BYTES -> {
                long length = varint();
                if (length < 0 || length > in.remaining()) {
                    throw damaged(
                            "has a field of "
                                    + length
                                    + " bytes where "
                                    + in.remaining()
                                    + " are left");
                }
                content = in.slice(in.position(), (int) length);
                in.position(in.position() + (int) length);
            }
            default -> throw damaged("has a field of the unknown kind " + wire);
        }
        return true;
    }

    /** Number of the field. */
    int field() {
        return field;
    }

    /** A whole number. */
    long integer() {
        check(VARINT, "a whole number");
        return number;
    }

    /** A flag. */
    boolean flag() {
        return integer() != 0;
    }

    /** A number of 32 bits. */
    float number() {
        check(FIXED32, "a number of 32 bits");
        return Float.intBitsToFloat((int) number);
    }

    /** A text. */
    String text() {
        check(BYTES, "a text");
        return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
    }

    /** A message inside of this one. */
    ProtobufMessage message() {
        check(BYTES, "a message");
        return new ProtobufMessage(file, content, base + in.position() - content.remaining());
    }

    private void check(int expected, String name) {
        if (wire != expected) {
            throw damaged(
                    "has field " + field + " of kind " + wire + " where " + name + " belongs");
        }
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < MOST_VARINT_BYTES; i++) {
            require(1);
            byte b = in.get();
            value |= (long) (b & 0x7F) << 7 * i;
            if (b >= 0) {
                return value;
            }
        }
        throw damaged("has a number of more than " + MOST_VARINT_BYTES + " bytes");
    }

    private void require(int bytes) {
        if (in.remaining() < bytes) {
            throw damaged("ends inside of a field");
        }
    }

    private TensorException damaged(String what) {
        return file.damaged(what + ", at byte " + (base + in.position()));
    }
}
