package braid.kernels.cpu.elementwise;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Powers have the same bits before and after they are compiled: those of the JDK's in double. */
final class PowTest {

    private static final int N = 1024;

    /** Enough for the compiler. */
    private static final int CALLS = 1500;

    @ParameterizedTest
    @ValueSource(floats = {7, -1, 1.75f})
    void bitsDoNotDependOnTheCompiler(float exponent) {
        Tensor x = Tensor.randn(Shape.of(N), Random.of(1));
        Tensor exponents = Tensor.full(Shape.of(N), exponent);
        float[] from = x.toFloats();
        float[] exact = new float[N];
        for (int i = 0; i < N; i++) {
            exact[i] = (float) Math.pow(from[i], exponent);
        }
        assertThat(x.pow(exponent).toFloats()).isEqualTo(exact);
        assertThat(x.pow(exponents).toFloats()).isEqualTo(exact);
        for (int call = 0; call < CALLS; call++) {
            try (var scope = Scope.open()) {
                var _ = x.pow(exponent);
                var _ = x.pow(exponents);
            }
        }
        assertThat(x.pow(exponent).toFloats()).isEqualTo(exact);
        assertThat(x.pow(exponents).toFloats()).isEqualTo(exact);
    }
}
