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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class MathSetsTest {

    private static final List<String> FILES =
            List.of(
                    "dart/deepmind-mathematics.json",
                    "dart/fresh-gaokao-math-2023.jsonl",
                    "dart/OE_TO_maths_en_COMP.json",
                    "dart/theoremqa.json",
                    "dart/gaokaobench.jsonl",
                    "qwen/college_math_test.jsonl",
                    "qwen/gaokao2023en_test.jsonl",
                    "qwen/minerva_math_test.jsonl");

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "dart/deepmind-mathematics.json, DM-Math, 1000, 2",
        "dart/fresh-gaokao-math-2023.jsonl, Fresh-Gaokao-2023, 30, '\\( \\{x | -2 \\leq x < 1\\} \\)'",
        "dart/OE_TO_maths_en_COMP.json, OlympiadBench, 675, 2",
        "dart/theoremqa.json, TheoremQA, 800, 11760",
        "dart/gaokaobench.jsonl, GaokaoBench, 508, $\\frac{\\mathrm{N}_{1}}{\\mathrm{~N}}$",
        "qwen/college_math_test.jsonl, College-Math, 2818, $10-4 n$",
        "qwen/gaokao2023en_test.jsonl, Gaokao2023-en, 385, $\\{x|-2\\leq x < 1\\}$",
        "qwen/minerva_math_test.jsonl, Minerva, 272, 1.6",
    })
    void setsHaveTheirPublishedSizes(String file, String title, int size, String first) {
        Path path = SharedData.find("math_ood").resolve(file);
        Task task = Tasks.parse("math-set:" + path, 1);
        assertThat(task.describe())
                .isEqualTo(
                        title
                                + " from "
                                + path
                                + ", to evaluate on: 0 train, 0 valid, "
                                + size
                                + " test.");
        assertThat(task.examples(Split.TEST)).hasSize(size);
        assertThat(task.example(Split.TEST, 0).answer()).isEqualTo(first);
        // No answer refuses itself, whichever of its three ways it is written in.
        for (Example example : task.examples(Split.TEST)) {
            String line = example.answer();
            assertThat(task.correct(example, task.text(example))).as(line).isTrue();
            assertThat(task.correct(example, "# " + line)).as(line).isTrue();
            assertThat(task.correct(example, "so \\boxed{" + line + "}") || !isBalanced(line))
                    .as(line)
                    .isTrue();
        }
    }

    @Test
    void setsAreNotTrainedOn() {
        String set = "math-set:" + SharedData.find("math_ood").resolve(FILES.get(1));
        assertThatThrownBy(() -> Tasks.parseToTrain(set, 1))
                .hasMessage(
                        "task '"
                                + set
                                + "': no example to train on\n  HINT: train on another task, and"
                                + " evaluate on this one: braid eval RUN --task "
                                + set);
    }

    @Test
    void answersBehindTheQuestionAreFound() {
        Path path = SharedData.find("math_ood").resolve("qwen/gaokao2023en_test.jsonl");
        assertThat(new MathSetTask(path).examples(Split.TEST))
                .filteredOn(e -> e.question().contains("called a saddle point"))
                .singleElement()
                .satisfies(e -> assertThat(e.answer()).isEqualTo("$\\frac{3}{10}$"))
                .satisfies(e -> assertThat(e.question()).endsWith("one saddle point."));
        assertThat(new MathSetTask(path).examples(Split.TEST))
                .filteredOn(e -> e.question().contains("435 voting members"))
                .singleElement()
                .satisfies(e -> assertThat(e.answer()).isEqualTo("A"));
    }

    @Test
    void mathIsDividedAroundItsFiveHundred() {
        Path path = SharedData.find("math");
        Task task = Tasks.parse("math:" + path, 1);
        assertThat(task.size(Split.TRAIN) + task.size(Split.VALID)).isEqualTo(4500);
        assertThat(task.size(Split.VALID)).isBetween(400, 500);
        assertThat(task.size(Split.TEST)).isEqualTo(500);
        // MATH-500 gives each answer beside the solution: an independent extraction.
        List<String> answers =
                JsonLines.rows(
                        path.resolve("math500_oai_test.jsonl"),
                        Limits.DEFAULT,
                        "",
                        row -> row.text("answer").replaceAll("\\s+", " "));
        assertThat(task.examples(Split.TEST)).map(Example::answer).isEqualTo(answers);
        Set<String> test = new HashSet<>();
        task.examples(Split.TEST).forEach(e -> test.add(e.question()));
        for (Split split : Split.values()) {
            for (Example example : task.examples(split)) {
                assertThat(split == Split.TEST).isEqualTo(test.contains(example.question()));
                assertThat(task.correct(example, task.text(example))).as(example.answer()).isTrue();
                // The solution alone holds the answer in its box.
                assertThat(task.correct(example, example.trace())).as(example.answer()).isTrue();
            }
        }
    }

    /**
     * The answers of all files that are plain numbers, by arithmetic that is not the grader's: two
     * are the same answer exactly if they are the same number.
     */
    @Test
    void differentNumbersAreDifferentAnswers() {
        Map<BigDecimal, List<Form>> numbers = new TreeMap<>();
        List<String> texts = new ArrayList<>();
        Path sets = SharedData.find("math_ood");
        FILES.forEach(file -> collect(new MathSetTask(sets.resolve(file)), texts));
        collect(new MathProblems(SharedData.find("math")), texts);
        collect(new Gsm8k(SharedData.find("gsm8k"), Gsm8k.Form.PROSE), texts);
        for (String text : new HashSet<>(texts)) {
            BigDecimal scaled = scaled(text);
            if (scaled != null) {
                numbers.computeIfAbsent(scaled, k -> new ArrayList<>())
                        .add(Form.of(Latex.normal(text)));
            }
        }
        assertThat(numbers).hasSizeGreaterThan(1500);
        List<List<Form>> classes = new ArrayList<>(numbers.values());
        for (int i = 0; i < classes.size(); i++) {
            Form one = classes.get(i).getFirst();
            for (Form other : classes.get(i)) {
                assertThat(one.same(other, 0)).as("%s and %s", one, other).isTrue();
            }
            for (int j = 0; j < i; j++) {
                if (one.same(classes.get(j).getFirst(), 0)) {
                    assertThat(one).as("not the number").isEqualTo(classes.get(j).getFirst());
                }
            }
        }
    }

    private static void collect(Task task, List<String> answers) {
        for (Split split : Split.values()) {
            task.examples(split).forEach(e -> answers.add(e.answer()));
        }
    }

    private static final Pattern NUMBER = Pattern.compile("\\$?(-?\\d+(?:\\.\\d+)?)\\$?");
    private static final Pattern FRACTION =
            Pattern.compile("\\$?(-?)\\\\[dt]?frac\\{(\\d+)\\}\\{(\\d+)\\}\\$?");

    /** Times 1000!, if that is a whole number: so fractions are compared without dividing. */
    private static BigDecimal scaled(String text) {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            return new BigDecimal(number.group(1)).multiply(FACTORIAL).stripTrailingZeros();
        }
        Matcher fraction = FRACTION.matcher(text);
        if (fraction.matches() && fraction.group(3).length() < 4) {
            BigDecimal value =
                    new BigDecimal(fraction.group(2))
                            .multiply(FACTORIAL)
                            .divideToIntegralValue(new BigDecimal(fraction.group(3)));
            return (fraction.group(1).isEmpty() ? value : value.negate()).stripTrailingZeros();
        }
        return null;
    }

    private static final BigDecimal FACTORIAL = factorial(1000);

    private static BigDecimal factorial(int n) {
        BigDecimal product = BigDecimal.ONE;
        for (int i = 2; i <= n; i++) {
            product = product.multiply(BigDecimal.valueOf(i));
        }
        return product;
    }

    private static boolean isBalanced(String text) {
        return AnswerFinder.boxed("\\boxed{" + text + "}").filter(text.strip()::equals).isPresent();
    }

    @Test
    void unknownNamesAndFieldsAreTold() throws IOException {
        Path odd = Files.createFile(folder.resolve("odd.json"));
        assertThatThrownBy(() -> Tasks.parse("math-set:" + odd, 1))
                .hasMessageStartingWith(
                        odd
                                + ": the name is that of no known set\n"
                                + "  HINT: the known ones are deepmind-mathematics.json, fresh");
        Path theorem = folder.resolve("theoremqa.json");
        Files.writeString(theorem, "[{\"Question\": \"q\", \"answer\": 5}]");
        assertThatThrownBy(() -> Tasks.parse("math-set:" + theorem, 1))
                .hasMessageStartingWith(theorem + ": row 1: field 'Answer' is missing");
        Files.writeString(theorem, "[]");
        assertThatThrownBy(() -> Tasks.parse("math-set:" + theorem, 1))
                .hasMessageStartingWith(theorem + ": no example to evaluate on");
        Path olympiad = folder.resolve("OE_TO_maths_en_COMP.json");
        Files.writeString(olympiad, "[{\"question\": \"q\", \"final_answer\": []}]");
        assertThatThrownBy(() -> Tasks.parse("math-set:" + olympiad, 1))
                .hasMessageStartingWith(
                        olympiad + ": row 1: field 'final_answer': expected an array of one");
        Files.writeString(
                folder.resolve("test.jsonl"),
                "{\"problem\": \"p\", \"solution\": \"\\\\boxed{1\"}");
        assertThatThrownBy(() -> Tasks.parse("math:" + folder, 1))
                .hasMessageStartingWith(
                        folder.resolve("test.jsonl")
                                + ": row 1: field 'solution': no \\boxed{} with balanced braces");
        Files.writeString(
                folder.resolve("test.jsonl"),
                "{\"problem\": \"p\", \"solution\": \"\\\\boxed{1}\"}");
        Files.writeString(
                folder.resolve("math500_oai_test.jsonl"),
                "{\"problem\": \"q\", \"solution\": \"\\\\boxed{1}\"}");
        assertThatThrownBy(() -> Tasks.parse("math:" + folder, 1))
                .hasMessageContaining("a problem is not in test.jsonl: q");
    }
}
