package braid.tensor.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

final class NpyTest {

    /** {@code np.save(f, np.arange(6, dtype='<i4').reshape(2, 3))} of NumPy 2.4. */
    private static final byte[] ARANGE =
            HexFormat.of()
                    .parseHex(
                            "934e554d5059010076007b276465736372273a20273c6934272c2027666f727472616e"
                                    + "5f6f72646572273a2046616c73652c20277368617065273a2028322c2033"
                                    + "292c207d"
                                    + "20".repeat(58)
                                    + "0a000000000100000002000000030000000400000005000000");

    @TempDir private Path folder;

    private Path path() {
        return folder.resolve("a.npy");
    }

    @Test
    void readsAndWritesTheBytesOfNumPy() throws IOException {
        Files.write(path(), ARANGE);
        Tensor t = Npy.read(path());
        assertThat(t.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(t.toInts()).containsExactly(0, 1, 2, 3, 4, 5);
        Npy.write(path(), t);
        assertThat(path()).hasBinaryContent(ARANGE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BF16")
    void everyTypeAndRankComesBack(DType dtype) throws IOException {
        for (Shape shape :
                new Shape[] {Shape.scalar(), Shape.of(3), Shape.of(2, 0), Shape.of(2, 1, 2)}) {
            Tensor t = Tensor.allocate(shape, dtype, braid.tensor.Device.cpu());
            Npy.write(path(), t);
            Tensor read = Npy.read(path());
            assertThat(read.shape()).isEqualTo(shape);
            assertThat(read.dtype()).isEqualTo(dtype);
            assertThat(read.toRaw()).isEqualTo(t.toRaw());
        }
    }

    private Path header(int version, String dict, int dataBytes) throws IOException {
        byte[] text = dict.getBytes(StandardCharsets.US_ASCII);
        int lengthBytes = version == 1 ? 2 : 4;
        byte[] b = new byte[8 + lengthBytes + text.length + dataBytes];
        System.arraycopy(ARANGE, 0, b, 0, 6);
        b[6] = (byte) version;
        b[8] = (byte) text.length;
        System.arraycopy(text, 0, b, 8 + lengthBytes, text.length);
        for (int i = 0; i < dataBytes; i++) {
            b[b.length - dataBytes + i] = (byte) i;
        }
        return Files.write(path(), b);
    }

    @Test
    void columnMajorArraysAreTurned() throws IOException {
        header(2, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", 6);
        Tensor t = Npy.read(path());
        assertThat(t.shape()).isEqualTo(Shape.of(2, 3));
        assertThat((byte[]) t.toRaw()).containsExactly(0, 2, 4, 1, 3, 5);
    }

    @Test
    void faultsAreNamed() throws IOException {
        fails(
                "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }",
                4,
                "elements of type >f4");
        fails("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 4, "elements of type |O");
        fails(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
                4,
                "needs 8 bytes of data, and it has 4");
        fails(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1), }",
                8,
                "needs 4 bytes of data, and it has 8");
        fails(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3000000000,), }",
                4,
                "is not a list of sizes");
        fails(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (, ,), }",
                4,
                "is not a list of sizes");
        fails(
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000, 9), }",
                4,
                "is too large");
        fails("{'shape': (1,)}", 4, "its header does not give descr");
        header(9, "{}", 0);
        assertThatThrownBy(() -> Npy.read(path()))
                .hasMessageContaining("format version 9, not 1 to 3");
        Files.writeString(path(), "PK\3\4 no array at all");
        assertThatThrownBy(() -> Npy.read(path()))
                .hasMessageContaining("does not begin as an npy file");
        assertThatThrownBy(() -> Npy.read(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private void fails(String dict, int dataBytes, String message) throws IOException {
        header(1, dict, dataBytes);
        assertThatThrownBy(() -> Npy.read(path()))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("npy " + path())
                .hasMessageContaining(message);
    }

    @Test
    void bfloat16HasNoName() {
        Tensor t = Tensor.ofRaw(Shape.of(1), DType.BF16, new short[1]);
        assertThatThrownBy(() -> Npy.write(path(), t))
                .hasMessage(
                        "npy: the tensor is BF16, which NumPy does not know\n  HINT: cast it with to(DType.F32)");
    }
}
