package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Matmul;
import braid.tensor.random.Random;
import braid.tests.device.ClBlast.Product;
import braid.tests.op.rig.Devices;
import braid.tests.op.rig.Tolerance;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Matrix products of the first OpenCL device, by each schedule, against CLBlast on it. */
final class ClBlastTest {

    private static @Nullable ClBlast peer;

    @BeforeAll
    static void bothAreThere() {
        String noDevice = Devices.absent("opencl");
        assumeTrue(noDevice.isEmpty(), noDevice);
        String noPeer = ClBlast.absent();
        assumeTrue(noPeer.isEmpty(), noPeer);
        peer = new ClBlast();
    }

    @AfterAll
    static void close() {
        if (peer != null) {
            peer.close();
        }
    }

    /** The first device with each schedule. */
    private static List<Device> devices() {
        return Devices.all().stream().filter(d -> d.toString().matches("opencl:0(-gpu)?")).toList();
    }

    /** Sizes off the tiles of all three; the last is beyond CLBlast's kernel for small products. */
    static Stream<Product> products() {
        int[][] sizes = {
            {1, 1, 1},
            {1, 35, 9},
            {17, 33, 7},
            {65, 31, 130},
            {127, 129, 63},
            {5, 200, 257},
            {401, 259, 777}
        };
        return Arrays.stream(sizes)
                .flatMap(s ->
                        Stream.of(
                                new Product(false, false, s[0], s[1], s[2]),
                                new Product(false, true, s[0], s[1], s[2]),
                                new Product(true, false, s[0], s[1], s[2])));
    }

    @ParameterizedTest
    @MethodSource("products")
    void inSinglePrecision(Product p) {
        float[] a = floats(normal(1, p.m() * p.k()));
        float[] b = floats(normal(2, p.k() * p.n()));
        float[] before = floats(normal(3, p.m() * p.n()));
        for (boolean added : new boolean[] {false, true}) {
            float[] expected = before.clone();
            Objects.requireNonNull(peer).gemm(p, a, b, added ? 1 : 0, expected);
            for (Device device : devices()) {
                try (var scope = Scope.open()) {
                    Tensor c = Tensor.of(Shape.of(p.m(), p.n()), before).to(device);
                    multiply(p, Tensor.of(storedA(p), a), Tensor.of(storedB(p), b), c, added);
                    float[] actual = c.toFloats();
                    assertAgree(p, added, DType.F32, device, doubles(actual), doubles(expected));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void inDoublePrecision(Product p) {
        double[] a = normal(1, p.m() * p.k());
        double[] b = normal(2, p.k() * p.n());
        double[] before = normal(3, p.m() * p.n());
        for (Device device : devices()) {
            assumeTrue(
                    device.backend().supports(new Matmul(), DType.F64),
                    device + " has no double precision");
        }
        for (boolean added : new boolean[] {false, true}) {
            double[] expected = before.clone();
            Objects.requireNonNull(peer).gemm(p, a, b, added ? 1 : 0, expected);
            for (Device device : devices()) {
                try (var scope = Scope.open()) {
                    Tensor c = Tensor.of(Shape.of(p.m(), p.n()), before).to(device);
                    multiply(p, Tensor.of(storedA(p), a), Tensor.of(storedB(p), b), c, added);
                    assertAgree(p, added, DType.F64, device, c.toDoubles(), expected);
                }
            }
        }
    }

    private static Shape storedA(Product p) {
        return p.turnedA() ? Shape.of(p.k(), p.m()) : Shape.of(p.m(), p.k());
    }

    private static Shape storedB(Product p) {
        return p.turnedB() ? Shape.of(p.n(), p.k()) : Shape.of(p.k(), p.n());
    }

    private static void multiply(Product p, Tensor a, Tensor b, Tensor c, boolean added) {
        Tensor left = a.to(c.device());
        Tensor right = b.to(c.device());
        left = p.turnedA() ? left.transpose(0, 1) : left;
        right = p.turnedB() ? right.transpose(0, 1) : right;
        if (added) {
            new Matmul().accumulateInto(c, left, right);
        } else {
            new Matmul().applyInto(c, left, right);
        }
    }

    /** Each may err by the tolerance of a sum, so that half-way between them is an exact result. */
    private static void assertAgree(
            Product p, boolean added, DType type, Device device, double[] ours, double[] theirs) {
        Tolerance tolerance = new Tolerance(type, p.k() + (added ? 1 : 0), 1);
        for (int i = 0; i < ours.length; i++) {
            double between = (ours[i] + theirs[i]) / 2;
            assertThat(tolerance.accepts(ours[i], between))
                    .as(
                            "%s%s %s, element %d on %s: %s, CLBlast has %s; %s",
                            p,
                            added ? " added" : "",
                            type,
                            i,
                            device,
                            ours[i],
                            theirs[i],
                            tolerance)
                    .isTrue();
        }
    }

    private static double[] normal(long seed, int n) {
        Random random = Random.of(seed);
        return DoubleStream.generate(random::nextGaussian).limit(n).toArray();
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) x[i];
        }
        return y;
    }

    private static double[] doubles(float[] x) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
    }
}
