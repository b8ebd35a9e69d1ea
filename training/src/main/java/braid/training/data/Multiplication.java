package braid.training.data;

import braid.tensor.random.Random;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Multiplication of two numbers of n digits, in the form of iCoT (Deng et al. 2024,
 * arXiv:2405.14838): digits stand apart and the least significant comes first, so that carries run
 * in the direction of reading.
 *
 * <pre>
 * question  5 6 3 2 * 7 4 3 4
 * steps     5 5 5 6 1
 *           + 0 0 6 4 9 0
 *           ( 5 5 1 1 1 1 )
 *           + 0 0 5 9 0 7 0
 *           ( 5 5 6 0 2 8 0 )
 *           + 0 0 0 0 6 4 9 0
 * answer    5 5 6 0 8 2 0 1
 * </pre>
 *
 * <p>A step is one term, the first factor times one digit of the second, or the sum of the terms so
 * far. The sum behind the last term is the answer. Factors have no leading zero, as in the files.
 *
 * <p>Each digit is one token of a word-level tokenizer, and so is each sign, but for the closing
 * parenthesis, which the blank before it makes two.
 *
 * <p>With a folder, the splits that have a file there come from it ({@link MultiplicationFile}),
 * and no question of a file is drawn for the others.
 */
public final class Multiplication extends MixedTask {

    static final int DIGITS = 4;
    static final Sizes SIZES = new Sizes(50_000, 1_000, 1_000);

    private static final int MOST_DIGITS = 64;

    private final int digits;

    /**
     * Without files.
     *
     * @param digits of each factor, 2 to 64
     * @param sizes number of examples in each split
     * @param seed of all examples
     */
    public Multiplication(int digits, Sizes sizes, long seed) {
        this("multiplication", Map.of(), checked(digits), sizes, seed);
    }

    /**
     * With the files of a folder.
     *
     * @param folder with {@code N_by_N_valid.txt} for the given number of digits, and perhaps
     *     {@code N_by_N_train.txt} and {@code N_by_N_test.txt}
     * @param digits of each factor, 2 to 64
     * @param sizes how many examples the splits without a file are to have
     * @param seed of all that is drawn
     */
    public Multiplication(Path folder, int digits, Sizes sizes, long seed) {
        this(
                folder.toString(),
                MultiplicationFile.splits(folder, checked(digits)),
                digits,
                sizes,
                seed);
    }

    private Multiplication(
            String source, Map<Split, List<Example>> files, int digits, Sizes sizes, long seed) {
        super(source, files, known -> new Generator(digits, sizes, seed, known));
        this.digits = digits;
    }

    private static int checked(int digits) {
        if (digits < 2 || digits > MOST_DIGITS) {
            throw new DataException(
                    "multiplication: " + digits + " digits",
                    "choose a number from 2 to " + MOST_DIGITS + "; the default is " + DIGITS);
        }
        return digits;
    }

    @Override
    public String name() {
        return "multiplication";
    }

    @Override
    public String describe() {
        return "Multiplication of two numbers of "
                + digits
                + " digits, with terms and running sums as the trace: "
                + counts()
                + ".";
    }

    /** The steps stand in one line, as in the files. */
    @Override
    public String stepSeparator() {
        return " ";
    }

    /**
     * The question, the steps and the answer for two factors.
     *
     * @param a not negative, of at most {@code digits} digits
     * @param b not negative, of at most {@code digits} digits
     * @param digits that both are written with
     */
    static Example worked(BigInteger a, BigInteger b, int digits) {
        String first = reversed(a, digits);
        String second = reversed(b, digits);
        List<String> steps = new ArrayList<>(2 * digits);
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < digits; i++) {
            BigInteger digit = BigInteger.valueOf(second.charAt(2 * i) - '0');
            BigInteger term = a.multiply(digit).multiply(BigInteger.TEN.pow(i));
            sum = sum.add(term);
            steps.add((i > 0 ? "+ " : "") + reversed(term, digits + 1 + i));
            if (i > 0 && i < digits - 1) {
                steps.add("( " + reversed(sum, digits + 1 + i) + " )");
            }
        }
        return new Example(first + " * " + second, steps, reversed(sum, 2 * digits));
    }

    /** Digits with blanks between, the least significant first, filled up with zeros. */
    private static String reversed(BigInteger number, int digits) {
        StringBuilder text = new StringBuilder(number.toString()).reverse();
        text.repeat('0', digits - text.length());
        return String.join(" ", text.toString().split(""));
    }

    /** Draws both factors uniformly from the numbers with exactly n digits. */
    private static final class Generator extends GeneratedTask {

        private final int digits;

        Generator(int digits, Sizes sizes, long seed, Set<Long> excluded) {
            super(seed, sizes, excluded);
            this.digits = digits;
        }

        @Override
        public String name() {
            return "multiplication";
        }

        @Override
        public String describe() {
            return name();
        }

        @Override
        protected Example draw(Random random) {
            return worked(factor(random), factor(random), digits);
        }

        private BigInteger factor(Random random) {
            StringBuilder text = new StringBuilder().append(1 + random.nextInt(9));
            while (text.length() < digits) {
                text.append(random.nextInt(10));
            }
            return new BigInteger(text.toString());
        }
    }
}
