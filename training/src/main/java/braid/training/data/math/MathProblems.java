package braid.training.data.math;

import braid.training.data.DataException;
import braid.training.data.Example;
import braid.training.data.JsonLines;
import braid.training.data.JsonRow;
import braid.training.data.Limits;
import braid.training.data.Split;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MATH (Hendrycks et al. 2021, arXiv:2103.03874) where only its test file is at hand: a folder with
 * {@code test.jsonl}, 5,000 rows {@code {"problem": …, "solution": …}}, and {@code
 * math500_oai_test.jsonl}, the 500 of them on which models are compared (Lightman et al. 2023,
 * arXiv:2305.20050).
 *
 * <p>The 500 are the test split. Of the 4,500 others the rows that {@link Split#of} assigns to
 * validation are the validation split, one in ten, and the rest is trained on. Models that were
 * trained on the official 7,500 training rows, or on all but the 500, have seen more.
 *
 * <p>The trace has a step for each line of the solution; the answer is in its last {@code
 * \boxed{}}.
 */
public final class MathProblems extends MathTask {

    private static final String SHAPE =
            "a row is {\"problem\": \"…\", \"solution\": \"… \\\\boxed{…}\"}";

    private final Path folder;

    /** Reads the files. */
    public MathProblems(Path folder) {
        super(folder.toString(), splits(folder));
        this.folder = folder;
    }

    private static Map<Split, List<Example>> splits(Path folder) {
        Map<String, Example> others = new LinkedHashMap<>();
        rows(folder.resolve("test.jsonl")).forEach(e -> others.put(e.question(), e));
        Path file = folder.resolve("math500_oai_test.jsonl");
        List<Example> test = rows(file);
        for (Example example : test) {
            if (others.remove(example.question()) == null) {
                throw new DataException(
                        file + ": a problem is not in test.jsonl: " + example.question(),
                        "both files must be of the same data set, each problem once");
            }
        }
        Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
        splits.put(Split.TEST, test);
        splits.put(Split.VALID, others.values().stream().filter(e -> isHeldOut(e)).toList());
        splits.put(Split.TRAIN, others.values().stream().filter(e -> !isHeldOut(e)).toList());
        return splits;
    }

    private static boolean isHeldOut(Example example) {
        return Split.of(example.fingerprint()) == Split.VALID;
    }

    private static List<Example> rows(Path file) {
        return JsonLines.rows(file, Limits.DEFAULT, SHAPE, MathProblems::example);
    }

    private static Example example(JsonRow row) {
        return boxed(row, row.text("problem"), row.text("solution"));
    }

    /** An example whose solution holds its answer in a box. */
    static Example boxed(JsonRow row, String problem, String solution) {
        String answer =
                AnswerFinder.boxed(solution)
                        .orElseThrow(() ->
                                row.bad(
                                        "field 'solution': no \\boxed{} with balanced braces",
                                        row.shape()));
        List<String> steps = solution.lines().filter(line -> !line.isBlank()).toList();
        return MathTask.example(problem, steps, answer);
    }

    @Override
    public String name() {
        return "math";
    }

    @Override
    public String describe() {
        return "MATH from " + folder + ", MATH-500 to test: " + counts() + ".";
    }
}
