package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What all generated tasks must do. */
final class TaskTest {

    private static final String SIZES = ",train=300,valid=200,test=200";

    @ParameterizedTest
    @ValueSource(strings = {"running-sums", "multiplication", "prontoqa-gen", "prosqa-gen"})
    void examplesAreAFunctionOfSeedSplitAndIndex(String name) {
        Task task = Tasks.parse(name + SIZES, 7);
        Task again = Tasks.parse(name + ",train=1000,valid=250,test=200", 7);
        // Asked for backwards, and of a larger task: neither order nor size may matter.
        for (int i = 199; i >= 0; i--) {
            for (Split split : Split.values()) {
                assertThat(again.example(split, i)).isEqualTo(task.example(split, i));
            }
        }
        assertThat(Tasks.parse(name + SIZES, 8).example(Split.TRAIN, 0))
                .isNotEqualTo(task.example(Split.TRAIN, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"running-sums", "multiplication", "prontoqa-gen", "prosqa-gen"})
    void splitsNeverOverlapNotEvenAcrossSeeds(String name) {
        Task task = Tasks.parse(name + SIZES, 1);
        Task other = Tasks.parse(name + SIZES, 2);
        Set<String> train = questions(task, Split.TRAIN);
        train.addAll(questions(other, Split.TRAIN));
        Set<String> valid = questions(task, Split.VALID);
        valid.addAll(questions(other, Split.VALID));
        Set<String> test = questions(task, Split.TEST);
        test.addAll(questions(other, Split.TEST));
        assertThat(train).doesNotContainAnyElementsOf(valid).doesNotContainAnyElementsOf(test);
        assertThat(valid).doesNotContainAnyElementsOf(test);
        assertThat(task.examples(Split.TRAIN))
                .allMatch(e -> Split.of(e.fingerprint()) == Split.TRAIN);
        assertThat(task.examples(Split.VALID))
                .allMatch(e -> Split.of(e.fingerprint()) == Split.VALID);
        assertThat(task.examples(Split.TEST))
                .allMatch(e -> Split.of(e.fingerprint()) == Split.TEST);
    }

    @Test
    void answerIsTheRestOfTheLineBehindTheLastMark() {
        Task task = new RunningSums(1);
        assertThat(task.answer("1 1 2 3\n# 3")).hasValue("3");
        assertThat(task.answer("# 1\n# Tom  is a\tlempus. \nmore")).hasValue("Tom is a lempus.");
        assertThat(task.answer("in C #\n # C#\r\nin A#")).hasValue("C#");
        assertThat(task.answer("no mark")).isEmpty();
        assertThat(task.answer("# \nTrue")).isEmpty();
    }

    @Test
    void onlyTheExactAnswerIsRight() {
        Task task = new RunningSums(1);
        Example example = new Example("q", List.of(), "Tom is a lempus.");
        assertThat(task.correct(example, "x\n#  Tom is a  lempus.")).isTrue();
        assertThat(task.correct(example, "x\n# Tom is a lempus")).isFalse();
        assertThat(task.correct(example, "x\n# tom is a lempus.")).isFalse();
        assertThat(task.correct(example, "Tom is a lempus.")).isFalse();
        assertThat(task.correct(example, task.solution(example))).isTrue();
    }

    @Test
    void fingerprintsAreFixedAndTellQuestionsApart() {
        assertThat(new Example("a", List.of(), "x").fingerprint())
                .isEqualTo(new Example("a", List.of("s"), "y").fingerprint())
                .isNotEqualTo(new Example("b", List.of(), "x").fingerprint());
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            seen.add(new Example(Integer.toString(i), List.of(), "").fingerprint());
        }
        assertThat(seen).hasSize(50_000);
    }

    @Test
    void oneQuestionInTenIsHeldOutForEachOfTwoSplits() {
        int[] counts = new int[3];
        for (int i = 0; i < 100_000; i++) {
            counts[Split.of(new Example("q" + i, List.of(), "").fingerprint()).ordinal()]++;
        }
        // Five standard deviations of a binomial: 5 sqrt(100000 p (1 - p)).
        assertThat(counts[0]).isBetween(80_000 - 633, 80_000 + 633);
        assertThat(counts[1]).isBetween(10_000 - 475, 10_000 + 475);
    }

    private static Set<String> questions(Task task, Split split) {
        Set<String> questions = new HashSet<>();
        task.examples(split).forEach(e -> questions.add(e.question()));
        return questions;
    }
}
