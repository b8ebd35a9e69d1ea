package braid.kernels.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import braid.kernels.cpu.Workers;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

final class BatchedSgemmTest {

    @ParameterizedTest
    @CsvSource({
        "1, 20, 30, 40",
        "7, 9, 70, 33",
        "3, 200, 160, 140",
        "40, 2, 3, 4",
        "0, 3, 3, 3",
    })
    void givesTheBitsOfTheProductsOneByOne(int batch, int m, int n, int k) {
        int before = Workers.shared().size();
        try {
            for (int threads = 1; threads <= 3; threads++) {
                Workers.resize(threads);
                compare(batch, m, n, k);
            }
        } finally {
            Workers.resize(before);
        }
    }

    private static void compare(int batch, int m, int n, int k) {
        var a = new GemmCheck(false, false, batch * m, n, k, 0, 0, 5).a;
        var b = new GemmCheck(false, false, m, n, k, 0, 0, 6).b;
        float[] c = new float[batch * (m * n + 3)];
        Arrays.fill(c, 7f);
        float[] expected = c.clone();
        for (int i = 0; i < batch; i++) {
            Sgemm.gemm(
                    false,
                    false,
                    m,
                    n,
                    k,
                    1f,
                    a,
                    i * m * k,
                    k,
                    b,
                    0,
                    n,
                    1f,
                    expected,
                    i * (m * n + 3),
                    n,
                    Epilogue.NONE);
        }
        Sgemm.batched(
                batch, m * k, 0, m * n + 3, false, false, m, n, k, 1f, a, 0, k, b, 0, n, 1f, c, 0,
                n);
        assertThat(c).isEqualTo(expected);
    }
}
