package braid.training.data;

import braid.tensor.random.Random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The built-in task of the demo: add up digits modulo 10. The trace repeats each digit and gives
 * the sum so far; the answer is the last sum.
 *
 * <pre>
 * question  3 1 4 1 =
 * trace     3 3 1 4 4 8 1 9
 * solution  # 9
 * </pre>
 *
 * <p>A step is exactly two words, so chunks of 2, 4, 8, … tokens of a word-level tokenizer hold
 * whole steps. The state that a latent token for a chunk should carry is known, {@link #state}, and
 * how much of it the codes do carry can be measured as mutual information. Guessing is right once
 * in ten.
 */
public final class RunningSums extends GeneratedTask {

    /** Words of the trace that make up one step. */
    public static final int WORDS_PER_STEP = 2;

    /** Number of different states: sums are taken modulo this. */
    public static final int STATES = 10;

    static final int DIGITS = 16;
    static final Sizes SIZES = new Sizes(50_000, 500, 1_000);

    private final int digits;

    /** Sixteen digits; 50,000, 500 and 1,000 examples. */
    public RunningSums(long seed) {
        this(seed, DIGITS, SIZES);
    }

    /**
     * @param seed of all examples
     * @param digits how many numbers to add up, 4 to 4096
     * @param sizes number of examples in each split
     */
    public RunningSums(long seed, int digits, Sizes sizes) {
        super(seed, sizes);
        if (digits < 4 || digits > 4096) {
            throw new DataException(
                    "running-sums: " + digits + " digits",
                    "choose a number from 4 to 4096; the default is 16");
        }
        this.digits = digits;
    }

    @Override
    public String name() {
        return "running-sums";
    }

    @Override
    public String describe() {
        return "Running sums: add "
                + digits
                + " digits modulo 10, with each digit and the sum so far as the"
                + " trace. Generated: "
                + sizes().train()
                + " train, "
                + sizes().valid()
                + " valid, "
                + sizes().test()
                + " test.";
    }

    /** How many digits a question has; as many steps has its trace. */
    public int digits() {
        return digits;
    }

    @Override
    protected Example draw(Random random) {
        int[] drawn = new int[digits];
        for (int i = 0; i < digits; i++) {
            drawn[i] = random.nextInt(STATES);
        }
        String question =
                Arrays.stream(drawn).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        List<String> steps = new ArrayList<>(digits);
        int sum = 0;
        for (int digit : drawn) {
            sum = (sum + digit) % STATES;
            steps.add(digit + " " + sum);
        }
        return new Example(question + " =", steps, Integer.toString(sum));
    }

    /**
     * The steps stand in one line, so that no word but digits and sums stands between the chunks.
     */
    @Override
    public String stepSeparator() {
        return " ";
    }

    /**
     * The known state after a part of the trace: the running sum.
     *
     * @param example of this task
     * @param words how many words of the trace, from its start; 2 or more. An odd number counts as
     *     the step before
     * @return 0 to 9
     */
    public static int state(Example example, int words) {
        String step = example.steps().get(words / WORDS_PER_STEP - 1);
        return step.charAt(step.length() - 1) - '0';
    }
}
