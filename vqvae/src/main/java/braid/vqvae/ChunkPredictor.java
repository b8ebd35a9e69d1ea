package braid.vqvae;

import braid.nn.Embedding;
import braid.nn.LayerNorm;
import braid.nn.Linear;
import braid.nn.Module;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.transformer.Block;
import braid.vqvae.VqVaeConfig.Order;
import braid.vqvae.VqVaeConfig.Prediction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Predicts the T tokens that come after a chunk from its latents and g(P). All latents of the chunk
 * and the prompt's vector are added to every position, and causal blocks lead to logits. From left
 * to right, position i is also given the token of position i - 1, so that tokens which depend on
 * each other can be predicted; none is ever given itself or what is behind it.
 */
public final class ChunkPredictor extends Module {

    private final VqVaeConfig config;
    private final Prediction prediction;
    private final Embedding tokens;
    private final Linear widen;
    private final Embedding places;
    private final List<Block> blocks = new ArrayList<>();
    private final LayerNorm norm;
    private final Linear head;

    /**
     * @param tokens embedding shared with the chunk encoder; registered there
     */
    ChunkPredictor(VqVaeConfig config, Prediction prediction, Embedding tokens, Random random) {
        this.config = config;
        this.prediction = prediction;
        this.tokens = tokens;
        int latents = config.positions() * config.codeWidth();
        widen = register("widen", new Linear(latents, config.width(), true));
        places = register("places", new Embedding(prediction.tokens(), config.width()));
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(register("h." + i, Block.causal(VqVae.blockConfig(config), random)));
        }
        norm = register("norm", new LayerNorm(config.width(), 1e-5));
        head = register("head", new Linear(config.width(), config.vocabulary(), false));
    }

    /** Of its loss. */
    double weight() {
        return prediction.weight();
    }

    /**
     * Mean cross-entropy of what follows, a scalar; 0 where nothing follows any chunk.
     *
     * @param latents (N · L/r, D)
     * @param prompt (N, C), the vector g(P) of each chunk, or null without conditioning
     */
    Tensor loss(Tensor latents, @Nullable Tensor prompt, VqVae.Following following) {
        Tensor logits = forward(latents, prompt, following.tokens());
        return logits.flatten(0, 1).crossEntropy(following.targets().flatten(0, 1));
    }

    /**
     * Predicts.
     *
     * @param after I32 (N, T), of which {@link Order#PARALLEL} reads the shape alone
     * @return logits (N, T, V)
     */
    Tensor forward(Tensor latents, @Nullable Tensor prompt, Tensor after) {
        int n = after.dim(0);
        int t = after.dim(1);
        int c = config.width();
        Tensor state = widen.forward(latents.reshape(n, config.positions() * config.codeWidth()));
        if (prompt != null) {
            state = state.add(prompt); // (N, C)
        }
        Tensor at = Tensor.arange(t).to(latents.device());
        Tensor x = state.unsqueeze(1).add(places.forward(at)); // (N, T, C)
        if (prediction.order() == Order.LEFT_TO_RIGHT && t > 1) {
            Tensor none = Tensor.zeros(Shape.of(n, 1, c)).to(latents.device());
            Tensor before = tokens.forward(after.slice(1, 0, t - 1).contiguous());
            x = x.add(Tensor.concat(1, none, before));
        }
        for (Block block : blocks) {
            x = block.forward(x);
        }
        return head.forward(norm.forward(x));
    }
}
