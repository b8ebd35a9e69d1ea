package braid.transformer.lora;

import braid.nn.Dropout;
import braid.nn.Init;
import braid.nn.Module;
import braid.nn.Parameter;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

/**
 * What is added to a matrix: {@code W' = W + scale B A} with {@code A} (r, in) and {@code B} (out,
 * r), of which {@code B} begins at zero, so that nothing changes at first (Hu et al. 2021,
 * arXiv:2106.09685, section 4.1). The matrix may be some rows of a larger one.
 */
public final class LowRank extends Module {

    private final Target target;
    private final double scale;
    private final Parameter a;
    private final Parameter b;
    private final Dropout dropout;

    /** {@code A} is uniform in {@code ±1 / sqrt(in)}, as PEFT has it. */
    LowRank(Target target, LoraConfig config, Random random, Random dropoutStream) {
        this.target = target;
        scale = config.scale();
        a = parameter("A", Tensor.zeros(Shape.of(config.rank(), target.in())));
        b = parameter("B", Tensor.zeros(Shape.of(target.out(), config.rank())));
        dropout = register("drop", new Dropout(config.dropout(), dropoutStream));
        Init.uniform(a, target.name(), 1 / Math.sqrt(target.in()), random);
    }

    /** (…, in) to (…, out). */
    Tensor forward(Tensor x) {
        return dropout.forward(x).linear(a.tensor()).linear(b.tensor()).mul(scale);
    }

    /** {@code scale B A} (out, in). */
    Tensor product() {
        return b.tensor().detach().matmul(a.tensor().detach()).mul(scale);
    }

    /** What it is added to. */
    public Target target() {
        return target;
    }

    /** (r, in). */
    public Parameter a() {
        return a;
    }

    /** (out, r). */
    public Parameter b() {
        return b;
    }
}
