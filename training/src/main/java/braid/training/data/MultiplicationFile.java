package braid.training.data;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of iCoT's multiplication: a row is {@code question||steps #### answer}. A row that is
 * not, character by character, what its two factors give is refused.
 */
final class MultiplicationFile {

    private static final String HINT =
            "a row is 'a * b||terms and sums #### product', digits apart, the least significant"
                    + " first";

    private MultiplicationFile() {}

    /** The splits that have a file; that of the validation split must be there. */
    static Map<Split, List<Example>> splits(Path folder, int digits) {
        Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            Path file = folder.resolve(digits + "_by_" + digits + "_" + split.label() + ".txt");
            if (split == Split.VALID || Files.exists(file)) {
                splits.put(split, read(file, digits));
            }
        }
        return splits;
    }

    private static List<Example> read(Path path, int digits) {
        String number = "\\d(?: \\d){" + (digits - 1) + "}";
        Pattern question = Pattern.compile("(" + number + ") \\* (" + number + ")\\|\\|.*");
        List<Example> examples = new ArrayList<>();
        try (LineReader lines = new LineReader(path, Limits.DEFAULT)) {
            for (String row = lines.next(); row != null; row = lines.next()) {
                Matcher factors = question.matcher(row);
                if (!factors.matches()) {
                    throw new DataException(
                            path
                                    + ": row "
                                    + lines.row()
                                    + ": does not begin with two factors of "
                                    + digits
                                    + " digits",
                            HINT);
                }
                Example example =
                        Multiplication.worked(
                                value(factors.group(1)), value(factors.group(2)), digits);
                if (!row(example).equals(row)) {
                    throw new DataException(
                            path + ": row " + lines.row() + ": expected '" + row(example) + "'",
                            HINT);
                }
                examples.add(example);
            }
        } catch (IOException e) {
            throw DataFiles.unreadable(path, e);
        }
        return List.copyOf(examples);
    }

    /** An example as a row of the files. */
    static String row(Example example) {
        return example.question()
                + "||"
                + String.join(" ", example.steps())
                + " #### "
                + example.answer();
    }

    private static BigInteger value(String digits) {
        return new BigInteger(new StringBuilder(digits.replace(" ", "")).reverse().toString());
    }
}
