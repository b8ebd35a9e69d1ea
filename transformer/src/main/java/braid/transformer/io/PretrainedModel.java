package braid.transformer.io;

import braid.tensor.random.Random;
import braid.transformer.RowInit;
import braid.transformer.Transformer;
import braid.transformer.VocabularyGrowth;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.Tokenizer;

import java.util.List;

/**
 * What a model folder holds.
 *
 * @param model with its weights
 * @param tokenizer of its vocabulary; it may have fewer tokens than the model has rows
 * @param generation special tokens
 */
public record PretrainedModel(Transformer model, Tokenizer tokenizer, GenerationConfig generation) {

    /**
     * This with more tokens, such as latent ones, and a larger model where its rows do not suffice.
     *
     * @param names of the new tokens; their ids follow those of the tokenizer
     * @param init how new rows begin
     * @param random of the draws
     */
    public PretrainedModel withTokens(List<String> names, RowInit init, Random random) {
        Tokenizer more = new AddedTokens(tokenizer, names);
        int rows = Math.max(model.config().vocabulary(), more.size());
        Transformer grown = VocabularyGrowth.grow(model, rows, init, random);
        if (!model.isTraining()) {
            grown.eval();
        }
        return new PretrainedModel(grown, more, generation);
    }
}
