package braid.training.data;

import java.util.Arrays;
import java.util.List;

/**
 * Sequences side by side, padded to one width, for next-token prediction: {@code targets} is {@code
 * inputs} shifted by one, with {@link #IGNORE} wherever nothing is to be learned.
 *
 * @param inputs tokens, row by row, (rows, width); padding behind each row's length
 * @param targets the token after each input, (rows, width); {@link #IGNORE} at padding and outside
 *     the loss
 * @param lengths number of inputs of each row that are not padding
 * @param rows number of sequences
 * @param width inputs a row, padding included
 */
public record Batch(int[] inputs, int[] targets, int[] lengths, int rows, int width) {

    /** The target that cross-entropy leaves out. */
    public static final int IGNORE = -100;

    /** Number of inputs that are not padding. */
    public int tokens() {
        int sum = 0;
        for (int length : lengths) {
            sum += length;
        }
        return sum;
    }

    /** Number of targets that the loss counts. */
    public int counted() {
        int sum = 0;
        for (int target : targets) {
            sum += target == IGNORE ? 0 : 1;
        }
        return sum;
    }

    /** Some of the rows, padded to the width of the longest of them. */
    public Batch select(List<Integer> chosen) {
        int[] selected = chosen.stream().mapToInt(row -> lengths[row]).toArray();
        int narrow = Arrays.stream(selected).max().orElse(0);
        int[] ids = new int[selected.length * narrow];
        int[] next = new int[ids.length];
        for (int i = 0; i < selected.length; i++) {
            int from = chosen.get(i) * width;
            System.arraycopy(inputs, from, ids, i * narrow, narrow);
            System.arraycopy(targets, from, next, i * narrow, narrow);
        }
        return new Batch(ids, next, selected, selected.length, narrow);
    }

    /**
     * Puts sequences side by side.
     *
     * @param sequences one a row, each of 2 tokens or more
     * @param width inputs a row; the longest sequence less one, or more
     * @param padding token that fills the rows up
     */
    static Batch of(Sequence[] sequences, int width, int padding) {
        int rows = sequences.length;
        int[] inputs = new int[rows * width];
        int[] targets = new int[rows * width];
        int[] lengths = new int[rows];
        Arrays.fill(inputs, padding);
        Arrays.fill(targets, IGNORE);
        for (int row = 0; row < rows; row++) {
            Sequence sequence = sequences[row];
            lengths[row] = sequence.length() - 1;
            System.arraycopy(sequence.ids(), 0, inputs, row * width, lengths[row]);
            for (int i = 0; i < lengths[row]; i++) {
                if (sequence.loss()[i + 1]) {
                    targets[row * width + i] = sequence.ids()[i + 1];
                }
            }
        }
        return new Batch(inputs, targets, lengths, rows, width);
    }
}
