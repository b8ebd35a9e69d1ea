package braid.training.data;

/**
 * Data that cannot be used: a file that is missing or malformed, an unknown task, sequences longer
 * than the context. The first line of the message says what is wrong and where (path, row, field);
 * the second, after {@code HINT:}, how to mend it.
 */
public final class DataException extends RuntimeException {

    /**
     * @param problem the first line
     * @param hint how to mend it, without the word HINT
     */
    public DataException(String problem, String hint) {
        super(problem + "\n  HINT: " + hint);
    }

    /**
     * @param problem the first line
     * @param hint how to mend it, without the word HINT
     * @param cause what failed underneath
     */
    public DataException(String problem, String hint, Throwable cause) {
        super(problem + "\n  HINT: " + hint, cause);
    }
}
