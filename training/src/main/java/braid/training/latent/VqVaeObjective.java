package braid.training.latent;

import braid.nn.Module;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.training.Objective;
import braid.vqvae.VqLoss;
import braid.vqvae.VqVae;
import braid.vqvae.quantizer.CodebookStats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The loss of a {@link VqVae}; evaluated by reconstruction and use of the codes on held-out chunks.
 */
public final class VqVaeObjective implements Objective<ChunkBatch> {

    private static final String RANDOM = "random";
    private static final String STATS = "stats";

    private final VqVae model;
    private final ChunkData heldOut;

    /**
     * @param heldOut chunks that are not trained on
     */
    public VqVaeObjective(VqVae model, ChunkData heldOut) {
        this.model = model;
        this.heldOut = heldOut;
    }

    @Override
    public Module model() {
        return model;
    }

    @Override
    public Tensor loss(ChunkBatch batch) {
        return forward(batch).total();
    }

    private VqLoss forward(ChunkBatch batch) {
        Shape shape = Shape.of(batch.count(), model.config().chunk());
        Tensor chunks = Tensor.of(shape, batch.chunks()).to(model.device());
        return model.loss(chunks, Prompts.of(model, batch.prompts()));
    }

    @Override
    public long weight(ChunkBatch batch) {
        return batch.count();
    }

    @Override
    public long tokens(ChunkBatch batch) {
        return batch.chunks().length;
    }

    /**
     * On held-out chunks: {@code reconstruction} (nats a token), {@code token_accuracy}, {@code
     * chunk_accuracy} (all tokens right), {@code code_usage}, {@code code_perplexity}; {@code
     * restarts} in training so far. The score is minus the reconstruction loss.
     */
    @Override
    public Map<String, Double> evaluate(int epoch) {
        var used = new CodebookStats(model.config().codes());
        int chunk = model.config().chunk();
        double loss = 0;
        long right = 0;
        long whole = 0;
        long count = 0;
        for (int i = 0; ; i++) {
            ChunkBatch batch = heldOut.batch(0, i);
            if (batch == null) {
                break;
            }
            try (var scope = Scope.open();
                    var off = GradMode.off()) {
                VqLoss l = forward(batch);
                loss += l.reconstruction().item() * batch.count();
                used.count(l.codes().flatten(0, 1).toInts());
                int[] best = l.logits().argmax(-1).toInts();
                for (int n = 0; n < batch.count(); n++) {
                    int same = 0;
                    for (int j = n * chunk; j < (n + 1) * chunk; j++) {
                        same += best[j] == batch.chunks()[j] ? 1 : 0;
                    }
                    right += same;
                    whole += same == chunk ? 1 : 0;
                }
                count += batch.count();
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("score", -loss / count);
        figures.put("reconstruction", loss / count);
        figures.put("token_accuracy", (double) right / (count * chunk));
        figures.put("chunk_accuracy", (double) whole / count);
        figures.put("code_usage", used.usage());
        figures.put("code_perplexity", used.perplexity());
        figures.put("restarts", (double) model.quantizer().stats().restarts());
        return figures;
    }

    @Override
    public Map<String, long[]> state() {
        return Map.of(
                RANDOM,
                new long[] {model.quantizer().random().position()},
                STATS,
                model.quantizer().stats().state());
    }

    @Override
    public void restore(Map<String, long[]> state) {
        model.quantizer().random().seek(Objects.requireNonNull(state.get(RANDOM))[0]);
        model.quantizer().stats().restore(Objects.requireNonNull(state.get(STATS)));
    }
}
