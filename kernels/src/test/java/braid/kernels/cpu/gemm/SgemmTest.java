package braid.kernels.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import braid.kernels.cpu.Workers;
import braid.tensor.TensorException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

final class SgemmTest {

    @Test
    void agreesWithTheDefinitionAroundTheBordersOfTilesAndBlocks() {
        GemmCheck.verifyBorders();
    }

    @Property
    void agreesWithTheDefinitionAtAnySize(
            @ForAll boolean transA,
            @ForAll boolean transB,
            @ForAll @IntRange(max = 90) int m,
            @ForAll @IntRange(max = 150) int n,
            @ForAll @IntRange(max = 600) int k,
            @ForAll @IntRange(max = 9) int gap,
            @ForAll long seed) {
        var check = new GemmCheck(transA, transB, m, n, k, gap, gap, seed);
        check.verify(1f, 0f);
        check.verify(0.5f, 1f);
    }

    /** A machine with other vectors: the same code in a JVM told to use them. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void agreesWithTheDefinitionForNarrowerVectors(int lanes) throws Exception {
        Process java =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "--add-modules=jdk.incubator.vector",
                                "-XX:MaxVectorSize=" + 4 * lanes,
                                "-cp",
                                System.getProperty("java.class.path"),
                                GemmCheck.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(java.getInputStream().readAllBytes(), UTF_8);
        assertThat(java.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output).contains("lanes=" + lanes);
        assertThat(java.exitValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, 1, 700, 256",
        "false, true, 5, 700, 301",
        "false, true, 700, 3, 300",
        "false, true, 20, 700, 600",
        "false, true, 200, 130, 300",
        "false, false, 301, 70, 520",
        "true, false, 131, 257, 1030",
        "true, true, 77, 513, 129"
    })
    void theNumberOfThreadsChangesNoBit(boolean transA, boolean transB, int m, int n, int k) {
        var check = new GemmCheck(transA, transB, m, n, k, 1, 0, m);
        int before = Workers.shared().size();
        try {
            Workers.resize(1);
            float[] alone = check.run(1f, 1f, Epilogue.NONE);
            for (int threads = 2; threads <= 5; threads++) {
                Workers.resize(threads);
                float[] result = check.run(1f, 1f, Epilogue.NONE);
                assertThat(Arrays.mismatch(result, alone)).as("%d threads", threads).isEqualTo(-1);
            }
        } finally {
            Workers.resize(before);
        }
    }

    /** Interpreter, first and second compiler must round alike, or resumed runs differ. */
    @ParameterizedTest
    @CsvSource({"false, true, 3", "false, true, 20", "true, false, 20"})
    void compilationChangesNoBit(boolean transA, boolean transB, int m) {
        var check = new GemmCheck(transA, transB, m, 40, 70, 0, 0, 1);
        float[] first = check.run(1f, 0f, Epilogue.NONE);
        for (int i = 0; i < 6_000; i++) {
            float[] later = check.run(1f, 0f, Epilogue.NONE);
            assertThat(Arrays.mismatch(later, first)).as("call %d", i).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, 4",
        "false, true, 20",
        "false, true, 40",
        "false, false, 40",
        "true, false, 40"
    })
    void nanAndInfinitySpreadOverTheirRowAndColumnOnly(boolean transA, boolean transB, int m) {
        int n = 75;
        int k = 40;
        var check = new GemmCheck(transA, transB, m, n, k, 0, 0, 7);
        Arrays.fill(check.c, Float.NaN); // not read for beta = 0
        check.a[transA ? 5 * check.lda + 2 : 2 * check.lda + 5] = Float.NaN;
        check.b[transB ? 70 * check.ldb + 5 : 5 * check.ldb + 70] = Float.POSITIVE_INFINITY;
        float[] result = check.run(1f, 0f, Epilogue.NONE);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float x = result[i * n + j];
                if (i == 2) {
                    assertThat(x).as("(%d, %d)", i, j).isNaN();
                } else if (j == 70) {
                    float sign = Math.signum(check.a(i, 5));
                    assertThat(x).as("(%d, %d)", i, j).isEqualTo(sign / 0f);
                } else {
                    assertThat(Float.isFinite(x)).as("(%d, %d)", i, j).isTrue();
                }
            }
        }
    }

    @Test
    void emptySumsScaleTheOldResultAndReadNothingElse() {
        var check = new GemmCheck(false, true, 3, 5, 0, 0, 0, 1);
        assertThat(check.run(1f, 0f, Epilogue.NONE)).containsOnly(0f);
        assertThat(check.run(1f, 1f, Epilogue.NONE)).isEqualTo(check.c);
        var factor = new GemmCheck(false, true, 3, 5, 4, 0, 0, 1);
        Arrays.fill(factor.a, Float.NaN);
        assertThat(factor.run(0f, 1f, Epilogue.NONE)).isEqualTo(factor.c);
    }

    @Test
    void refusesWindowsThatDoNotFit() {
        float[] x = new float[12];
        assertThatThrownBy(() -> product(4, 4, 3, x, 3, new float[16]))
                .isInstanceOf(TensorException.class)
                .hasMessage(
                        """
                        sgemm: C is 4 x 4 with row stride 4 from 0, its array has 12 floats
                          HINT: the row stride is at least a row's length, and the last row ends at\
                         16 here\
                        """);
        assertThatThrownBy(() -> product(4, 3, 3, x, 2, x))
                .hasMessageStartingWith("sgemm: A is 4 x 3 with row stride 2 from 0");
        assertThatThrownBy(() -> product(-1, 3, 3, x, 3, x))
                .hasMessageContaining("m = -1, n = 3, k = 3");
    }

    private static void product(int m, int n, int k, float[] a, int lda, float[] b) {
        float[] c = new float[12];
        Sgemm.gemm(false, false, m, n, k, 1f, a, 0, lda, b, 0, n, 0f, c, 0, n, Epilogue.NONE);
    }
}
