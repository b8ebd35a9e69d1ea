package braid.training.data;

import braid.tensor.random.Random;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Divides an epoch into batches of sequences of like length, so that little is padded.
 *
 * <p>The sequences are shuffled, cut into pools of {@value #POOL} batches, sorted by length ({@link
 * SequenceSource#bucket}) within a pool, cut into batches, and the batches shuffled. Which
 * sequences make up batch {@code n} of epoch {@code e} is a pure function of (seed, e, n): a run
 * continues where it stopped by asking for the next number.
 *
 * <pre>{@code
 * var batches = new Batches(source, new Batches.Options(32, 256, 0, TooLong.ERROR), seed);
 * Iterator<Batch> rest = batches.iterator(epoch, next);
 * }</pre>
 */
public final class Batches {

    private static final int POOL = 50;
    private static final int WIDTH_STEP = 8;

    private final SequenceSource source;
    private final Options options;
    private final long seed;

    /**
     * How batches are cut.
     *
     * @param rows sequences in a batch; the last of a pool may have fewer
     * @param context most inputs of a sequence; a sequence has one token more than inputs
     * @param padding token that fills the rows up
     * @param tooLong what becomes of longer sequences
     */
    public record Options(int rows, int context, int padding, TooLong tooLong) {

        /** Refuses sizes below 1. */
        public Options {
            if (rows < 1 || context < 1) {
                throw new DataException(
                        "batches: " + rows + " rows of context " + context,
                        "both must be 1 or more");
            }
        }
    }

    /**
     * @param source the sequences
     * @param options how they are cut
     * @param seed of the order
     */
    public Batches(SequenceSource source, Options options, long seed) {
        if (source.size() == 0) {
            throw new DataException("batches: no sequences", "is the split empty?");
        }
        this.source = source;
        this.options = options;
        this.seed = seed;
    }

    /**
     * The order of one epoch. Measures every sequence once.
     *
     * @param epoch from 0
     * @throws DataException if a sequence is too long and that is an error, or if nothing is left
     */
    public Epoch epoch(int epoch) {
        int[] lengths = new int[source.size()];
        boolean error = options.tooLong() == TooLong.ERROR;
        int longest = 0;
        int tooLong = 0;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = source.sequence(epoch, i).length();
            int most = error ? Math.max(lengths[i], source.longest(i)) : lengths[i];
            longest = Math.max(longest, most);
            tooLong += fits(most) ? 0 : 1;
        }
        if (tooLong > 0 && error) {
            throw new DataException(
                    "batches: "
                            + tooLong
                            + " of "
                            + lengths.length
                            + " sequences are longer than the context: "
                            + longest
                            + " tokens, context "
                            + options.context()
                            + " (+ 1 for the last target)",
                    "raise model.context to "
                            + (longest - 1)
                            + ", or set train.tooLong to truncate or to skip");
        }
        return new Epoch(epoch, groups(epoch, lengths), tooLong);
    }

    /** The sequences. */
    public SequenceSource source() {
        return source;
    }

    /** Batch number {@code next} of an epoch and all that follow it in that epoch. */
    public Iterator<Batch> iterator(int epoch, int next) {
        return epoch(epoch).iterator(next);
    }

    private boolean fits(int length) {
        return length - 1 <= options.context();
    }

    private List<int[]> groups(int epoch, int[] lengths) {
        Random random = Random.of(seed).stream(epoch);
        List<Integer> order = new ArrayList<>();
        for (int index : Draws.permutation(lengths.length, random)) {
            boolean kept = options.tooLong() != TooLong.SKIP || fits(lengths[index]);
            if (kept && lengths[index] > 1) {
                order.add(index);
            }
        }
        if (order.isEmpty()) {
            throw new DataException(
                    "batches: none of "
                            + lengths.length
                            + " sequences has from 2 to "
                            + (options.context() + 1)
                            + " tokens",
                    "raise the context");
        }
        int pool = POOL * options.rows();
        List<int[]> groups = new ArrayList<>();
        for (int start = 0; start < order.size(); start += pool) {
            List<Integer> part = order.subList(start, Math.min(start + pool, order.size()));
            part.sort(Comparator.comparingInt(source::bucket));
            for (int at = 0; at < part.size(); at += options.rows()) {
                List<Integer> group = part.subList(at, Math.min(at + options.rows(), part.size()));
                groups.add(group.stream().mapToInt(Integer::intValue).toArray());
            }
        }
        Draws.shuffle(groups, random);
        return groups;
    }

    private Batch batch(int epoch, int[] group) {
        Sequence[] sequences = new Sequence[group.length];
        int longest = 0;
        for (int i = 0; i < group.length; i++) {
            Sequence whole = source.sequence(epoch, group[i]);
            sequences[i] = fits(whole.length()) ? whole : whole.truncated(options.context() + 1);
            longest = Math.max(longest, sequences[i].length() - 1);
        }
        int width = (longest + WIDTH_STEP - 1) / WIDTH_STEP * WIDTH_STEP;
        return Batch.of(sequences, Math.min(width, options.context()), options.padding());
    }

    /** The batches of one epoch in their order; each is made when asked for. */
    public final class Epoch {

        private final int number;
        private final List<int[]> groups;
        private final int tooLong;

        private Epoch(int number, List<int[]> groups, int tooLong) {
            this.number = number;
            this.groups = groups;
            this.tooLong = tooLong;
        }

        /** Number of batches. */
        public int size() {
            return groups.size();
        }

        /** How many sequences were longer than the context, and so truncated or skipped. */
        public int tooLong() {
            return tooLong;
        }

        /** Which sequences make up a batch. */
        public int[] members(int index) {
            return groups.get(index).clone();
        }

        /** One batch. */
        public Batch batch(int index) {
            return Batches.this.batch(number, groups.get(index));
        }

        /** The batches from number {@code next} on. */
        public Iterator<Batch> iterator(int next) {
            return new Iterator<>() {
                private int at = next;

                @Override
                public boolean hasNext() {
                    return at < size();
                }

                @Override
                public Batch next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException(
                                "epoch " + number + " has " + size() + " batches");
                    }
                    return batch(at++);
                }
            };
        }
    }
}
