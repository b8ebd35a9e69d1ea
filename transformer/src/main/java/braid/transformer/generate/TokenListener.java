package braid.transformer.generate;

/** Hears of each token when it is chosen, to show it at once or to end a sequence. */
@FunctionalInterface
public interface TokenListener {

    /** Hears nothing. */
    TokenListener NONE = (sequence, id, logProbability) -> true;

    /**
     * A token was chosen. Sequences come in their order, one token of each in turn.
     *
     * @param sequence number of its prompt
     * @param id the token
     * @param logProbability natural logarithm of the probability that the model gives it: before
     *     repetition penalty, constraint, temperature and all that restricts the draw
     * @return whether the sequence goes on
     */
    boolean token(int sequence, int id, double logProbability);

    /** One that hears nothing. */
    static TokenListener none() {
        return NONE;
    }
}
