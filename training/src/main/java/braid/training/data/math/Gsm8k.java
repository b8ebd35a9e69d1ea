package braid.training.data.math;

import braid.training.data.DataException;
import braid.training.data.DataFiles;
import braid.training.data.Example;
import braid.training.data.JsonLines;
import braid.training.data.JsonRow;
import braid.training.data.Limits;
import braid.training.data.LineReader;
import braid.training.data.Split;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * GSM8K (Cobbe et al. 2021, arXiv:2110.14168) from its files: a folder with {@code train.jsonl} and
 * {@code test.jsonl}, rows {@code {"question": …, "answer": …}}. An answer has a line a step, with
 * calculator marks such as {@code <<48/2=24>>}, and ends with {@code #### 72}.
 *
 * <p>There is no official validation split. iCoT (Deng et al. 2024, arXiv:2405.14838) held out 500
 * rows of the training file; where its {@code valid.txt} lies in the folder, or in {@code
 * ../gsm8k_icot} beside it, these are the validation split and are left out of training. Without
 * it, the rows that {@link Split#of} assigns to validation are: one in ten.
 */
public final class Gsm8k extends MathTask {

    /** What the trace is. */
    public enum Form {
        /** The sentences without their calculator marks. */
        PROSE,
        /** The sentences as they are, marks included. */
        MARKS,
        /**
         * The marks alone, one a step, as iCoT and Coconut train; one row in eighty has none, and
         * so no trace.
         */
        EQUATIONS
    }

    private static final String SHAPE =
            "a row is {\"question\": \"…\", \"answer\": \"… <<48/2=24>>24 …\\n#### 72\"}";

    private static final Pattern MARK = Pattern.compile("<<[^<>]*>>");
    private static final Pattern LAST_LINE = Pattern.compile("\\R#### *(\\S.*)$");

    private final Path folder;
    private final Form form;

    /** Reads the files. */
    public Gsm8k(Path folder, Form form) {
        super(folder.toString(), splits(folder, form));
        this.folder = folder;
        this.form = form;
    }

    private static Map<Split, List<Example>> splits(Path folder, Form form) {
        Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
        List<Example> train = read(folder.resolve("train.jsonl"), form);
        splits.put(Split.TEST, read(folder.resolve("test.jsonl"), form));
        for (Path file :
                List.of(
                        folder.resolve("valid.txt"),
                        folder.resolve("../gsm8k_icot/valid.txt").normalize())) {
            if (Files.exists(file)) {
                splits.putAll(heldOut(train, file));
                return splits;
            }
        }
        splits.putAll(
                train.stream()
                        .collect(
                                Collectors.groupingBy(e ->
                                        Split.of(e.fingerprint()) == Split.VALID
                                                ? Split.VALID
                                                : Split.TRAIN)));
        return splits;
    }

    private static List<Example> read(Path file, Form form) {
        return JsonLines.rows(file, Limits.DEFAULT, SHAPE, row -> example(row, form));
    }

    private static Example example(JsonRow row, Form form) {
        String solution = row.text("answer");
        Matcher last = LAST_LINE.matcher(solution);
        if (!last.find()) {
            throw row.bad("field 'answer': its last line is not '#### ' and the result", SHAPE);
        }
        List<String> steps = new ArrayList<>();
        for (String line : solution.substring(0, last.start()).lines().toList()) {
            Matcher mark = MARK.matcher(line);
            switch (form) {
                case PROSE -> steps.add(mark.replaceAll("").strip());
                case MARKS -> steps.add(line.strip());
                case EQUATIONS -> mark.results().forEach(found -> steps.add(found.group()));
            }
        }
        steps.removeIf(String::isEmpty);
        return new Example(row.text("question"), steps, last.group(1).strip().replace(",", ""));
    }

    /** Takes the rows out of the training set whose questions a file of iCoT lists. */
    private static Map<Split, List<Example>> heldOut(List<Example> train, Path file) {
        Map<String, Example> left = new HashMap<>();
        train.forEach(example -> left.put(example.question(), example));
        List<Example> valid = new ArrayList<>();
        try (LineReader lines = new LineReader(file, Limits.DEFAULT)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                int end = line.indexOf("||");
                Example example = end < 0 ? null : left.remove(line.substring(0, end));
                if (example == null) {
                    throw new DataException(
                            file + ": row " + lines.row() + ": no question of the training file",
                            "a row is 'question||steps #### answer', each question once");
                }
                valid.add(example);
            }
        } catch (IOException e) {
            throw DataFiles.unreadable(file, e);
        }
        List<Example> rest = train.stream().filter(e -> left.containsKey(e.question())).toList();
        return Map.of(Split.TRAIN, rest, Split.VALID, valid);
    }

    @Override
    public String name() {
        return "gsm8k";
    }

    @Override
    public String describe() {
        String traces =
                switch (form) {
                    case PROSE -> "sentences";
                    case MARKS -> "sentences with calculator marks";
                    case EQUATIONS -> "equations";
                };
        return "GSM8K from " + folder + ", traces of " + traces + ": " + counts() + ".";
    }
}
