package braid.training.data;

import braid.tensor.TensorException;
import braid.transformer.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The token ids of an example: P, C and S. Each part was tokenized by itself, so that a part can be
 * left out or replaced without changing the others.
 *
 * @param prompt ids of the question (P)
 * @param trace ids of the reasoning (C); may be empty
 * @param solution ids of the answer (S), the end of the sequence included
 * @param stepEnds for each reasoning step, ascending, the number of trace tokens up to its end; the
 *     last is the length of the trace
 */
public record TokenizedExample(int[] prompt, int[] trace, int[] solution, int[] stepEnds) {

    private static final int SHOWN = 60;

    /** Checks that the steps make up the trace. */
    public TokenizedExample {
        int end = 0;
        for (int stepEnd : stepEnds) {
            if (stepEnd <= end) {
                throw new IllegalArgumentException("steps end at " + Arrays.toString(stepEnds));
            }
            end = stepEnd;
        }
        if (end != trace.length) {
            throw new IllegalArgumentException(
                    "steps end at "
                            + Arrays.toString(stepEnds)
                            + ", the trace has "
                            + trace.length
                            + " tokens");
        }
    }

    /** An example whose trace, if it has one, is one step. */
    public TokenizedExample(int[] prompt, int[] trace, int[] solution) {
        this(prompt, trace, solution, trace.length == 0 ? new int[0] : new int[] {trace.length});
    }

    /** Tokenizes an example and appends the token that ends a sequence. */
    public static TokenizedExample of(Task task, Example example, Tokenizer tokenizer) {
        int[] solution = tokenizer.encode(task.solution(example));
        int[] ended = Arrays.copyOf(solution, solution.length + 1);
        ended[solution.length] = tokenizer.eos();
        int[] trace = tokenizer.encode(task.trace(example));
        return new TokenizedExample(
                tokenizer.prompt(task.prompt(example)),
                trace,
                ended,
                stepEnds(task, example, tokenizer, trace));
    }

    /** The tokens of the text up to a step's end have to be the first ones of the trace. */
    private static int[] stepEnds(Task task, Example example, Tokenizer tokenizer, int[] trace) {
        String text = task.trace(example);
        int[] ends = task.stepEnds(example);
        for (int i = 0; i < ends.length; i++) {
            int[] upTo = tokenizer.encode(text.substring(0, ends[i]));
            int n = upTo.length;
            if (n > trace.length || !Arrays.equals(upTo, 0, n, trace, 0, n)) {
                throw new DataException(
                        "trace: step "
                                + i
                                + ", \""
                                + example.steps().get(i)
                                + "\", ends in a token",
                        "use a tokenizer whose tokens end where steps do: word, subword or byte");
            }
            ends[i] = n;
        }
        return ends;
    }

    /** Tokenizes a whole split, in its order. */
    public static List<TokenizedExample> all(Task task, Split split, Tokenizer tokenizer) {
        return task.examples(split).stream()
                .map(example -> naming(example, () -> of(task, example, tokenizer)))
                .toList();
    }

    /** Tokenizes; a text that the tokenizer does not know is told with its question. */
    public static <T> T naming(Example example, Supplier<T> tokenizing) {
        try {
            return tokenizing.get();
        } catch (TensorException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            String question = example.question();
            String shown =
                    question.length() > SHOWN ? question.substring(0, SHOWN) + "…" : question;
            throw new DataException(
                    "question \"" + shown + "\": " + message,
                    "the tokenizer was made from other data: use the data that the run was started"
                            + " with, or start a new run",
                    e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenizedExample that
                && Arrays.equals(prompt, that.prompt)
                && Arrays.equals(trace, that.trace)
                && Arrays.equals(solution, that.solution)
                && Arrays.equals(stepEnds, that.stepEnds);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(prompt) + Arrays.hashCode(trace))
                + Arrays.hashCode(solution);
    }

    @Override
    public String toString() {
        return Arrays.toString(prompt) + Arrays.toString(trace) + Arrays.toString(solution);
    }
}
