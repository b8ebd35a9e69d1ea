package braid.training.data;

import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * A family of questions with traces and answers: where its examples come from, how they are written
 * as text, and when an answer counts as right.
 *
 * <p>Every example is a pure function of (the task's seed, split, index), and no question is in two
 * splits.
 *
 * <p>The text of an example is {@code prompt + trace + solution}. By default these follow Coconut's
 * files (Hao et al. 2024, arXiv:2412.06769): the question on a line, each step on a line, and
 * {@code # answer} (there three hashes, here one, which is one token everywhere). The parts are to
 * be tokenized one by one, so that none of them depends on the others.
 */
public interface Task {

    /** What stands before the answer in a {@link #solution}. */
    String ANSWER_MARK = "#";

    /** Short name, as {@link Tasks#parse} reads it; for example {@code running-sums}. */
    String name();

    /**
     * What the task asks, where its examples come from and how many there are; one or two
     * sentences.
     */
    String describe();

    /** Number of examples in a split; 0 if the task has no such split. */
    int size(Split split);

    /**
     * One example.
     *
     * @param index in {@code [0, size(split))}
     */
    Example example(Split split, int index);

    /**
     * All examples of a split, as a view: generated tasks compute an element when it is asked for.
     */
    default List<Example> examples(Split split) {
        return new View(this, split);
    }

    /** The text to be given to the model. */
    default String prompt(Example example) {
        return example.question() + "\n";
    }

    /** What stands between the steps of a {@link #trace}: a line break, or a blank. */
    default String stepSeparator() {
        return "\n";
    }

    /**
     * The text of the trace, with what separates it from the solution; empty if there are no steps.
     */
    default String trace(Example example) {
        return example.steps().isEmpty()
                ? ""
                : String.join(stepSeparator(), example.steps()) + "\n";
    }

    /**
     * Where the reasoning steps of the {@link #trace} end: for each, the number of characters up to
     * its end. A line break ends a step; a blank between two belongs to the second, as it does to
     * the word behind it in tokenizers. The last end is the length of the trace.
     */
    default int[] stepEnds(Example example) {
        List<String> steps = example.steps();
        int[] ends = new int[steps.size()];
        int at = 0;
        for (int i = 0; i < ends.length; i++) {
            at += steps.get(i).length();
            boolean lineBreak = i == ends.length - 1 || stepSeparator().equals("\n");
            ends[i] = at + (lineBreak ? 1 : 0);
            at += stepSeparator().length();
        }
        return ends;
    }

    /** The text of the answer behind its mark. */
    default String solution(Example example) {
        return ANSWER_MARK + " " + example.answer();
    }

    /** The whole text: prompt, trace and solution. */
    default String text(Example example) {
        return prompt(example) + trace(example) + solution(example);
    }

    /**
     * Finds the answer in what a model wrote: the rest of the last line that begins with the mark,
     * with white space normalised. Latent tokens must not be in the text.
     *
     * @return empty if no line begins with the mark, or nothing follows it
     */
    default Optional<String> answer(String generated) {
        return generated
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(ANSWER_MARK))
                .reduce((earlier, later) -> later)
                .map(line -> normalise(line.substring(ANSWER_MARK.length())))
                .filter(answer -> !answer.isEmpty());
    }

    /** Whether the generated text holds exactly the example's answer, but for white space. */
    default boolean correct(Example example, String generated) {
        return answer(generated).filter(normalise(example.answer())::equals).isPresent();
    }

    /**
     * Whether the generated text is right and no other answer would be better. Where all right
     * answers are as good, that is {@link #correct}.
     */
    default boolean optimal(Example example, String generated) {
        return correct(example, generated);
    }

    /** The example for people to read: its text, and what helps to understand it. */
    default String display(Example example) {
        return text(example);
    }

    /** A picture of the example with its answer as SVG, if the task has one. */
    default Optional<String> picture(Example example) {
        return Optional.empty();
    }

    private static String normalise(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /** Whether the examples are drawn, and not read from files. */
    default boolean isGenerated() {
        return false;
    }

    /** Examples of one split, computed when asked for. */
    final class View extends AbstractList<Example> implements RandomAccess {

        private final Task task;
        private final Split split;

        View(Task task, Split split) {
            this.task = task;
            this.split = split;
        }

        @Override
        public Example get(int index) {
            return task.example(split, index);
        }

        @Override
        public int size() {
            return task.size(split);
        }
    }
}
