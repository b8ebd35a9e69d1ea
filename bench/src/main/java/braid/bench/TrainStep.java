package braid.bench;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryPlan;
import braid.tensor.backend.MemoryStats;
import braid.tensor.random.Random;
import braid.training.optim.AdamW;
import braid.transformer.Transformer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Training steps of a language model on one batch of random tokens: forward, backward, AdamW. */
public final class TrainStep implements Workload {

    /** Constant. */
    public static final double LEARNING_RATE = 3e-4;

    private static final double MIB = 1 << 20;

    private final ModelSize size;
    private final Device device;
    private final long usedBefore;
    private final Transformer model;
    private final AdamW optimizer = new AdamW(new AdamW.Settings(0.9, 0.999, 1e-8, 0));
    private final int[] ids;
    private final int[] next;
    private long missesBefore;
    private double loss = Double.NaN;

    /** A model with random weights on a device. */
    public TrainStep(ModelSize size, Device device) {
        this.size = size;
        this.device = device;
        MemoryStats memory = device.backend().memory();
        usedBefore = memory.used();
        memory.resetPeak();
        model = new Transformer(size.config(), Random.of(1));
        model.to(device);
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
        return 3e-9 * ids.length * size.config().forwardFlopsPerToken(size.config().context());
    }

    @Override
    public void run() {
        model.zeroGrad();
        Shape shape = Shape.of(size.batch(), size.config().context());
        try (var scope = Scope.open()) {
            Tensor targets = Tensor.of(Shape.of(next.length), next).to(device);
            Tensor l = model.loss(Tensor.of(shape, ids).to(device), targets);
            loss = l.item();
            l.backward();
        }
        optimizer.step(model.parameters(), LEARNING_RATE, 1);
    }

    /** Loss of the last step. */
    public double loss() {
        return loss;
    }

    /** Loss and gradients of the last step. */
    @Override
    public Map<String, Supplier<float[]>> results() {
        return Agreement.lossAndGradients(loss, model);
    }

    @Override
    public void measuring() {
        missesBefore = device.backend().memory().poolMisses();
    }

    /** Planned and measured memory of the step, and how often the pool had none that fitted. */
    @Override
    public Map<String, Object> facts() {
        MemoryStats memory = device.backend().memory();
        double measured = (memory.peak() - usedBefore) / MIB;
        long misses = memory.poolMisses() - missesBefore;
        MemoryStats plan = MemoryPlan.of(device, d -> twoSteps(size, d));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("pool_misses", misses);
        facts.put("planned_mib", plan.peak() / MIB);
        facts.put("peak_mib", measured);
        return facts;
    }

    /** The second step has the moments that the first one makes. */
    private static void twoSteps(ModelSize size, Device device) {
        TrainStep train = new TrainStep(size, device);
        train.run();
        train.run();
    }

    /** The model that is trained. */
    public Transformer model() {
        return model;
    }

    /** What is trained. */
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
