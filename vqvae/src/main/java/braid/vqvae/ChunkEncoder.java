package braid.vqvae;

import braid.nn.Embedding;
import braid.nn.LayerNorm;
import braid.nn.Linear;
import braid.nn.Module;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.transformer.Block;

import java.util.ArrayList;
import java.util.List;

/**
 * f_enc: V^L → R^(D × L/r). Each chunk is encoded by itself: embedding and positions, blocks in
 * which every token sees the whole chunk, then a linear layer over each group of r tokens.
 */
public final class ChunkEncoder extends Module {

    private final VqVaeConfig config;
    private final Embedding tokens;
    private final Embedding places;
    private final List<Block> blocks = new ArrayList<>();
    private final LayerNorm norm;
    private final Linear pool;

    ChunkEncoder(VqVaeConfig config, Random random) {
        this.config = config;
        tokens = register("tokens", new Embedding(config.vocabulary(), config.width()));
        places = register("places", new Embedding(config.chunk(), config.width()));
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(register("h." + i, Block.bidirectional(VqVae.blockConfig(config), random)));
        }
        norm = register("norm", new LayerNorm(config.width(), 1e-5));
        int group = config.compression() * config.width();
        pool = register("pool", new Linear(group, config.codeWidth(), true));
    }

    /** The token embedding, which the prompt encoder shares. */
    Embedding tokens() {
        return tokens;
    }

    /**
     * Encodes chunks.
     *
     * @param chunks I32 (N, L)
     * @return (N · L/r, D)
     */
    Tensor forward(Tensor chunks) {
        int n = chunks.dim(0);
        Tensor at = Tensor.arange(config.chunk()).to(chunks.device());
        Tensor x = tokens.forward(chunks).add(places.forward(at)); // (N, L, C)
        for (Block block : blocks) {
            x = block.forward(x);
        }
        int groups = n * config.positions();
        return pool.forward(norm.forward(x).reshape(groups, config.compression() * config.width()));
    }
}
