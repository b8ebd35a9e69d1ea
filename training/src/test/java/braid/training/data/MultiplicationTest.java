package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

final class MultiplicationTest {

    private static final Sizes FEW = new Sizes(2000, 100, 100);

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void realRowsAreReproducedToTheCharacter(int digits) throws IOException {
        List<String> rows = realRows(digits);
        assertThat(rows).hasSize(1000);
        for (String row : rows) {
            String[] factors = row.substring(0, row.indexOf("||")).split(" \\* ");
            Example example = Multiplication.worked(number(factors[0]), number(factors[1]), digits);
            assertThat(MultiplicationFile.row(example)).isEqualTo(row);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void foldersGiveTheValidationSplitAndNothingOfItIsDrawn(int digits) throws IOException {
        Path real = SharedData.find("icot_mult");
        Task task = Tasks.parse("multiplication:" + real + ",digits=" + digits + ",train=2000", 1);
        List<String> rows = realRows(digits);
        assertThat(task.examples(Split.VALID)).map(MultiplicationFile::row).isEqualTo(rows);
        assertThat(task.describe())
                .contains("2000 train (generated), 1000 valid (file), 1000 test (generated)");
        Set<String> held = new HashSet<>();
        rows.forEach(row -> held.add(row.substring(0, row.indexOf("||"))));
        for (Split split : List.of(Split.TRAIN, Split.TEST)) {
            assertThat(task.examples(split)).noneMatch(e -> held.contains(e.question()));
        }
    }

    /** With four digits a clash is rare; here a file holds the first pair that would be drawn. */
    @Test
    void pairsOfTheFileAreNotDrawn() throws IOException {
        Task open = new Multiplication(2, FEW, 3);
        Example first = open.example(Split.TRAIN, 0);
        Files.writeString(folder.resolve("2_by_2_valid.txt"), MultiplicationFile.row(first));
        Task closed = new Multiplication(folder, 2, FEW, 3);
        assertThat(closed.examples(Split.VALID)).containsExactly(first);
        assertThat(open.examples(Split.TRAIN)).contains(first);
        assertThat(closed.examples(Split.TRAIN)).doesNotContain(first).hasSize(2000);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 64})
    void termsAddUpToTheProduct(int digits) {
        Task task = new Multiplication(digits, new Sizes(50, 1, 1), 5);
        for (Example example : task.examples(Split.TRAIN)) {
            String[] factors = example.question().split(" \\* ");
            assertThat(factors[0].split(" ")).hasSize(digits);
            assertThat(number(example.answer()))
                    .isEqualTo(number(factors[0]).multiply(number(factors[1])));
            BigInteger sum = BigInteger.ZERO;
            for (String step : example.steps()) {
                BigInteger value = number(step.replaceAll("[+()]", ""));
                if (step.startsWith("(")) {
                    assertThat(value).isEqualTo(sum);
                } else {
                    sum = sum.add(value);
                }
            }
            assertThat(sum).isEqualTo(number(example.answer()));
            assertThat(example.steps()).hasSize(digits + digits - 2);
        }
    }

    /** A digit is a token, a sum in parentheses three more: "(", a blank and ")". */
    @Test
    void wordTokenizersGiveOneTokenADigit() {
        Task task = new Multiplication(4, new Sizes(200, 5, 5), 1);
        Tokenizer tokenizer =
                WordTokenizer.train(task.examples(Split.TRAIN).stream().map(task::text).toList());
        for (TokenizedExample tokens : TokenizedExample.all(task, Split.TRAIN, tokenizer)) {
            assertThat(tokens.prompt()).hasSize(4 + 1 + 4 + 1);
            // Terms of 5 to 8 digits, three plus signs, sums of 6 and 7 digits, a line break.
            assertThat(tokens.trace()).hasSize(5 + 6 + 7 + 8 + 3 + 6 + 3 + 7 + 3 + 1);
            assertThat(tokens.solution()).hasSize(1 + 8 + 1);
        }
    }

    @Test
    void answersAreRightByTheirDigits() {
        Example example =
                Multiplication.worked(BigInteger.valueOf(2365), BigInteger.valueOf(4347), 4);
        Task task = new Multiplication(4, FEW, 1);
        assertThat(task.solution(example)).isEqualTo("# 5 5 6 0 8 2 0 1");
        assertThat(task.correct(example, task.text(example))).isTrue();
        assertThat(task.correct(example, "# 5 5 6 0 8 2 0 2")).isFalse();
    }

    @Test
    void rowsThatAreNoMultiplicationAreRefused() throws IOException {
        Path file = folder.resolve("2_by_2_valid.txt");
        String good = MultiplicationFile.row(new Multiplication(2, FEW, 1).example(Split.TRAIN, 0));
        Files.writeString(file, good + "\n" + good.substring(0, good.length() - 1) + "x\n");
        assertThatThrownBy(() -> new Multiplication(folder, 2, FEW, 1))
                .hasMessageStartingWith(
                        file + ": row 2: expected '" + good + "'\n  HINT: a row is");
        Files.writeString(file, "12 * 34||");
        assertThatThrownBy(() -> new Multiplication(folder, 2, FEW, 1))
                .hasMessageStartingWith(
                        file + ": row 1: does not begin with two factors of 2 digits");
        assertThatThrownBy(() -> new Multiplication(folder, 3, FEW, 1))
                .hasMessageStartingWith(folder.resolve("3_by_3_valid.txt") + ": no such file");
        assertThatThrownBy(() -> Tasks.parse("multiplication,digits=1", 1))
                .hasMessage(
                        "multiplication: 1 digits\n"
                                + "  HINT: choose a number from 2 to 64; the default is 4");
        assertThatThrownBy(() -> Tasks.parse("multiplication:", 1))
                .hasMessageStartingWith("task 'multiplication:': the path is missing");
    }

    private static List<String> realRows(int digits) throws IOException {
        return Files.readAllLines(
                SharedData.find("icot_mult").resolve(digits + "_by_" + digits + "_valid.txt"));
    }

    private static BigInteger number(String digits) {
        return new BigInteger(new StringBuilder(digits.replace(" ", "")).reverse().toString());
    }
}
