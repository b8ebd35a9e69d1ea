package braid.training.data.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.Example;
import braid.training.data.JsonLines;
import braid.training.data.Limits;
import braid.training.data.SharedData;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Against published counts, and against iCoT's files, which were made from GSM8K by others. */
final class Gsm8kTest {

    private static final Map<Gsm8k.Form, Task> TASKS = new EnumMap<>(Gsm8k.Form.class);

    @TempDir Path folder;

    @Test
    void splitsHaveTheirPublishedSizes() {
        Task task = real(Gsm8k.Form.PROSE);
        assertThat(task.describe())
                .endsWith("traces of sentences: 6973 train, 500 valid, 1319 test.");
        assertThat(task.size(Split.TRAIN) + task.size(Split.VALID)).isEqualTo(7473);
        for (Split split : Split.values()) {
            for (Example example : task.examples(split)) {
                assertThat(new BigInteger(example.answer())).isNotNull();
                assertThat(task.correct(example, task.text(example))).isTrue();
            }
        }
    }

    @Test
    void equationsAreThoseOfIcot() throws IOException {
        Task task = real(Gsm8k.Form.EQUATIONS);
        assertThat(rows(task, Split.VALID)).isEqualTo(lines("valid.txt"));
        assertThat(rows(task, Split.TEST)).isEqualTo(lines("test.txt"));
        // Traces without a mark: 18 of 1319, as counted in the file.
        assertThat(task.examples(Split.TEST).stream().filter(e -> e.steps().isEmpty())).hasSize(18);
    }

    @Test
    void proseIsThatOfIcotsTrainingFile() throws IOException {
        Task task = real(Gsm8k.Form.PROSE);
        Set<String> missing = new HashSet<>();
        lines("train_no_aug.txt").forEach(row -> missing.add(withoutBlanks(row)));
        assertThat(missing).hasSize(6973);
        rows(task, Split.TRAIN).forEach(row -> missing.remove(withoutBlanks(row)));
        assertThat(missing).isEmpty();
    }

    @Test
    void marksStandInTheSentencesOnlyIfAskedFor() {
        Example marks = real(Gsm8k.Form.MARKS).example(Split.TEST, 0);
        Example prose = real(Gsm8k.Form.PROSE).example(Split.TEST, 0);
        assertThat(marks.steps().get(1))
                .isEqualTo("She makes 9 * 2 = $<<9*2=18>>18 every day at the farmer’s market.");
        assertThat(prose.steps().get(1))
                .isEqualTo("She makes 9 * 2 = $18 every day at the farmer’s market.");
    }

    /** Lines before the last one that are not blank, counted in the published files. */
    @Test
    void numbersOfStepsAreThoseOfTheFiles() {
        Task task = real(Gsm8k.Form.MARKS);
        assertThat(steps(task, Split.TRAIN, Split.VALID))
                .isEqualTo("{2=1961, 3=2149, 4=1659, 5=955, 6=419, 7=227, 8=90, 9=13}");
        assertThat(steps(task, Split.TEST))
                .isEqualTo("{2=326, 3=371, 4=297, 5=175, 6=87, 7=40, 8=20, 9=2, 11=1}");
    }

    private static String steps(Task task, Split... splits) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (Split split : splits) {
            task.examples(split).forEach(e -> counts.merge(e.steps().size(), 1, Integer::sum));
        }
        return counts.toString();
    }

    /** All 27,998 of them; two divide with {@code //}. */
    @Test
    void calculatorMarksEvaluateToTheirValues() {
        Task task = real(Gsm8k.Form.EQUATIONS);
        int marks = 0;
        List<String> wrong = new ArrayList<>();
        for (Split split : Split.values()) {
            for (Example example : task.examples(split)) {
                for (String step : example.steps()) {
                    marks++;
                    String mark = step.substring(2, step.length() - 2);
                    int equals = mark.lastIndexOf('=');
                    BigDecimal value = new Calculator(mark.substring(0, equals)).value();
                    BigDecimal written = new Calculator(mark.substring(equals + 1)).value();
                    if (value.subtract(written).abs().compareTo(new BigDecimal("1e-25")) > 0) {
                        wrong.add(mark);
                    }
                }
            }
        }
        assertThat(marks).isEqualTo(23_716 + 4_282);
        assertThat(wrong).isEmpty();
    }

    @Test
    void withoutIcotsFileAHashDecides() throws IOException {
        Files.writeString(folder.resolve("test.jsonl"), row("t", 1));
        StringBuilder train = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            train.append(row("q" + i, i));
        }
        Files.writeString(folder.resolve("train.jsonl"), train);
        Task task = Tasks.parse("gsm8k:" + folder, 1);
        assertThat(task.size(Split.TRAIN) + task.size(Split.VALID)).isEqualTo(200);
        assertThat(task.size(Split.VALID)).isBetween(8, 40);
        assertThat(task.examples(Split.VALID))
                .allMatch(e -> Split.of(e.fingerprint()) == Split.VALID);

        Files.writeString(folder.resolve("valid.txt"), "q3||<<1+1=2>> #### 3\nq0|| #### 0\n");
        assertThat(Tasks.parse("gsm8k:" + folder, 1).examples(Split.VALID))
                .map(Example::question)
                .containsExactly("q3", "q0");
        Files.writeString(folder.resolve("valid.txt"), "q3||\nq3||\n");
        assertThatThrownBy(() -> Tasks.parse("gsm8k:" + folder, 1))
                .hasMessageStartingWith(
                        folder.resolve("valid.txt")
                                + ": row 2: no question of the training file\n  HINT: a row is");
    }

    @Test
    void malformedRowsAndUnknownFormsAreTold() throws IOException {
        Path file = folder.resolve("train.jsonl");
        Files.writeString(file, row("q", 1) + "{\"question\": \"q\", \"answer\": \"so 5\"}");
        assertThatThrownBy(() -> Tasks.parse("gsm8k:" + folder, 1))
                .hasMessageStartingWith(
                        file + ": row 2: field 'answer': its last line is not '#### ' and the");
        Files.writeString(file, "{\"question\": \"q\"}");
        assertThatThrownBy(() -> Tasks.parse("gsm8k:" + folder, 1))
                .hasMessageStartingWith(file + ": row 1: field 'answer' is missing");
        assertThatThrownBy(() -> Tasks.parse("gsm8k:" + folder + ",form=poem", 1))
                .hasMessage(
                        "task 'gsm8k:"
                                + folder
                                + ",form=poem': option 'form=poem' is unknown\n"
                                + "  HINT: choose one of [prose, marks, equations]");
    }

    private static Task real(Gsm8k.Form form) {
        Path data = SharedData.find("gsm8k");
        return TASKS.computeIfAbsent(form, f -> new Gsm8k(data, f));
    }

    private static List<String> lines(String name) throws IOException {
        return Files.readAllLines(SharedData.find("gsm8k_icot").resolve(name));
    }

    /** Examples as rows of iCoT's files, with the answer as GSM8K writes it. */
    private static List<String> rows(Task task, Split split) {
        Map<String, String> answers = new HashMap<>();
        for (String name : List.of("train.jsonl", "test.jsonl")) {
            JsonLines.rows(
                            SharedData.find("gsm8k").resolve(name),
                            Limits.DEFAULT,
                            "",
                            row -> Map.entry(row.text("question"), row.text("answer")))
                    .forEach(e -> answers.put(e.getKey(), e.getValue()));
        }
        return task.examples(split).stream()
                .map(e -> {
                    String answer = answers.get(e.question());
                    return e.question()
                            + "||"
                            + String.join(" ", e.steps())
                            + " "
                            + answer.substring(answer.lastIndexOf("####"));
                })
                .toList();
    }

    private static String withoutBlanks(String row) {
        return row.replaceAll("[\\s\u00a0\u2028]", "");
    }

    private static String row(String question, int answer) {
        return "{\"question\": \"%s\", \"answer\": \"so\\n#### %d\"}%n".formatted(question, answer);
    }

    /** The four operations with parentheses, to 34 digits. */
    private static final class Calculator {

        private final String in;
        private int at;

        Calculator(String in) {
            this.in = in;
        }

        BigDecimal value() {
            BigDecimal value = sum();
            assertThat(at).as(in).isEqualTo(in.length());
            return value;
        }

        private BigDecimal sum() {
            BigDecimal value = product();
            while (at < in.length() && "+-".indexOf(in.charAt(at)) >= 0) {
                boolean plus = in.charAt(at++) == '+';
                BigDecimal right = product();
                value = plus ? value.add(right) : value.subtract(right);
            }
            return value;
        }

        private BigDecimal product() {
            BigDecimal value = factor();
            while (at < in.length() && "*/(".indexOf(in.charAt(at)) >= 0) {
                boolean divides = in.charAt(at) == '/';
                at += in.startsWith("//", at) ? 2 : in.charAt(at) == '(' ? 0 : 1;
                BigDecimal right = factor();
                value =
                        divides
                                ? value.divide(right, MathContext.DECIMAL128)
                                : value.multiply(right);
            }
            return value;
        }

        private BigDecimal factor() {
            if (in.charAt(at) == '-' || in.charAt(at) == '+') {
                return in.charAt(at++) == '-' ? factor().negate() : factor();
            }
            if (in.charAt(at) == '(') {
                at++;
                BigDecimal value = sum();
                at++;
                return value;
            }
            int from = at;
            while (at < in.length() && "0123456789.".indexOf(in.charAt(at)) >= 0) {
                at++;
            }
            return new BigDecimal(in.substring(from, at));
        }
    }
}
