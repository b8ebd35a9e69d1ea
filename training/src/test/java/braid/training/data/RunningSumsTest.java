package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

final class RunningSumsTest {

    @Test
    void traceGivesEachDigitAndTheSumSoFar() {
        RunningSums task = new RunningSums(1);
        for (Example example : task.examples(Split.VALID)) {
            int[] digits =
                    Arrays.stream(example.question().replace(" =", "").split(" "))
                            .mapToInt(Integer::parseInt)
                            .toArray();
            assertThat(digits).hasSize(16);
            assertThat(example.steps()).hasSize(16);
            for (int i = 0; i < 16; i++) {
                int sum = Arrays.stream(digits, 0, i + 1).sum() % 10;
                assertThat(example.steps().get(i)).isEqualTo(digits[i] + " " + sum);
                assertThat(RunningSums.state(example, 2 * (i + 1))).isEqualTo(sum);
            }
            assertThat(example.answer())
                    .isEqualTo(Integer.toString(Arrays.stream(digits).sum() % 10));
        }
    }

    @Test
    void textHasTwoWordsAStep() {
        RunningSums task = new RunningSums(1, 4, new Sizes(10, 1, 1));
        Example example = new Example("3 1 4 1 =", List.of("3 3", "1 4", "4 8", "1 9"), "9");
        assertThat(task.text(example)).isEqualTo("3 1 4 1 =\n3 3 1 4 4 8 1 9\n# 9");
        assertThat(task.trace(task.example(Split.TRAIN, 3)).split("\\s+")).hasSize(8);
    }

    /** So chunks of 2, 4, 8, … tokens hold whole steps, and their states are known. */
    @Test
    void wordTokenizersGiveTwoTokensAStep() {
        RunningSums task = new RunningSums(1);
        Tokenizer tokenizer =
                WordTokenizer.train(
                        task.examples(Split.TRAIN).subList(0, 100).stream()
                                .map(task::text)
                                .toList());
        for (TokenizedExample example : TokenizedExample.all(task, Split.VALID, tokenizer)) {
            assertThat(example.trace()).hasSize(16 * 2 + 1);
            assertThat(example.solution()).hasSize(3).endsWith(Tokenizer.EOS);
        }
        Example example = task.example(Split.VALID, 0);
        int[] trace = tokenizer.encode(task.trace(example));
        for (int words = 2; words <= 32; words += 2) {
            assertThat(tokenizer.token(trace[words - 1]))
                    .isEqualTo(Integer.toString(RunningSums.state(example, words)));
        }
    }

    @Test
    void answersAreSpreadEvenly() {
        RunningSums task = new RunningSums(5);
        int[] counts = new int[10];
        for (int i = 0; i < 10_000; i++) {
            counts[Integer.parseInt(task.example(Split.TRAIN, i).answer())]++;
        }
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += Math.pow(count - 1000, 2) / 1000;
        }
        // 33.7 is exceeded by chance once in 10,000 with 9 degrees of freedom.
        assertThat(chiSquare).isLessThan(33.7);
    }

    @Test
    void smallTasksKeepTheirSplitsApart() {
        RunningSums task = new RunningSums(1, 4, new Sizes(500, 500, 500));
        for (Split split : Split.values()) {
            assertThat(task.examples(split)).allMatch(e -> Split.of(e.fingerprint()) == split);
        }
    }

    @Test
    void refusesTooFewDigits() {
        assertThatThrownBy(() -> new RunningSums(1, 2, new Sizes(1, 1, 1)))
                .hasMessage(
                        "running-sums: 2 digits\n"
                                + "  HINT: choose a number from 4 to 4096; the default is 16");
    }
}
