package braid.kernels.cpu.neural;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradCheck;
import braid.tensor.op.Activation;
import braid.tensor.op.Attention;
import braid.tensor.op.CrossEntropy;
import braid.tensor.op.LayerNorm;
import braid.tensor.op.Linear;
import braid.tensor.op.LogSoftmax;
import braid.tensor.op.Op;
import braid.tensor.op.RmsNorm;
import braid.tensor.op.Rope;
import braid.tensor.op.SelfAttention;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.function.Function;

final class NeuralKernelsTest {

    private static final Device REFERENCE = Device.parse("reference");

    private static Tensor randn(int seed, int... dims) {
        return Tensor.randn(Shape.of(dims), Random.of(seed));
    }

    /**
     * Forward and gradients of the vector kernels against the reference, then the reference against
     * differences.
     */
    private static void check(Function<Tensor[], Tensor> f, double tolerance, Tensor... in) {
        try (var scope = Scope.open()) {
            float[][] fast = gradients(f, in);
            Tensor[] moved = Arrays.stream(in).map(t -> t.to(REFERENCE)).toArray(Tensor[]::new);
            float[][] exact = gradients(f, moved);
            for (int i = 0; i < fast.length; i++) {
                for (int e = 0; e < fast[i].length; e++) {
                    double scale = Math.max(1, Math.abs(exact[i][e]));
                    assertThat((double) fast[i][e])
                            .as("output or gradient %d, element %d", i, e)
                            .isCloseTo(
                                    exact[i][e],
                                    org.assertj.core.data.Offset.offset(tolerance * scale));
                }
            }
        }
    }

    private static float[][] gradients(Function<Tensor[], Tensor> f, Tensor[] in) {
        Tensor[] leaves = new Tensor[in.length];
        for (int i = 0; i < in.length; i++) {
            leaves[i] = in[i].copy();
            if (in[i].dtype().isFloating()) {
                leaves[i].requiresGrad(true);
            }
        }
        Tensor y = f.apply(leaves);
        y.backward(Tensor.randn(y.shape(), Random.of(99)).to(y.device()));
        float[][] all = new float[in.length + 1][];
        all[0] = y.toFloats();
        for (int i = 0; i < in.length; i++) {
            all[i + 1] = leaves[i].grad() == null ? new float[0] : leaves[i].grad().toFloats();
        }
        return all;
    }

    private static Function<Tensor[], Tensor> op(Op op) {
        return op::apply;
    }

    @Test
    void rowOperations() {
        for (int n : new int[] {1, 5, 16, 31, 64, 257}) {
            check(op(new LogSoftmax()), 1e-5, randn(1, 7, n));
            check(op(new LayerNorm(1e-5)), 1e-4, randn(1, 130, n), randn(2, n), randn(3, n));
            check(op(new RmsNorm(1e-5)), 1e-4, randn(1, 7, n), randn(2, n));
        }
        Tensor x = randn(1, 3, 5).to(DType.F64);
        Tensor w = randn(2, 5).to(DType.F64);
        Tensor b = randn(3, 5).to(DType.F64);
        GradCheck.of(op(new LogSoftmax()), x).require(1e-7);
        GradCheck.of(op(new LayerNorm(1e-5)), x, w, b).require(1e-7);
        GradCheck.of(op(new RmsNorm(1e-5)), x, w).require(1e-7);
    }

    @Test
    void linearWithEveryActivation() {
        for (Activation a : Activation.values()) {
            check(op(new Linear(a)), 1e-4, randn(1, 2, 9, 33), randn(2, 17, 33), randn(3, 17));
            GradCheck.of(
                            op(new Linear(a)),
                            randn(1, 2, 3).to(DType.F64),
                            randn(2, 4, 3).to(DType.F64),
                            randn(3, 4).to(DType.F64))
                    .require(1e-7);
        }
    }

    @Test
    void crossEntropy() {
        Tensor targets = Tensor.of(Shape.of(4), 2, CrossEntropy.IGNORE, 0, 16);
        for (boolean mean : new boolean[] {true, false}) {
            var op = new CrossEntropy(CrossEntropy.IGNORE, 0.1, mean);
            check(in -> op.apply(in[0], in[1]), 1e-5, randn(1, 4, 17).mul(4), targets);
            GradCheck.of(in -> op.apply(in[0], targets), randn(1, 4, 17).to(DType.F64))
                    .require(1e-7);
        }
    }

    @Test
    void attention() {
        for (int t : new int[] {1, 5, 33, 70}) {
            for (boolean causal : new boolean[] {true, false}) {
                var self = new SelfAttention(4, 2, causal, 0.3);
                check(op(self), 1e-4, randn(t, 2, t, 8 * 6));
                Tensor lengths = Tensor.of(Shape.of(2), Math.max(0, t - 3), t);
                check(op(self), 1e-4, randn(t, 2, t, 8 * 6), lengths);
                var cross = new Attention(4, 2, causal, 0.3);
                check(
                        op(cross),
                        1e-4,
                        randn(1, 2, 3, 4, 17),
                        randn(2, 2, t, 2, 17),
                        randn(3, 2, t, 2, 17));
            }
        }
        GradCheck.of(op(new SelfAttention(2, 1, true, 0.7)), randn(5, 1, 4, 12).to(DType.F64))
                .require(1e-7);
        GradCheck.of(
                        op(new Attention(2, 1, false, 0.7)),
                        randn(5, 1, 3, 2, 3).to(DType.F64),
                        randn(6, 1, 4, 1, 3).to(DType.F64),
                        randn(7, 1, 4, 1, 3).to(DType.F64))
                .require(1e-7);
    }

    @Test
    void rope() {
        Tensor positions = Tensor.of(Shape.of(3), 0, 5, 11);
        Tensor frequencies = Tensor.of(Shape.of(4), 1f, 0.3f, 0.1f, 0.01f);
        check(
                in -> new Rope(8, 2, false).apply(in[0], in[1], in[2].detach()),
                1e-5,
                randn(1, 2, 3, 24),
                positions,
                frequencies);
        Tensor f64 = frequencies.to(DType.F64);
        GradCheck.of(
                        in -> new Rope(8, 2, false).apply(in[0], positions, f64),
                        randn(1, 2, 3, 24).to(DType.F64))
                .require(1e-7);
    }

    @Test
    void nearestCodeFindsTheNearest() {
        Tensor x = randn(1, 70, 9);
        Tensor e = randn(2, 37, 9);
        assertThat(x.nearestCode(e).toInts())
                .containsExactly(x.to(REFERENCE).nearestCode(e.to(REFERENCE)).toInts());
    }
}
