package braid.training.data.math;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether an answer is the reference, written otherwise.
 *
 * <p>Both are brought into one way of writing ({@link Latex}). Letters of choices and words of
 * truth are compared as such. Else lists, sets, unions, tuples, intervals and matrices are taken
 * apart ({@link Form}), in any order where there is none; what is left are numbers, compared by
 * exact arithmetic where they are rational and as doubles to ten digits where a root or π is in
 * them ({@link Value}), and text, compared as text, without regard to case if it is words.
 *
 * <table>
 * <caption>Against other graders</caption>
 * <tr><th>matter</th><th>here</th><th>Hendrycks' MATH</th><th>Qwen2.5-Math</th><th>DART-Math</th></tr>
 * <tr><td>numbers</td><td>equal, exactly</td><td>same text</td><td>within 1e-4</td><td>within
 *     1e-9</td></tr>
 * <tr><td>0.5, 1/2</td><td>same</td><td>same, this one pair</td><td>same</td><td>same</td></tr>
 * <tr><td>50%, 50, 0.5</td><td>50% is either; 50 is not 0.5</td><td>50% is 50</td><td>all three
 *     are one</td><td>all three are one</td></tr>
 * <tr><td>unit</td><td>may be missing, not be another</td><td>ignored in {@code \text}</td><td>
 *     ignored</td><td>ignored</td></tr>
 * <tr><td>{@code x = 5}, {@code y = 5}</td><td>differ</td><td>same</td><td>same</td><td>same</td></tr>
 * <tr><td>(1, 2), [1, 2], 1, 2</td><td>three answers</td><td>three answers</td><td>often
 *     one</td><td>often one</td></tr>
 * <tr><td>1, 2 and 2, 1</td><td>same</td><td>differ</td><td>differ</td><td>same, if the question
 *     asks for all</td></tr>
 * <tr><td>2x + 2, 2(x + 1)</td><td>differ</td><td>differ</td><td colspan="2">same, by computer
 *     algebra</td></tr>
 * <tr><td>capitals in words</td><td>ignored</td><td>matter</td><td>ignored</td><td>ignored</td></tr>
 * </table>
 *
 * <p>Read in {@code modeling/math_equivalence.py} of hendrycks/math, {@code evaluation/grader.py}
 * and {@code parser.py} of QwenLM/Qwen2.5-Math, {@code dart_math/eval.py} of hkust-nlp/dart-math.
 * Where it differs from them it is mostly stricter; accuracies of other papers are not reproduced
 * to the last question. Laxer than all three: the order of a list without brackets never matters.
 *
 * <p>Never throws, and is bounded in time: texts of more than {@link #LONGEST} characters are only
 * compared as they are.
 *
 * @param tolerance relative difference that numbers may have; 0 for none. For sets whose references
 *     are measured or rounded
 */
public record Equivalence(double tolerance) {

    /** Longer texts are not taken apart; the longest reference of the known sets has 993. */
    public static final int LONGEST = 4_096;

    /** Numbers must be equal. */
    public static final Equivalence EXACT = new Equivalence(0);

    private static final Pattern REFERENCE_CHOICE = Pattern.compile("\\(([A-Ha-h])\\)|([A-H])");
    private static final Pattern GIVEN_CHOICE =
            Pattern.compile("(?:\\(([A-Ha-h])\\)|([A-Ha-h])(?:[).:]|$)).*", Pattern.DOTALL);

    private static final Set<String> TRUE = Set.of("true", "yes");
    private static final Set<String> FALSE = Set.of("false", "no");

    /**
     * Whether an answer is the reference.
     *
     * @param reference of the data set; blank for none, which no answer is
     * @param given found in what a model wrote
     */
    public boolean same(String reference, String given) {
        if (reference.isBlank() || given.isBlank()) {
            return false;
        }
        if (Math.max(reference.length(), given.length()) > LONGEST) {
            return reference.strip().equals(given.strip());
        }
        String right = Latex.normal(reference);
        String written = Latex.normal(given);
        String choice = choice(REFERENCE_CHOICE, right);
        if (!choice.isEmpty()) {
            return choice.equals(choice(GIVEN_CHOICE, written));
        }
        // 70,110 is read as one number, and is the pair 70, 110 all the same.
        return right.replace(", ", ",").equals(written.replace(", ", ","))
                || isSameTruth(right, written)
                || Form.of(right).same(Form.of(written), tolerance);
    }

    /** The letter, in upper case; empty if it is none. */
    private static String choice(Pattern pattern, String text) {
        Matcher choice = pattern.matcher(words(text));
        if (!choice.matches()) {
            return "";
        }
        String letter = choice.group(1) == null ? choice.group(2) : choice.group(1);
        return letter.toUpperCase(Locale.ROOT);
    }

    private static boolean isSameTruth(String reference, String given) {
        String right = words(reference).toLowerCase(Locale.ROOT);
        String written = words(given).toLowerCase(Locale.ROOT);
        return TRUE.contains(right) && TRUE.contains(written)
                || FALSE.contains(right) && FALSE.contains(written);
    }

    private static String words(String normal) {
        return Latex.withoutBlanks(normal.replace(Latex.TEXT, ' '));
    }
}
