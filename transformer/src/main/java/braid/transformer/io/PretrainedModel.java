package braid.transformer.io;

import braid.tensor.random.Random;
import braid.transformer.RowInit;
import braid.transformer.Transformer;
import braid.transformer.VocabularyGrowth;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.TextStream;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.BpeTokenizer;

import java.util.List;
import java.util.stream.IntStream;

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

    /**
     * Ids of a text to continue, behind the begin token if the model has one. Where that is its end
     * token too, as GPT-2's, it only separates texts and is not put in front.
     */
    public int[] prompt(String text) {
        int[] ids = tokenizer.encode(text);
        int begin = generation.begin();
        if (begin < 0 || generation.ends().contains(begin)) {
            return ids;
        }
        return IntStream.concat(IntStream.of(begin), IntStream.of(ids)).toArray();
    }

    /** The text of ids without end tokens; tokens that stand for no text are shown by name. */
    public String render(int... ids) {
        return stream().of(ids);
    }

    /** As {@link #render}, of ids that are still to come. */
    public TextStream stream() {
        return new TextStream(
                tokenizer,
                id ->
                        generation.ends().contains(id)
                                ? ""
                                : isAdded(id) ? tokenizer.token(id) : null);
    }

    private boolean isAdded(int id) {
        return switch (tokenizer) {
            case AddedTokens more -> id >= more.base().size();
            case BpeTokenizer bpe ->
                    bpe.added().stream().anyMatch(token -> token.special() && token.id() == id);
            default -> false;
        };
    }
}
