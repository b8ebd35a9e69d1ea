package braid.tensor.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import braid.tensor.DType;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

final class SafetensorsTest {

    private static final String ONE =
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @TempDir private Path folder;

    private Path file(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer b =
                ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("x.safetensors"), b.putLong(json.length).put(json).array());
    }

    private static Map<String, Tensor> everyType() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("u8", Tensor.of(Shape.of(3), new byte[] {1, 0, -1}));
        all.put("h.0.weight", Tensor.of(Shape.of(2, 2), 1.5f, -0f, Float.NaN, 1e-40f));
        all.put("f64", Tensor.of(Shape.of(1), Math.PI));
        all.put("i32", Tensor.of(Shape.of(2), Integer.MIN_VALUE, 7));
        all.put("i64", Tensor.of(Shape.scalar(), Long.MIN_VALUE));
        all.put("bf16", Tensor.ofRaw(Shape.of(3), DType.BF16, new short[] {1, -2, 0x3F80}));
        all.put("f16", Tensor.ofRaw(Shape.of(1, 1), DType.F16, new short[] {0x3C00}));
        all.put("no elements", Tensor.ofRaw(Shape.of(4, 0), DType.F32, new float[0]));
        all.put("été \" \n", Tensor.of(Shape.of(1), 2f));
        return all;
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path path = folder.resolve("all.safetensors");
        Map<String, Tensor> all = everyType();
        Safetensors.write(path, all, Map.of("format", "pt", "note", "a\"b"));
        try (var file = Safetensors.open(path)) {
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "note", "a\"b"));
            assertThat(file.entries().keySet()).containsExactlyElementsOf(all.keySet());
            Map<String, Tensor> read = file.loadAll();
            all.forEach((name, t) -> {
                assertThat(read.get(name).shape()).isEqualTo(t.shape());
                assertThat(read.get(name).dtype()).isEqualTo(t.dtype());
                assertThat(read.get(name).toRaw()).isEqualTo(t.toRaw());
            });
        }
        assertThat(folder).isDirectoryContaining("glob:**all.safetensors");
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void everyTensorIsAligned() throws IOException {
        Path path = folder.resolve("all.safetensors");
        Safetensors.write(path, everyType(), Map.of());
        try (var file = Safetensors.open(path)) {
            for (Safetensors.Entry e : file.entries().values()) {
                int size = DType.valueOf(e.type()).bytes();
                assertThat(e.offset() % size).as(e.name()).isZero();
            }
        }
    }

    @Test
    void aViewIsWrittenAsWhatItShows() throws IOException {
        Path path = folder.resolve("view.safetensors");
        Tensor t = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        Safetensors.write(path, Map.of("t", t.viewAs(t.layout().permute(1, 0))), Map.of());
        try (var file = Safetensors.open(path)) {
            assertThat(file.load("t").toInts()).containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @Test
    void largeTensorsGoPieceByPiece() throws IOException {
        Path path = folder.resolve("large.safetensors");
        int n = (1 << 16) * 2 + 17;
        int[] data = new int[n];
        java.util.Arrays.setAll(data, i -> i * 31);
        Safetensors.write(path, Map.of("t", Tensor.of(Shape.of(n), data)), Map.of());
        try (var file = Safetensors.open(path)) {
            assertThat(file.load("t").toInts()).isEqualTo(data);
        }
    }

    /** A matrix of more elements than are read at once. */
    private Path matrix(DType dtype) throws IOException {
        Path path = folder.resolve("matrix.safetensors");
        short[] bits = new short[307 * 701];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = bits(i);
        }
        Safetensors.write(
                path, Map.of("m", Tensor.ofRaw(Shape.of(307, 701), dtype, bits)), Map.of());
        return path;
    }

    private static short bits(int i) {
        return (short) (0x3C00 + i % 1021);
    }

    /** The number that they stand for, from exponent and fraction. */
    private static float value(DType dtype, int bits) {
        int fraction = dtype == DType.BF16 ? 7 : 10;
        int bias = dtype == DType.BF16 ? 127 : 15;
        double significand = 1 + (bits & ((1 << fraction) - 1)) / (double) (1 << fraction);
        return (float) (significand * Math.pow(2, (bits >> fraction) - bias));
    }

    @ParameterizedTest
    @EnumSource(names = {"BF16", "F16"})
    void rowsOfALargerTensorAreFilledAndWidened(DType dtype) throws IOException {
        float[] before = new float[310 * 701];
        Arrays.fill(before, -1);
        Tensor whole = Tensor.of(Shape.of(310, 701), before);
        try (var file = Safetensors.open(matrix(dtype))) {
            file.loadInto("m", whole.slice(0, 2, 309));
        }
        float[] values = whole.toFloats();
        for (int i = 0; i < values.length; i++) {
            int j = i - 2 * 701;
            boolean inside = j >= 0 && j < 307 * 701;
            assertThat(values[i]).isEqualTo(inside ? value(dtype, bits(j)) : -1);
        }
    }

    @Test
    void matricesAreTransposedAsTheyAreRead() throws IOException {
        try (var file = Safetensors.open(matrix(DType.BF16))) {
            Shape turned = Shape.of(701, 307);
            Tensor same = Tensor.ofRaw(turned, DType.BF16, new short[701 * 307]);
            file.loadTransposedInto("m", same);
            Tensor wide = Tensor.ofRaw(turned, DType.F32, new float[701 * 307]);
            file.loadTransposedInto("m", wide);
            short[] bits = (short[]) same.toRaw();
            float[] values = wide.toFloats();
            for (int i = 0; i < bits.length; i++) {
                short expected = bits(i % 307 * 701 + i / 307);
                assertThat(bits[i]).isEqualTo(expected);
                assertThat(values[i]).isEqualTo(value(DType.BF16, expected));
            }
        }
    }

    @Test
    void targetsOfAnotherShapeOrTypeAreRefused() throws IOException {
        try (var file = Safetensors.open(matrix(DType.BF16))) {
            for (Tensor target :
                    new Tensor[] {
                        Tensor.ofRaw(Shape.of(701, 307), DType.F32, new float[701 * 307]),
                        Tensor.ofRaw(Shape.of(701, 307), DType.F32, new float[701 * 307])
                                .transpose(0, 1),
                        Tensor.ofRaw(Shape.of(307, 701), DType.F16, new short[307 * 701])
                    }) {
                assertThatThrownBy(() -> file.loadInto("m", target))
                        .isInstanceOf(TensorException.class)
                        .hasMessageContaining("\"m\" [307, 701] BF16 does not fill");
            }
        }
    }

    @Test
    void aModelOfAnotherLibraryIsRead() throws IOException {
        Path model = SharedData.find("models/stories260K/hf/model.safetensors");
        assumeThat(model).as("shared/data is not here").isNotNull();
        try (var file = Safetensors.open(model)) {
            assertThat(file.metadata()).containsEntry("format", "pt");
            assertThat(file.entries()).hasSize(47);
            Tensor t = file.load("model.layers.0.mlp.gate_proj.weight");
            assertThat(t.shape()).isEqualTo(Shape.of(172, 64));
            // Read again, without this reader: the place stands in the file's own header.
            byte[] bytes = Files.readAllBytes(model);
            ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            float[] expected = new float[172 * 64];
            b.slice((int) (8 + b.getLong(0)) + 175360, 4 * expected.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(expected);
            assertThat(t.toFloats()).isEqualTo(expected);
        }
    }

    @Test
    void boolIsReadAsU8AndOtherTypesAreNamed() throws IOException {
        Path path =
                file(
                        "{\"m\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]},"
                                + "\"q\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[2,4]}}  ",
                        4);
        try (var file = Safetensors.open(path)) {
            assertThat(file.load("m").dtype()).isEqualTo(DType.U8);
            assertThatThrownBy(() -> file.load("q"))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining(
                            "x.safetensors: tensor \"q\" has type I16\n  HINT: Braid loads F32");
            assertThatThrownBy(() -> file.load("w"))
                    .hasMessageContaining(
                            "no tensor is named \"w\"\n  HINT: it has 2 tensors: m, q");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | "a" of F32 and shape [3] needs 12 bytes, and has 8 (at byte
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}} | "a" ends at byte 16 of 8 bytes of data
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | "a" has data_offsets [8, 0]
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}} | "a" has data_offsets [0]
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | tensor "a" leaves a gap after byte
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 bytes belong to no tensor
                    {} | 8 bytes belong to no tensor
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}} | tensor "b" overlaps the one before it
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | "a" is there twice
                    {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}} | "a" has dtype twice
                    {"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}} | "a" has an unknown dtype "F31"
                    {"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}} | "a" has a dtype that is no text
                    {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}} | "a" has a shape with something else than sizes
                    {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}} | "a" has a shape with something else than sizes
                    {"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}} | "a" has a shape that is no list
                    {"a":{"dtype":"F32","shape":[4294967298],"data_offsets":[0,8]}} | "a" has a shape [4294967298] that is too large
                    {"a":{"dtype":"F32","shape":[1073741824,1073741824,1073741824,1073741824],"data_offsets":[0,8]}} | that is too large
                    {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}} | the header is no JSON
                    {"a":{"dtype":"F32","shape":[2]}} | "a" lacks one of dtype, shape and data_offsets
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}} | "a" has an unknown key "x"
                    {"a":[]} | "a" is no object with dtype
                    {"__metadata__":{"k":1}} | value of "k" is no text
                    {"__metadata__":{"k":"1","k":"2"}} | key "k" is there twice
                    {"a":{"dtype":"F32" | the header is no JSON
                    {"a"} | the header is no JSON
                    [] | its header does not begin with {
                    {}{} | something follows the JSON of the header
                    """)
    void aFaultyHeaderIsNamed(String header, String message) throws IOException {
        Path path = file(header, 8);
        assertThatThrownBy(() -> Safetensors.open(path))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("safetensors " + path + ": ")
                .hasMessageContaining(message)
                .hasMessageContaining("\n  HINT: ");
    }

    @Test
    void aFaultyLengthIsNamed() throws IOException {
        Path path = folder.resolve("x");
        Files.write(path, new byte[5]);
        assertThatThrownBy(() -> Safetensors.open(path))
                .hasMessageContaining(
                        "has 5 bytes, fewer than the 8 that hold the header's length");
        Files.write(path, new byte[8]);
        assertThatThrownBy(() -> Safetensors.open(path))
                .hasMessageContaining("its header does not begin with {");
        for (long length : new long[] {1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 100_000_001}) {
            ByteBuffer b = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            Files.write(path, b.putLong(length).array());
            assertThatThrownBy(() -> Safetensors.open(path))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining(
                            "says that its header has " + Long.toUnsignedString(length));
        }
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(file(ONE, 8));
        for (int n = 0; n < whole.length; n++) {
            Path path = folder.resolve("cut");
            Files.write(path, java.util.Arrays.copyOf(whole, n));
            assertThatThrownBy(() -> Safetensors.open(path))
                    .as("%d bytes", n)
                    .isInstanceOf(TensorException.class);
        }
    }

    @Test
    void namesFromTheFileCannotDistortMessages() throws IOException {
        String evil = "\\u001b[2J\\n" + "x".repeat(5000);
        Path path = file("{\"" + evil + "\":[]}", 0);
        assertThatThrownBy(() -> Safetensors.open(path))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600))
                .hasMessageContaining("\"?[2J?xxx");
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        assertThatThrownBy(() -> Safetensors.open(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Safetensors.open(folder)).isInstanceOf(IOException.class);
        Path closed = file(ONE, 8);
        var file = Safetensors.open(closed);
        file.close();
        file.close();
        assertThatThrownBy(() -> file.load("a")).hasMessageContaining("read after it was closed");
    }

    @Test
    void writingThatFailsLeavesTheOldFile() throws IOException {
        Path path = file(ONE, 8);
        byte[] old = Files.readAllBytes(path);
        Tensor t = Tensor.of(Shape.of(1), 1f);
        t.storage().release();
        assertThatThrownBy(() -> Safetensors.write(path, Map.of("t", t), Map.of()))
                .isInstanceOf(RuntimeException.class);
        assertThat(path).hasBinaryContent(old);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
        assertThatThrownBy(() ->
                        Safetensors.write(folder.resolve("no/such/folder"), Map.of(), Map.of()))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() ->
                        Safetensors.write(
                                path, Map.of("__metadata__", Tensor.zeros(Shape.of(1))), Map.of()))
                .hasMessageContaining("a tensor is named __metadata__");
    }
}
