package braid.training.method;

import braid.training.data.DataException;
import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.data.Tokens;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * Pause tokens in place of a trace (Goyal et al. 2024, arXiv:2310.02226): some copies of one
 * learnable token give the model more positions to compute in, without saying anything. They are
 * given, not generated, and never learned to be predicted. Without any it is {@link SolOnly}.
 *
 * @param count copies of the token, 0 or more
 * @param position where they stand
 */
public record Pause(int count, Position position) implements Method {

    /** The token. */
    public static final String PAUSE = "<pause>";

    /** Where pause tokens stand. */
    public enum Position {
        /** Before the question. */
        BEFORE,
        /** Between question and answer. */
        AFTER
    }

    /** Refuses a negative count. */
    public Pause {
        if (count < 0) {
            throw new DataException("pause: " + count + " tokens", "give 0 or more");
        }
    }

    @Override
    public Tokenizer vocabulary(Tokenizer text) {
        return count == 0 ? text : new AddedTokens(text, List.of(PAUSE));
    }

    @Override
    public SequenceSource sequences(List<TokenizedExample> examples, Data data) {
        int pause = data.vocabulary().id(PAUSE);
        return new Samples(
                examples,
                false,
                count,
                (example, epoch, index) -> {
                    int[] prompt = prompt(example.prompt(), data.vocabulary());
                    int[] ids = new Tokens().add(prompt).add(example.solution()).toArray();
                    boolean[] loss = data.lossOn().sequence(ids, prompt.length).loss().clone();
                    for (int i = 0; i < prompt.length; i++) {
                        loss[i] &= ids[i] != pause;
                    }
                    return new Sequence(ids, loss);
                });
    }

    @Override
    public int[] prompt(int[] question, Tokenizer vocabulary) {
        int[] pauses = new int[count];
        Arrays.fill(pauses, vocabulary.id(PAUSE));
        return position == Position.BEFORE
                ? new Tokens().add(pauses).add(question).toArray()
                : new Tokens().add(question).add(pauses).toArray();
    }
}
