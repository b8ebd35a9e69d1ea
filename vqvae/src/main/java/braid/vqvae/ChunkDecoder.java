package braid.vqvae;

import braid.nn.Embedding;
import braid.nn.LayerNorm;
import braid.nn.Linear;
import braid.nn.Module;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.transformer.Block;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * f_dec: latents and g(P) → L tokens, all positions in parallel. Each code is repeated over the r
 * tokens that it stands for, the prompt's vector and positions are added, and blocks in which every
 * position sees the whole chunk lead to logits.
 */
public final class ChunkDecoder extends Module {

    private final VqVaeConfig config;
    private final Linear widen;
    private final Embedding places;
    private final List<Block> blocks = new ArrayList<>();
    private final LayerNorm norm;
    private final Linear head;

    ChunkDecoder(VqVaeConfig config, Random random) {
        this.config = config;
        widen = register("widen", new Linear(config.codeWidth(), config.width(), true));
        places = register("places", new Embedding(config.chunk(), config.width()));
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(register("h." + i, Block.bidirectional(VqVae.blockConfig(config), random)));
        }
        norm = register("norm", new LayerNorm(config.width(), 1e-5));
        head = register("head", new Linear(config.width(), config.vocabulary(), false));
    }

    /**
     * Decodes latents.
     *
     * @param latents (N · L/r, D)
     * @param prompt (N, C), the vector g(P) of each chunk, or null without conditioning
     * @return logits (N, L, V)
     */
    Tensor forward(Tensor latents, @Nullable Tensor prompt) {
        int groups = latents.dim(0);
        int n = groups / config.positions();
        int r = config.compression();
        int c = config.width();
        Tensor codes = widen.forward(latents); // (N L/r, C)
        Tensor x =
                codes.unsqueeze(1)
                        .expand(Shape.of(groups, r, c))
                        .reshape(n, config.chunk(), c); // (N, L, C)
        x = x.add(places.forward(Tensor.arange(config.chunk()).to(latents.device())));
        if (prompt != null) {
            x = x.add(prompt.unsqueeze(1));
        }
        for (Block block : blocks) {
            x = block.forward(x);
        }
        return head.forward(norm.forward(x));
    }
}
