package braid.tensor.io;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array in NumPy's npy format, versions 1 to 3: a magic word, a header with type, order and
 * shape, then the data. Little-endian numbers only; BF16, which NumPy does not know, is refused.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int MAX_HEADER = 1 << 16;
    private static final Pattern HEADER =
            Pattern.compile(
                    "\\{\\s*'descr':\\s*'([^']{1,16})',\\s*'fortran_order':\\s*(True|False),"
                            + "\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");

    private Npy() {}

    private static String descr(DType dtype) {
        return switch (dtype) {
            case F32 -> "<f4";
            case F64 -> "<f8";
            case F16 -> "<f2";
            case I32 -> "<i4";
            case I64 -> "<i8";
            case U8 -> "|u1";
            case BF16 ->
                    throw new TensorException(
                            "npy: the tensor is BF16, which NumPy does not know",
                            "cast it with to(DType.F32)");
        };
    }

    private static DType dtype(Path path, String descr) {
        if (descr.equals("|b1")) {
            return DType.U8;
        }
        for (DType dtype : DType.values()) {
            if (dtype != DType.BF16 && descr(dtype).equals(descr)) {
                return dtype;
            }
        }
        throw new TensorException(
                "npy " + path + ": elements of type " + descr,
                "Braid reads <f4, <f8, <f2, <i4, <i8, |u1 and |b1; convert with astype()");
    }

    /**
     * Reads a file to the CPU, into the current scope.
     *
     * @throws TensorException if the file is damaged; it names the file and what is wrong
     */
    public static Tensor read(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            return parse(
                    path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        }
    }

    private static Tensor parse(Path path, MemorySegment file) {
        int start = dataStart(path, file);
        int lengthBytes = file.get(ValueLayout.JAVA_BYTE, MAGIC.length) == 1 ? 2 : 4;
        int headerStart = MAGIC.length + 2 + lengthBytes;
        byte[] bytes =
                file.asSlice(headerStart, start - headerStart).toArray(ValueLayout.JAVA_BYTE);
        Matcher m = HEADER.matcher(new String(bytes, StandardCharsets.UTF_8));
        if (!m.matches()) {
            throw fault(path, "its header does not give descr, fortran_order and shape");
        }
        DType dtype = dtype(path, m.group(1));
        int[] dims = dims(path, m.group(3));
        long size = dtype.bytes();
        for (int d : dims) {
            if (Math.multiplyHigh(size, d) != 0) {
                throw fault(path, "its shape (" + m.group(3) + ") is too large");
            }
            size *= d;
        }
        if (size != file.byteSize() - start) {
            throw fault(
                    path,
                    "its shape ("
                            + m.group(3)
                            + ") needs "
                            + Long.toUnsignedString(size)
                            + " bytes of data, and it has "
                            + (file.byteSize() - start));
        }
        return load(file, start, dtype, dims, m.group(2).equals("True"));
    }

    /** Checks magic word, version and length of the header. */
    private static int dataStart(Path path, MemorySegment file) {
        boolean magic = file.byteSize() >= MAGIC.length + 6;
        for (int i = 0; magic && i < MAGIC.length; i++) {
            magic = file.get(ValueLayout.JAVA_BYTE, i) == MAGIC[i];
        }
        if (!magic) {
            throw fault(path, "it does not begin as an npy file");
        }
        int version = file.get(ValueLayout.JAVA_BYTE, MAGIC.length);
        if (version < 1 || version > 3) {
            throw fault(path, "it has format version " + version + ", not 1 to 3");
        }
        int at = MAGIC.length + 2;
        var little = ByteOrder.LITTLE_ENDIAN;
        long length =
                version == 1
                        ? file.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(little), at) & 0xFFFF
                        : file.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(little), at)
                                & 0xFFFFFFFFL;
        long start = at + (version == 1 ? 2 : 4) + length;
        if (length > MAX_HEADER || start > file.byteSize()) {
            throw fault(path, "it says that its header has " + length + " bytes");
        }
        return (int) start;
    }

    private static int[] dims(Path path, String list) {
        String inner = list.strip();
        // A tuple of one ends with a comma; any other empty place is a fault.
        inner = inner.endsWith(",") ? inner.substring(0, inner.length() - 1) : inner;
        String[] parts = inner.isEmpty() ? new String[0] : inner.split("\\s*,\\s*", -1);
        int[] dims = new int[parts.length];
        for (int i = 0; i < dims.length; i++) {
            try {
                dims[i] = Integer.parseInt(parts[i]);
            } catch (NumberFormatException e) {
                throw fault(path, "its shape (" + list + ") is not a list of sizes");
            }
        }
        return dims;
    }

    private static Tensor load(
            MemorySegment file, long start, DType dtype, int[] dims, boolean columnMajor) {
        int rank = dims.length;
        int[] stored = dims.clone();
        int[] reversed = new int[rank];
        for (int i = 0; i < rank; i++) {
            reversed[i] = rank - 1 - i;
            stored[i] = columnMajor ? dims[rank - 1 - i] : dims[i];
        }
        Tensor t = Tensor.allocate(Shape.of(stored), dtype, Device.cpu());
        Elements.read(file, start, dtype, t);
        return columnMajor ? t.permute(reversed).contiguous() : t;
    }

    /** Writes a file whole or not at all, in version 1 and row-major order. */
    public static void write(Path path, Tensor tensor) throws IOException {
        var shape = new StringJoiner(", ", "(", tensor.rank() == 1 ? ",)" : ")");
        for (int d : tensor.shape().toArray()) {
            shape.add(Integer.toString(d));
        }
        String dict =
                "{'descr': '"
                        + descr(tensor.dtype())
                        + "', 'fortran_order': False, 'shape': "
                        + shape
                        + ", }";
        int used = MAGIC.length + 4 + dict.length() + 1;
        String header = dict + " ".repeat(Math.floorMod(-used, ALIGNMENT)) + "\n";
        ByteBuffer head =
                ByteBuffer.allocate(MAGIC.length + 4 + header.length())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(MAGIC)
                        .put((byte) 1)
                        .put((byte) 0)
                        .putShort((short) header.length())
                        .put(header.getBytes(StandardCharsets.US_ASCII))
                        .flip();
        SafeFiles.write(
                path,
                channel -> {
                    SafeFiles.writeFully(channel, head);
                    Elements.write(tensor, channel);
                });
    }

    private static TensorException fault(Path path, String problem) {
        return new TensorException(
                "npy " + path + ": " + problem,
                "the file is damaged, cut short, or of another format");
    }
}
