package braid.tests.device;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tests.op.rig.Devices;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;

/** Numbers of 16 bits, all of them, on every device as in the JDK. */
final class HalfTest {

    private static final int ALL = 1 << 16;

    static Iterable<Device> devices() {
        return Devices.all();
    }

    /** Every half, and the numbers between two of them: the middle, and what is next to it. */
    private static float[] numbers() {
        float[] numbers = new float[4 * ALL];
        for (int i = 0; i < ALL; i++) {
            float here = Float.float16ToFloat((short) i);
            float middle = here + (Float.float16ToFloat((short) (i + 1)) - here) / 2;
            numbers[4 * i] = here;
            numbers[4 * i + 1] = middle;
            numbers[4 * i + 2] = Math.nextUp(middle);
            numbers[4 * i + 3] = Math.nextDown(middle);
        }
        return numbers;
    }

    @ParameterizedTest
    @MethodSource("devices")
    void roundsAndWidensAsTheJdk(Device device) {
        float[] numbers = numbers();
        float[] expected = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            expected[i] = Float.float16ToFloat(Float.floatToFloat16(numbers[i]));
        }
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(Shape.of(numbers.length), numbers).to(device);
            float[] back = x.to(DType.F16).to(DType.F32).toFloats();
            assertThat(Arrays.equals(back, expected)).isTrue();
        }
    }
}
