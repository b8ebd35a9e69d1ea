package braid.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradCheck;
import braid.tensor.backend.MemoryKind;
import braid.tensor.op.Gelu;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.UnaryOperator;

final class CpuBackendTest {

    private static final List<UnaryOperator<Tensor>> UNARY =
            List.of(
                    Tensor::neg,
                    Tensor::exp,
                    t -> t.abs().add(0.1).log(),
                    t -> t.abs().add(0.1).sqrt(),
                    t -> t.abs().add(0.1).rsqrt(),
                    Tensor::abs,
                    Tensor::tanh,
                    Tensor::sigmoid,
                    Tensor::relu,
                    Tensor::gelu,
                    t -> t.gelu(Gelu.Form.ERF),
                    Tensor::silu,
                    t -> t.clamp(-0.5, 0.7),
                    t -> t.pow(3),
                    t -> t.softmax(-1),
                    t -> t.transpose(0, 1).add(t.sumKeep(0).transpose(0, 1)));

    @Test
    void vectorKernelsAgreeWithTheReferenceAtOddSizes() {
        Device reference = Device.parse("reference");
        for (int n : new int[] {1, 3, 15, 16, 17, 33, 4100}) {
            try (var scope = Scope.open()) {
                Tensor x = Tensor.randn(Shape.of(3, n), Random.of(n)).mul(3);
                for (UnaryOperator<Tensor> f : UNARY) {
                    float[] fast = f.apply(x).toFloats();
                    float[] exact = f.apply(x.to(reference)).toFloats();
                    for (int i = 0; i < fast.length; i++) {
                        assertThat((double) fast[i])
                                .isCloseTo(
                                        exact[i], within(4e-6 * Math.max(1, Math.abs(exact[i]))));
                    }
                }
            }
        }
        assertThat(Device.cpu().backend().memory().used(MemoryKind.ACTIVATION)).isZero();
    }

    private static org.assertj.core.data.Offset<Double> within(double d) {
        return org.assertj.core.data.Offset.offset(d);
    }

    @Test
    void gradientsAgreeWithFiniteDifferences() {
        Tensor x = Tensor.randn(Shape.of(3, 4), Random.of(1)).to(DType.F64);
        for (UnaryOperator<Tensor> f : UNARY) {
            GradCheck.of(in -> f.apply(in[0]), x).require(1e-7);
        }
        Tensor y = Tensor.randn(Shape.of(4, 5), Random.of(2)).to(DType.F64);
        GradCheck.of(in -> in[0].matmul(in[1]), x, y).require(1e-7);
        Tensor row = Tensor.randn(Shape.of(1, 4), Random.of(3)).to(DType.F64);
        GradCheck.of(in -> in[0].mul(in[1]).add(in[1]).div(in[1]), x, row).require(1e-6);
        GradCheck.of(in -> in[0].slice(1, 1, 4, 2).maximum(in[1].slice(1, 0, 2)), x, row)
                .require(1e-7);
        GradCheck.of(in -> in[0].unfold(1, 2, 1).mul(in[0].unfold(1, 2, 1)), x).require(1e-7);
    }
}
