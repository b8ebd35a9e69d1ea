package braid.training.data.math;

import braid.training.data.DataException;
import braid.training.data.Example;
import braid.training.data.JsonArrays;
import braid.training.data.JsonLines;
import braid.training.data.JsonRow;
import braid.training.data.Limits;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sets of mathematical questions on which the paper and others evaluate and nobody trains, as
 * DART-Math (Tong et al. 2024, arXiv:2407.13690) and Qwen2.5-Math distribute them, one file each.
 * The file's name says which it is.
 *
 * <p>Answers that were measured or rounded, those of TheoremQA and Minerva, may be off by one in
 * ten thousand, as in Qwen2.5-Math's grader; the others must be exact.
 */
public enum MathSet {
    /** Exercises of many kinds from the generator of Saxton et al. 2019, arXiv:1904.01557. */
    DM_MATH("DM-Math", "deepmind-mathematics.json", Equivalence.EXACT, MathSet::mindExample),
    /** Questions of the Chinese university entrance examination of 2023, in English. */
    FRESH_GAOKAO("Fresh-Gaokao-2023", "fresh-gaokao-math-2023.jsonl", "question", "answer"),
    /** Contest problems with answers that can be checked (He et al. 2024, arXiv:2402.14008). */
    OLYMPIAD_BENCH(
            "OlympiadBench",
            "OE_TO_maths_en_COMP.json",
            Equivalence.EXACT,
            MathSet::olympiadExample),
    /** Theorems of several sciences, some with pictures (Chen et al. 2023, arXiv:2305.12524). */
    THEOREM_QA("TheoremQA", "theoremqa.json", new Equivalence(1e-4), MathSet::theoremExample),
    /** Chinese university entrance examinations, 2010 to 2022 (Zhang et al. 2023). */
    GAOKAO_BENCH("GaokaoBench", "gaokaobench.jsonl", "question", "answer"),
    /** Exercises of college textbooks (Tang et al. 2024, arXiv:2403.02884). */
    COLLEGE_MATH("College-Math", "college_math_test.jsonl", "question", "answer"),
    /** Chinese and American examinations of 2023 (Liao et al. 2024, arXiv:2401.08190). */
    GAOKAO_2023_EN(
            "Gaokao2023-en", "gaokao2023en_test.jsonl", Equivalence.EXACT, MathSet::gaokaoExample),
    /** Undergraduate sciences (Lewkowycz et al. 2022, arXiv:2206.14858). */
    MINERVA("Minerva", "minerva_math_test.jsonl", new Equivalence(1e-4), MathSet::minervaExample);

    private final String title;
    private final String file;
    private final Equivalence equivalence;
    private final Function<JsonRow, Example> reader;

    MathSet(String title, String file, Equivalence equivalence, Function<JsonRow, Example> reader) {
        this.title = title;
        this.file = file;
        this.equivalence = equivalence;
        this.reader = reader;
    }

    MathSet(String title, String file, String question, String answer) {
        this(
                title,
                file,
                Equivalence.EXACT,
                row -> MathTask.example(row.text(question), List.of(), row.text(answer)));
    }

    /** The set that a file of this name holds. */
    static MathSet of(Path path) {
        String name = String.valueOf(path.getFileName()).replaceFirst("\\.gz$", "");
        return Arrays.stream(values())
                .filter(set -> set.file.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new DataException(
                                path + ": the name is that of no known set",
                                "the known ones are "
                                        + Arrays.stream(values())
                                                .map(set -> set.file)
                                                .collect(Collectors.joining(", "))
                                        + "; your own data is read with jsonl:FILE"));
    }

    /** As papers write it. */
    String title() {
        return title;
    }

    Equivalence equivalence() {
        return equivalence;
    }

    List<Example> read(Path path) {
        String shape = "the fields must be those that " + title + " is distributed with";
        return file.endsWith(".json")
                ? JsonArrays.rows(path, Limits.DEFAULT, shape, reader)
                : JsonLines.rows(path, Limits.DEFAULT, shape, reader);
    }

    /** Lists, which stand in brackets, in no order: the prime factors of a number. */
    private static Example mindExample(JsonRow row) {
        String answer = row.text("answer");
        boolean list = answer.startsWith("[") && answer.endsWith("]");
        return MathTask.example(
                row.text("question"),
                List.of(),
                list ? answer.substring(1, answer.length() - 1) : answer);
    }

    /** A list of one answer; the solutions are in prose and no traces. */
    private static Example olympiadExample(JsonRow row) {
        JsonNode answers = row.field("final_answer");
        if (!answers.isArray() || answers.size() != 1) {
            throw row.bad("field 'final_answer': expected an array of one string", row.shape());
        }
        return MathTask.example(
                row.text("question"), List.of(), row.text("final_answer[0]", answers.get(0)));
    }

    /** Numbers, truth values and lists are JSON of their own. */
    private static Example theoremExample(JsonRow row) {
        JsonNode answer = row.field("Answer");
        return MathTask.example(
                row.text("Question"),
                List.of(),
                answer.isString() ? row.text("Answer", answer) : answer.toString());
    }

    /** In two rows the answer is behind the question. */
    private static Example gaokaoExample(JsonRow row) {
        String question = row.text("question");
        JsonNode answer = row.field("answer");
        if (answer.isString() && answer.stringValue().isEmpty()) {
            String[] parts = question.split("(?i:answers?): *", 2);
            if (parts.length == 2 && !parts[1].isBlank()) {
                return MathTask.example(parts[0], List.of(), parts[1]);
            }
        }
        return MathTask.example(question, List.of(), row.text("answer", answer));
    }

    private static Example minervaExample(JsonRow row) {
        return MathProblems.boxed(row, row.text("problem"), row.text("solution"));
    }
}
