package braid.bench;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;
import braid.transformer.Transformer;

import java.util.Map;
import java.util.function.Supplier;

/** Loss of a language model on one batch of random tokens, without gradients. */
public final class ForwardPass implements Workload {

    private final ModelSize size;
    private final Device device;
    private final Transformer model;
    private final int[] ids;
    private final int[] next;
    private double loss = Double.NaN;

    /** A model with random weights on a device. */
    public ForwardPass(ModelSize size, Device device) {
        this.size = size;
        this.device = device;
        model = new Transformer(size.config(), Random.of(1));
        model.to(device);
        model.eval();
        ids = size.tokens(size.batch(), 2);
        next = size.tokens(size.batch(), 3);
    }

    @Override
    public String shape() {
        return size.shape();
    }

    @Override
    public double work() {
        return ids.length;
    }

    @Override
    public double gflop() {
        return 1e-9 * ids.length * size.config().forwardFlopsPerToken(size.config().context());
    }

    @Override
    public void run() {
        Shape shape = Shape.of(size.batch(), size.config().context());
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            Tensor targets = Tensor.of(Shape.of(next.length), next).to(device);
            loss = model.loss(Tensor.of(shape, ids).to(device), targets).item();
        }
    }

    @Override
    public Map<String, Supplier<float[]>> results() {
        return Map.of("loss", () -> new float[] {(float) loss});
    }

    /** The model. */
    public Transformer model() {
        return model;
    }

    /** What is computed. */
    public ModelSize size() {
        return size;
    }

    /** Token ids, (B, T). */
    public int[] ids() {
        return ids;
    }

    /** Targets, (B, T). */
    public int[] next() {
        return next;
    }
}
