package braid.transformer.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes GGUF files by the specification, for tests alone. Values: Integer as U32, Float as F32,
 * Boolean, String, {@code int[]} as I32, {@code float[]}, {@code List<String>}.
 */
final class GgufWriter {

    final Map<String, Object> values = new LinkedHashMap<>();
    final List<Tensor> tensors = new ArrayList<>();
    int version = 3;

    /** What stands in the file; dims with the fastest axis first. */
    record Tensor(String name, long[] dims, int type, byte[] data) {}

    /** A matrix (rows, columns) or, with 0 rows, a vector; rounded to the type. */
    void add(String name, int type, int rows, int columns, float... data) {
        long[] dims = rows == 0 ? new long[] {columns} : new long[] {columns, rows};
        tensors.add(new Tensor(name, dims, type, encode(type, data)));
    }

    static byte[] encode(int type, float... data) {
        return switch (type) {
            case 0 -> {
                byte[] bytes = new byte[4 * data.length];
                ByteBuffer out = over(bytes);
                for (float v : data) {
                    out.putFloat(v);
                }
                yield bytes;
            }
            case 1, 30 -> {
                byte[] bytes = new byte[2 * data.length];
                ByteBuffer out = over(bytes);
                for (float v : data) {
                    out.putShort(
                            type == 1
                                    ? Float.floatToFloat16(v)
                                    : (short) (Float.floatToIntBits(v) >> 16));
                }
                yield bytes;
            }
            default -> blocks(type, data);
        };
    }

    private static byte[] blocks(int type, float... data) {
        byte[] bytes = new byte[data.length / 32 * (type == 8 ? 34 : 18)];
        ByteBuffer out = over(bytes);
        for (int block = 0; block < data.length; block += 32) {
            float[] part = Arrays.copyOfRange(data, block, block + 32);
            float most = 0;
            for (float v : part) {
                most = Math.max(most, Math.abs(v));
            }
            float scale = Float.float16ToFloat(Float.floatToFloat16(most / (type == 8 ? 127 : 7)));
            out.putShort(Float.floatToFloat16(scale));
            if (type == 8) {
                for (float v : part) {
                    out.put((byte) (scale == 0 ? 0 : Math.clamp(Math.round(v / scale), -127, 127)));
                }
            } else {
                for (int i = 0; i < 16; i++) {
                    out.put((byte) (nibble(part[i], scale) | nibble(part[i + 16], scale) << 4));
                }
            }
        }
        return bytes;
    }

    private static int nibble(float v, float scale) {
        return scale == 0 ? 8 : Math.clamp(Math.round(v / scale) + 8, 0, 15);
    }

    /** What a reader has to make of {@link #encode}; one number at a time. */
    static float[] rounded(int type, float... data) {
        ByteBuffer in = over(encode(type, data));
        float[] out = new float[data.length];
        for (int i = 0; i < out.length; i++) {
            int block = i / 32;
            out[i] =
                    switch (type) {
                        case 0 -> in.getFloat(4 * i);
                        case 1 -> Float.float16ToFloat(in.getShort(2 * i));
                        case 30 -> Float.intBitsToFloat(in.getShort(2 * i) << 16);
                        case 8 ->
                                Float.float16ToFloat(in.getShort(34 * block))
                                        * in.get(34 * block + 2 + i % 32);
                        default -> {
                            int both = in.get(18 * block + 2 + i % 16) & 0xFF;
                            int q = i % 32 < 16 ? both % 16 : both / 16;
                            yield Float.float16ToFloat(in.getShort(18 * block)) * (q - 8);
                        }
                    };
        }
        return out;
    }

    private static ByteBuffer over(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] bytes() {
        var out = new Out();
        out.write('G', 'G', 'U', 'F');
        out.number(version, 4);
        out.number(tensors.size(), 8);
        out.number(values.size(), 8);
        values.forEach((key, value) -> {
            out.text(key);
            out.value(value);
        });
        long offset = 0;
        for (Tensor t : tensors) {
            out.text(t.name());
            out.number(t.dims().length, 4);
            for (long d : t.dims()) {
                out.number(d, 8);
            }
            out.number(t.type(), 4);
            out.number(offset, 8);
            offset += (t.data().length + 31) / 32 * 32;
        }
        for (Tensor t : tensors) {
            out.align();
            out.writeBytes(t.data());
        }
        return out.toByteArray();
    }

    private static final class Out extends ByteArrayOutputStream {

        void write(int... bytes) {
            for (int b : bytes) {
                write(b);
            }
        }

        void number(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                write((int) (value >>> 8 * i));
            }
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length, 8);
            writeBytes(utf8);
        }

        void align() {
            while (size() % 32 != 0) {
                write(0);
            }
        }

        void value(Object value) {
            switch (value) {
                case Integer i -> {
                    number(4, 4);
                    number(i, 4);
                }
                case Float f -> {
                    number(6, 4);
                    number(Float.floatToIntBits(f), 4);
                }
                case Boolean b -> {
                    number(7, 4);
                    write(b ? 1 : 0);
                }
                case String s -> {
                    number(8, 4);
                    text(s);
                }
                case int[] list -> {
                    head(5, list.length);
                    for (int i : list) {
                        number(i, 4);
                    }
                }
                case float[] list -> {
                    head(6, list.length);
                    for (float f : list) {
                        number(Float.floatToIntBits(f), 4);
                    }
                }
                case List<?> list -> {
                    head(8, list.size());
                    list.forEach(s -> text(s.toString()));
                }
                default -> throw new IllegalArgumentException(value.toString());
            }
        }

        private void head(int type, int length) {
            number(9, 4);
            number(type, 4);
            number(length, 8);
        }
    }
}
