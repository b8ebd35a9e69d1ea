package braid.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A tensor operation was asked for something impossible. The first line of the message names the
 * operation, what is wrong and the operands; the second, after {@code HINT:}, says how to mend it.
 */
public class TensorException extends RuntimeException {

    /**
     * @param problem the first line, for example {@code "matmul: inner dimensions differ: …"}
     * @param hint how to mend it, without the word HINT
     */
    public TensorException(String problem, String hint) {
        super(problem + "\n  HINT: " + hint);
    }

    /**
     * @param problem as {@link #TensorException(String, String)}
     * @param hint how to mend it
     * @param cause what failed underneath
     */
    public TensorException(String problem, String hint, @Nullable Throwable cause) {
        super(problem + "\n  HINT: " + hint, cause);
    }

    /** With a whole message of one or more lines. */
    TensorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
