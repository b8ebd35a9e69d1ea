package braid.bench;

import braid.nn.Parameter;
import braid.tensor.Device;
import braid.tensor.ReductionOps;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.optim.AdamW;
import braid.training.telemetry.MemoryReport;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Training steps of config S: vocabulary 512, context 256, width 256, 6 layers, 8 heads,
 * feed-forward 1024, batch 16, GPT-2 block, tied embedding, AdamW, F32. Prints tokens a second and
 * the fraction of the measured peak.
 *
 * <p>Run: {@code java --add-modules=jdk.incubator.vector -Dbraid.threads=2 -cp
 * bench/target/benchmarks.jar braid.bench.TrainStep [STEPS]}.
 */
public final class TrainStep {

    private static final int BATCH = 16;
    private static final int CONTEXT = 256;
    private static final int VOCABULARY = 512;
    private static final int WARMUP = 20;

    private TrainStep() {}

    /** Config S. */
    public static ModelConfig configS() {
        return ModelConfig.gpt2(VOCABULARY).context(CONTEXT).layers(6).width(256).heads(8);
    }

    /** Prints the figures. */
    public static void main(String[] args) {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        double peak = Device.cpu().backend().measure().getOrDefault("fma_peak_gflops", Double.NaN);
        Transformer model = new Transformer(configS(), Random.of(1));
        AdamW optimizer = new AdamW(new AdamW.Settings(0.9, 0.999, 1e-8, 0.01));
        Random random = Random.of(2);
        int[] ids = new int[BATCH * CONTEXT];
        int[] next = new int[BATCH * CONTEXT];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(VOCABULARY);
            next[i] = random.nextInt(VOCABULARY);
        }
        double[] seconds = new double[steps];
        double loss = 0;
        long misses = 0;
        for (int s = -WARMUP; s < steps; s++) {
            if (s == 0) {
                misses = Device.cpu().backend().memory().poolMisses();
            }
            long start = System.nanoTime();
            loss = step(model, optimizer, ids, next);
            if (s >= 0) {
                seconds[s] = (System.nanoTime() - start) * 1e-9;
            }
        }
        misses = Device.cpu().backend().memory().poolMisses() - misses;
        Arrays.sort(seconds);
        double tokens = ids.length / seconds[steps / 2];
        double flops = 3 * configS().forwardFlopsPerToken(CONTEXT) * tokens * 1e-9;
        System.out.printf(
                Locale.ROOT,
                "config S: median %.0f tokens/s (best %.0f, worst %.0f), %.1f GFLOP/s = %.1f %% of peak"
                        + " %.0f, loss %.4f, pool misses %d%n%s%n",
                tokens,
                ids.length / seconds[0],
                ids.length / seconds[steps - 1],
                flops,
                100 * flops / peak,
                peak,
                loss,
                misses,
                MemoryReport.line(Device.cpu().backend().memory()));
    }

    private static double step(Transformer model, AdamW optimizer, int[] ids, int[] next) {
        double loss;
        try (var scope = Scope.open()) {
            Tensor logits = model.forward(Tensor.of(Shape.of(BATCH, CONTEXT), ids));
            Tensor l = logits.flatten(0, 1).crossEntropy(Tensor.of(Shape.of(next.length), next));
            loss = l.item();
            l.backward();
        }
        Map<String, Parameter> parameters = model.parameters();
        List<Tensor> gradients = new ArrayList<>();
        parameters.values().forEach(p -> gradients.add(p.tensor().grad()));
        double norm = ReductionOps.globalNorm(gradients);
        optimizer.step(parameters, 3e-4, norm > 1 ? 1 / norm : 1);
        model.zeroGrad();
        return loss;
    }
}
