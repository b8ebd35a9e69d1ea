package braid.bench.jmh;

import braid.tensor.Tensor;
import braid.tensor.random.Random;

import org.openjdk.jmh.annotations.Benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * One operation at one size: forward alone, and forward with backward. The gradients are compared
 * with those of the reference too.
 */
public abstract class OpBenchmark extends ForwardBenchmark {

    private Tensor dy = Tensor.zeros(braid.tensor.Shape.scalar());

    /** Makes operands and a gradient of the result. */
    @Override
    public void make() {
        super.make();
        dy = gradient(forward());
        leaves(inputs());
    }

    private static Tensor gradient(Tensor y) {
        return Tensor.randn(y.shape(), Random.of(2)).to(y.dtype()).to(y.device());
    }

    /** Those of a floating type get gradients. */
    private static void leaves(Tensor[] in) {
        for (Tensor t : in) {
            if (t.dtype().isFloating()) {
                t.requiresGrad(true);
            }
        }
    }

    /** The result and the gradients of all operands. */
    @Benchmark
    public Tensor forwardAndBackward() {
        try (var scope = braid.tensor.Scope.open()) {
            Tensor y = apply(inputs());
            y.backward(dy);
            return y;
        } finally {
            for (Tensor t : inputs()) {
                t.zeroGrad();
            }
        }
    }

    /** The result, and the gradients of those operands that have one. */
    @Override
    final List<Tensor> results(Tensor[] in) {
        leaves(in);
        Tensor y = apply(in);
        y.backward(gradient(y));
        List<Tensor> all = new ArrayList<>(List.of(compared(y.detach(), in)));
        for (Tensor t : in) {
            Tensor gradient = t.grad();
            if (gradient != null) {
                all.add(gradient);
            }
        }
        return all;
    }
}
