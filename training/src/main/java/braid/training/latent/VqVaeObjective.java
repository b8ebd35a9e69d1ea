package braid.training.latent;

import braid.nn.Module;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.training.Objective;
import braid.training.data.Batch;
import braid.vqvae.VqLoss;
import braid.vqvae.VqVae;
import braid.vqvae.quantizer.Quantizer;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
        Tensor targets = Tensor.of(shape, targets(batch)).to(model.device());
        return model.loss(chunks, targets, Prompts.of(model, batch.prompts()), following(batch));
    }

    /** A chunk's tokens and, if it is shorter than L, the first padding: its end is told, too. */
    private int[] targets(ChunkBatch batch) {
        int[] targets = batch.chunks().clone();
        int chunk = model.config().chunk();
        for (int i = 0; i < targets.length; i++) {
            if (i % chunk > 0 && batch.chunks()[i - 1] == batch.pad()) {
                targets[i] = Batch.IGNORE;
            }
        }
        return targets;
    }

    private VqVae.@Nullable Following following(ChunkBatch batch) {
        var predicted = model.config().prediction();
        if (predicted == null) {
            return null;
        }
        Shape shape = Shape.of(batch.count(), predicted.tokens());
        int[] targets = batch.following();
        int[] tokens =
                Arrays.stream(targets).map(t -> t == Batch.IGNORE ? batch.pad() : t).toArray();
        return new VqVae.Following(
                Tensor.of(shape, tokens).to(model.device()),
                Tensor.of(shape, targets).to(model.device()));
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
     * On held-out chunks: {@code reconstruction} (nats a token), {@code prediction} (likewise,
     * where something is predicted), {@code token_accuracy}, {@code chunk_accuracy} (all tokens
     * right), the figures of {@link CodeUsage}; {@code restarts} in training so far. The end of a
     * chunk that is shorter than L counts as a token. The score is minus the reconstruction loss,
     * and minus that of the prediction by its weight.
     */
    @Override
    public Map<String, Double> evaluate(int epoch) {
        var used = new CodeUsage(model.config().totalCodes(), model.config().levels());
        var predicted = model.config().prediction();
        double predictionLoss = 0;
        long predictedTokens = 0;
        int chunk = model.config().chunk();
        double loss = 0;
        double weight = 0;
        long right = 0;
        long tokens = 0;
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
                int[] targets = targets(batch);
                long told = counted(targets);
                double full = (double) told / chunk; // as so many chunks of L tokens
                loss += l.reconstruction().item() * full;
                weight += full;
                if (l.prediction() != null) {
                    long following = counted(batch.following());
                    predictionLoss += l.prediction().item() * following;
                    predictedTokens += following;
                }
                used.count(l.codes().flatten(0, 1).toInts());
                int[] best = l.logits().argmax(-1).toInts();
                for (int n = 0; n < batch.count(); n++) {
                    int wrong = 0;
                    for (int j = n * chunk; j < (n + 1) * chunk; j++) {
                        wrong += targets[j] != Batch.IGNORE && best[j] != targets[j] ? 1 : 0;
                    }
                    right -= wrong;
                    whole += wrong == 0 ? 1 : 0;
                }
                right += told;
                tokens += told;
                count += batch.count();
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        double prediction = predictionLoss / Math.max(1, predictedTokens);
        double weighted = predicted == null ? 0 : predicted.weight() * prediction;
        figures.put("score", -loss / weight - weighted);
        figures.put("reconstruction", loss / weight);
        if (predicted != null) {
            figures.put("prediction", prediction);
        }
        figures.put("token_accuracy", (double) right / tokens);
        figures.put("chunk_accuracy", (double) whole / count);
        used.figures(figures::put);
        figures.put("restarts", (double) model.quantizer().restarts());
        return figures;
    }

    private static long counted(int[] targets) {
        return Arrays.stream(targets).filter(t -> t != Batch.IGNORE).count();
    }

    @Override
    public Map<String, long[]> state() {
        Map<String, long[]> state = new LinkedHashMap<>();
        List<Quantizer> levels = model.quantizer().levels();
        for (int q = 0; q < levels.size(); q++) {
            Quantizer level = levels.get(q);
            state.put(key(RANDOM, q), new long[] {level.random().position()});
            state.put(key(STATS, q), level.stats().state());
        }
        return state;
    }

    @Override
    public void restore(Map<String, long[]> state) {
        List<Quantizer> levels = model.quantizer().levels();
        for (int q = 0; q < levels.size(); q++) {
            Quantizer level = levels.get(q);
            level.random().seek(Objects.requireNonNull(state.get(key(RANDOM, q)))[0]);
            level.stats().restore(Objects.requireNonNull(state.get(key(STATS, q))));
        }
    }

    private static String key(String name, int level) {
        return level == 0 ? name : name + "." + level;
    }
}
