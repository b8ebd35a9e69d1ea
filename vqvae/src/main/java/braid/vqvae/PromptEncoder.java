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
 * g: the prompt's tokens → one vector. Causal blocks over the tokens, of which the last one's state
 * is taken: it has seen the whole prompt, and padding behind it changes nothing.
 */
public final class PromptEncoder extends Module {

    private final Embedding tokens;
    private final Embedding places;
    private final List<Block> blocks = new ArrayList<>();
    private final LayerNorm norm;
    private final Linear project;

    /**
     * @param tokens embedding shared with the chunk encoder; registered there
     */
    PromptEncoder(VqVaeConfig config, Embedding tokens, Random random) {
        this.tokens = tokens;
        places = register("places", new Embedding(config.promptContext(), config.width()));
        for (int i = 0; i < config.promptLayers(); i++) {
            blocks.add(register("h." + i, Block.causal(VqVae.blockConfig(config), random)));
        }
        norm = register("norm", new LayerNorm(config.width(), 1e-5));
        project = register("project", new Linear(config.width(), config.width(), true));
    }

    /**
     * Encodes prompts.
     *
     * @param prompts I32 (B, T), padded at the right
     * @param last I32 (B): row of each prompt's last token in the flattened (B · T) tokens
     * @return (B, C)
     */
    Tensor forward(Tensor prompts, Tensor last) {
        Tensor at = Tensor.arange(prompts.dim(1)).to(prompts.device());
        Tensor x = tokens.forward(prompts).add(places.forward(at)); // (B, T, C)
        for (Block block : blocks) {
            x = block.forward(x);
        }
        return project.forward(norm.forward(x.flatten(0, 1).indexSelect(0, last)));
    }
}
