package braid.bench;

import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.backend.Backend;
import braid.tensor.backend.MemoryPlan;
import braid.tensor.backend.MemoryStats;
import braid.tensor.random.Random;
import braid.training.optim.AdamW;
import braid.training.telemetry.MemoryReport;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import java.util.Arrays;
import java.util.Locale;

/**
 * Training steps of config S: vocabulary 512, context 256, width 256, 6 layers, 8 heads,
 * feed-forward 1024, batch 16, GPT-2 block, tied embedding, AdamW, F32. Prints tokens a second and
 * the fraction of the measured peak.
 *
 * <p>Run: {@code java --add-modules=jdk.incubator.vector -Dbraid.threads=2 -cp
 * bench/target/benchmarks.jar braid.bench.TrainStep [STEPS]}.
 */
public final class TrainStep {

    /** Sequences in a batch. */
    public static final int BATCH = 16;

    /** Tokens in a sequence. */
    public static final int CONTEXT = 256;

    /** Steps until compiled code runs. */
    public static final int WARMUP = 20;

    /** Constant. */
    public static final double LEARNING_RATE = 3e-4;

    private static final int VOCABULARY = 512;

    private final Device device;
    private final Transformer model;
    private final AdamW optimizer = new AdamW(new AdamW.Settings(0.9, 0.999, 1e-8, 0));
    private final int[] ids = new int[BATCH * CONTEXT];
    private final int[] next = new int[BATCH * CONTEXT];

    /** A model with random weights and one batch of random tokens, on the CPU. */
    public TrainStep() {
        this(Device.cpu());
    }

    private TrainStep(Device device) {
        this.device = device;
        model = new Transformer(configS(), Random.of(1));
        model.to(device);
        Random random = Random.of(2);
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(VOCABULARY);
            next[i] = random.nextInt(VOCABULARY);
        }
    }

    /** Config S. */
    public static ModelConfig configS() {
        return ModelConfig.gpt2(VOCABULARY).context(CONTEXT).layers(6).width(256).heads(8);
    }

    /** Forward and backward. */
    public static double flopsPerToken() {
        return 3 * configS().forwardFlopsPerToken(CONTEXT);
    }

    /** The model that is trained. */
    public Transformer model() {
        return model;
    }

    /** Token ids, (BATCH, CONTEXT). */
    public int[] ids() {
        return ids;
    }

    /** Targets, (BATCH, CONTEXT). */
    public int[] next() {
        return next;
    }

    /** Prints the figures. */
    public static void main(String[] args) {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        Backend backend = Device.cpu().backend();
        double peak = backend.measure().getOrDefault("fma_peak_gflops", Double.NaN);
        MemoryStats plan = MemoryPlan.of(Device.cpu(), TrainStep::twoSteps);
        TrainStep train = new TrainStep();
        double[] seconds = new double[steps];
        double loss = 0;
        long misses = 0;
        for (int s = -WARMUP; s < steps; s++) {
            if (s == 0) {
                misses = backend.memory().poolMisses();
            }
            long start = System.nanoTime();
            loss = train.step();
            if (s >= 0) {
                seconds[s] = (System.nanoTime() - start) * 1e-9;
            }
        }
        misses = backend.memory().poolMisses() - misses;
        Arrays.sort(seconds);
        double tokens = BATCH * CONTEXT / seconds[steps / 2];
        double flops = flopsPerToken() * tokens * 1e-9;
        System.out.printf(
                Locale.ROOT,
                "config S: median %.0f tokens/s (best %.0f, worst %.0f), %.1f GFLOP/s = %.1f %% of peak"
                        + " %.0f, loss %.4f, pool misses %d%nplanned  %s%nmeasured %s%n",
                tokens,
                BATCH * CONTEXT / seconds[0],
                BATCH * CONTEXT / seconds[steps - 1],
                flops,
                100 * flops / peak,
                peak,
                loss,
                misses,
                MemoryReport.line(plan),
                MemoryReport.line(backend.memory()));
    }

    /** The second step has the moments that the first one makes. */
    private static void twoSteps(Device device) {
        TrainStep train = new TrainStep(device);
        train.step();
        train.step();
    }

    /** Forward, backward and update; gives the loss. */
    public double step() {
        double loss;
        try (var scope = Scope.open()) {
            Tensor logits = model.forward(Tensor.of(Shape.of(BATCH, CONTEXT), ids).to(device));
            Tensor targets = Tensor.of(Shape.of(next.length), next).to(device);
            Tensor l = logits.flatten(0, 1).crossEntropy(targets);
            loss = l.item();
            l.backward();
        }
        optimizer.step(model.parameters(), LEARNING_RATE, 1);
        model.zeroGrad();
        return loss;
    }
}
