package braid.kernels.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.kernels.cpu.elementwise.ElementwiseKernels;
import braid.tensor.TensorException;
import braid.tensor.op.Activation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Random;

final class EpilogueTest {

    /** By dot products and these the other way round; turned; in tiles; both in blocks of k. */
    private static final int[][] SIZES = {
        {3, 70, 40}, {50, 5, 33}, {20, 75, 50}, {13, 70, 1100}, {40, 75, 50}, {40, 70, 1100}
    };

    @ParameterizedTest
    @EnumSource
    void givesTheBitsOfTheOperationsOneAfterTheOther(Activation activation) {
        for (int[] s : SIZES) {
            var check = new GemmCheck(false, true, s[0], s[1], s[2], 0, 0, 3);
            compare(check, activation, 0.25f, 1f);
            compare(check, activation, 1f, 0f);
        }
    }

    private static void compare(GemmCheck check, Activation activation, float alpha, float beta) {
        int n = check.n;
        float[] bias = random(n + 2);
        float[] pre = new float[check.m * n + 1];
        Epilogue e = Epilogue.bias(bias, 2).then(activation);
        float[] fused = check.run(alpha, beta, e);
        float[] keeping = check.run(alpha, beta, e.keeping(pre, 1, n));

        float[] z = check.run(alpha, beta, Epilogue.NONE);
        for (int i = 0; i < z.length; i++) {
            z[i] += bias[2 + i % n];
            assertThat(pre[i + 1]).isEqualTo(z[i]);
        }
        if (activation != Activation.NONE) {
            for (int i = 0; i < check.m; i++) {
                ElementwiseKernels.forward(activation.op(), z, i * n, n);
            }
        }
        assertThat(fused).as("%s of %s", activation, check).isEqualTo(z);
        assertThat(keeping).as("%s of %s", activation, check).isEqualTo(z);
    }

    @ParameterizedTest
    @CsvSource({"RELU", "SILU", "GELU_TANH"})
    void agreesWithTheFormula(Activation activation) {
        var check = new GemmCheck(false, false, 20, 40, 10, 0, 0, 4);
        float[] z = check.run(1f, 0f, Epilogue.NONE);
        float[] y = check.run(1f, 0f, Epilogue.NONE.then(activation));
        for (int i = 0; i < z.length; i++) {
            double x = z[i];
            double expected =
                    switch (activation) {
                        case RELU -> Math.max(x, 0);
                        case SILU -> x / (1 + Math.exp(-x));
                        default -> {
                            double u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
                            yield 0.5 * x * (1 + Math.tanh(u));
                        }
                    };
            assertThat((double) y[i]).isCloseTo(expected, within(expected));
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double expected) {
        return org.assertj.core.data.Offset.offset(1e-6 + 2e-6 * Math.abs(expected));
    }

    @ParameterizedTest
    @CsvSource({"39, 0", "40, 1"})
    void refusesABiasThatIsShort(int length, int offset) {
        var check = new GemmCheck(false, false, 20, 40, 10, 0, 0, 4);
        assertThatThrownBy(() -> check.run(1f, 0f, Epilogue.bias(new float[length], offset)))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("sgemm: the bias is 1 x 40");
    }

    private static float[] random(int n) {
        Random random = new Random(n);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextFloat() - 0.5f;
        }
        return x;
    }
}
