package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.kernels.device.DeviceBackend;
import braid.kernels.device.KernelTimes;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MatmulPrecision;
import braid.tensor.op.Activation;
import braid.tensor.op.Linear;
import braid.tensor.op.Matmul;
import braid.tensor.random.Random;
import braid.tests.op.rig.Devices;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.util.Set;
import java.util.TreeSet;

/**
 * Products of F32 by tensor cores, against products in double precision of operands that were
 * rounded here: equal but for the rounding of sums in F32.
 */
final class MatmulPrecisionTest {

    /** Relative to the sum of the absolute products. */
    private static final double SUMS = 1e-6;

    private DeviceBackend backend;
    private Device device;

    @BeforeEach
    void itIsThere() {
        String absent = Devices.absent("cuda");
        assumeTrue(absent.isEmpty(), absent);
        backend = ((DeviceBackend) Device.parse("cuda:0").backend()).timed();
        device = backend.device();
    }

    /** What the precision makes of a number. */
    private static float rounded(float x, MatmulPrecision precision) {
        int dropped = precision == MatmulPrecision.HIGH ? 13 : 16;
        int bits = Float.floatToRawIntBits(x);
        int half = 1 << dropped - 1;
        // Ties: away from 0 in TF32, to even in BF16.
        int up = precision == MatmulPrecision.HIGH ? half : half - 1 + (bits >>> dropped & 1);
        return Float.intBitsToFloat(bits + up & -(1 << dropped));
    }

    /** A matrix, or several, on the host and on the device; a view if it is turned. */
    private final class Operand {

        final int rows;
        final int columns;
        final int pitch;
        final boolean turned;
        final float[] numbers;
        final Tensor tensor;

        Operand(int batch, int rows, int columns, boolean turned, int apart, int seed) {
            this.rows = rows;
            this.columns = columns;
            this.turned = turned;
            int lines = turned ? columns : rows;
            int line = turned ? rows : columns;
            pitch = line + apart;
            numbers = Tensor.randn(Shape.of(batch, lines, pitch), Random.of(seed)).toFloats();
            Tensor all = Tensor.of(Shape.of(batch, lines, pitch), numbers).to(device);
            Tensor part = all.slice(2, 0, line);
            tensor = turned ? part.transpose(1, 2) : part;
        }

        float at(int b, int i, int j, MatmulPrecision precision) {
            int lines = turned ? columns : rows;
            int y = turned ? j : i;
            int x = turned ? i : j;
            return rounded(numbers[(b * lines + y) * pitch + x], precision);
        }
    }

    private void check(
            MatmulPrecision precision, int batch, int m, int n, int k, int kind, int apart) {
        backend.matmulPrecision(precision);
        try (var scope = Scope.open()) {
            Operand a = new Operand(batch, m, k, kind % 2 == 1, apart, 1);
            Operand b = new Operand(batch, k, n, kind / 2 == 1, apart, 2);
            float[] c = a.tensor.matmul(b.tensor).toFloats();
            for (int i = 0; i < c.length; i++) {
                double sum = 0;
                double scale = 0;
                for (int d = 0; d < k; d++) {
                    double product =
                            (double) a.at(i / n / m, i / n % m, d, precision)
                                    * b.at(i / n / m, d, i % n, precision);
                    sum += product;
                    scale += Math.abs(product);
                }
                assertThat((double) c[i])
                        .as(
                                "%s (%d, %d, %d) x (%d, %d), turned %d, apart %d: element %d",
                                precision, batch, m, k, k, n, kind, apart, i)
                        .isCloseTo(sum, within(SUMS * scale));
            }
        }
    }

    /** Transpositions, with rows that are aligned and such that are not. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "HIGHEST")
    void productsAreThoseOfRoundedOperands(MatmulPrecision precision) {
        for (int kind = 0; kind < 4; kind++) {
            check(precision, 1, 1, 1, 1, kind, 0);
            check(precision, 1, 67, 33, 71, kind, 0);
            check(precision, 2, 68, 132, 100, kind, 0);
            check(precision, 3, 20, 12, 36, kind, 4);
            check(precision, 1, 20, 12, 36, kind, 1);
        }
    }

    /** A depth that is cut, the last part shorter than the others and no multiple of a slice. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "HIGHEST")
    void partsOfTheDepthAreSummed(MatmulPrecision precision) {
        for (int kind = 0; kind < 4; kind++) {
            check(precision, 1, 9, 8, 2100, kind, 0);
        }
        assertThat(kernels()).anyMatch(k -> k.contains("sum_parts"));
    }

    /** As many products as multiprocessors: for each the smallest tile that holds it is chosen. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "HIGHEST")
    void allTilesAreRight(MatmulPrecision precision) {
        int batch = Integer.parseInt(backend.properties().get("multiprocessors"));
        int[][] sizes = {{60, 61}, {120, 62}, {122, 120}, {250, 124}};
        for (int[] size : sizes) {
            for (int kind = 0; kind < 4; kind++) {
                check(precision, batch, size[0], size[1], 68, kind, 0);
            }
        }
        Set<String> tiles = new TreeSet<>();
        for (String kernel : kernels()) {
            String m = kernel.replaceAll(".*TILE_M=(\\d+).*", "$1");
            tiles.add(m + " x " + kernel.replaceAll(".*TILE_N=(\\d+).*", "$1"));
        }
        assertThat(tiles).contains("64 x 64", "128 x 64", "128 x 128", "256 x 128");
    }

    private Set<String> kernels() {
        Set<String> all = new TreeSet<>();
        KernelTimes times = backend.times();
        times.rows().forEach(row -> all.add(row.kernel()));
        return all;
    }

    /** Bias, what is kept for the gradient, and the activation, as in F32. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "HIGHEST")
    void whatFollowsTheSumsIsInF32(MatmulPrecision precision) {
        backend.matmulPrecision(precision);
        int[][] sizes = {{70, 40, 52}, {33, 31, 29}, {8, 8, 2080}};
        for (int[] size : sizes) {
            try (var scope = Scope.open()) {
                Operand x = new Operand(1, size[0], size[2], false, 0, 3);
                Operand w = new Operand(1, size[1], size[2], false, 0, 4);
                Tensor left = x.tensor.reshape(Shape.of(size[0], size[2]));
                Tensor right = w.tensor.reshape(Shape.of(size[1], size[2]));
                Tensor bias = Tensor.randn(Shape.of(size[1]), Random.of(5)).to(device);
                Tensor product = left.matmul(right.transpose(0, 1));
                Tensor plain = product.add(bias);
                Tensor y = new Linear(Activation.NONE).apply(left, right, bias);
                assertThat(y.toFloats()).isEqualTo(plain.toFloats());
                Tensor relu = new Linear(Activation.RELU).apply(left, right, bias);
                assertThat(relu.toFloats()).isEqualTo(plain.relu().toFloats());
                Tensor sum = product.add(plain);
                new Matmul().accumulateInto(plain, left, right.transpose(0, 1));
                assertThat(plain.toFloats()).isEqualTo(sum.toFloats());
            }
        }
    }

    /** What is not a number stays so, and infinity infinite. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "HIGHEST")
    void notANumberStays(MatmulPrecision precision) {
        backend.matmulPrecision(precision);
        try (var scope = Scope.open()) {
            float[] numbers = {Float.NaN, 1, Float.intBitsToFloat(-1), Float.POSITIVE_INFINITY};
            Tensor x = Tensor.of(Shape.of(4, 1), numbers).to(device);
            Tensor one = Tensor.of(Shape.of(1, 1), new float[] {1}).to(device);
            assertThat(x.matmul(one).toFloats())
                    .containsExactly(Float.NaN, 1, Float.NaN, Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void aDeviceWithoutTensorCoresRefuses() {
        assertThatThrownBy(() -> Device.cpu().backend().matmulPrecision(MatmulPrecision.HIGH))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("cpu: matmul precision high: ")
                .hasMessageContaining("HINT: leave it at highest");
    }
}
