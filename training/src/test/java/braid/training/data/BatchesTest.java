package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

final class BatchesTest {

    private static final int PADDING = 999_999;

    @Property(tries = 200)
    void everySequenceIsInOneBatchShiftedAndPadded(
            @ForAll @Size(min = 1, max = 120) List<@IntRange(min = 2, max = 41) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 7) int rows,
            @ForAll @IntRange(min = 0, max = 50) int lossFrom,
            @ForAll long seed) {
        SequenceSource source = source(lengths, lossFrom);
        Batches batches =
                new Batches(source, new Batches.Options(rows, 40, PADDING, TooLong.ERROR), seed);
        Batches.Epoch epoch = batches.epoch(0);
        List<Integer> met = new ArrayList<>();
        for (int b = 0; b < epoch.size(); b++) {
            Batch batch = epoch.batch(b);
            int[] members = epoch.members(b);
            assertThat(batch.rows()).isEqualTo(members.length).isBetween(1, rows);
            assertThat(batch.width() % 8).isZero();
            assertThat(batch.width())
                    .isLessThan(Arrays.stream(batch.lengths()).max().getAsInt() + 8);
            for (int row = 0; row < batch.rows(); row++) {
                checkRow(batch, row, source.sequence(0, members[row]));
                met.add(members[row]);
            }
        }
        assertThat(met).hasSize(lengths.size()).doesNotHaveDuplicates();
    }

    private static void checkRow(Batch batch, int row, Sequence sequence) {
        int length = sequence.length() - 1;
        assertThat(batch.lengths()[row]).isEqualTo(length);
        for (int i = 0; i < batch.width(); i++) {
            int input = batch.inputs()[row * batch.width() + i];
            int target = batch.targets()[row * batch.width() + i];
            assertThat(input).isEqualTo(i < length ? sequence.ids()[i] : PADDING);
            boolean counts = i < length && sequence.loss()[i + 1];
            assertThat(target).isEqualTo(counts ? sequence.ids()[i + 1] : Batch.IGNORE);
        }
    }

    @Property(tries = 50)
    void ordersDependOnSeedAndEpochAloneAndCanBeResumed(
            @ForAll @Size(min = 60, max = 90) List<@IntRange(min = 2, max = 30) Integer> lengths,
            @ForAll @IntRange(min = 0, max = 10) int next,
            @ForAll long seed) {
        Batches.Options options = new Batches.Options(4, 40, PADDING, TooLong.ERROR);
        Batches batches = new Batches(source(lengths, 0), options, seed);
        Batches again = new Batches(source(lengths, 0), options, seed);
        batches.iterator(2, 0).forEachRemaining(b -> {});
        Iterator<Batch> whole = again.iterator(3, 0);
        for (int i = 0; i < next; i++) {
            whole.next();
        }
        Iterator<Batch> resumed = batches.iterator(3, next);
        while (whole.hasNext()) {
            Batch expected = whole.next();
            Batch found = resumed.next();
            assertThat(found.inputs()).isEqualTo(expected.inputs());
            assertThat(found.targets()).isEqualTo(expected.targets());
        }
        assertThat(resumed.hasNext()).isFalse();
        assertThat(order(batches, 3)).isNotEqualTo(order(batches, 4));
        assertThat(order(batches, 3))
                .isNotEqualTo(order(new Batches(source(lengths, 0), options, seed + 1), 3));
    }

    @Test
    void likeLengthsStandTogether() {
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            lengths.add(2 + (i * 37) % 200);
        }
        Batches batches =
                new Batches(
                        source(lengths, 0),
                        new Batches.Options(16, 256, PADDING, TooLong.ERROR),
                        1);
        Batches.Epoch epoch = batches.epoch(0);
        long slots = 0;
        long tokens = 0;
        for (int i = 0; i < epoch.size(); i++) {
            slots += (long) epoch.batch(i).rows() * epoch.batch(i).width();
            tokens += epoch.batch(i).tokens();
        }
        // Without buckets about half the slots would be padding.
        assertThat((double) tokens / slots).isGreaterThan(0.93);
    }

    @Test
    void widthIsLimitedToTheContext() {
        Batches batches =
                new Batches(
                        source(List.of(14), 0),
                        new Batches.Options(1, 13, PADDING, TooLong.ERROR),
                        1);
        assertThat(batches.epoch(0).batch(0).width()).isEqualTo(13);
        assertThat(batches.epoch(0).batch(0).counted()).isEqualTo(13);
    }

    @Test
    void aTextThatOnlyFitsWhileMuchOfItIsReplacedIsRefusedAtOnce() {
        SequenceSource mixed = source(List.of(9, 10), 0);
        SequenceSource source =
                new SequenceSource() {
                    @Override
                    public int size() {
                        return mixed.size();
                    }

                    @Override
                    public Sequence sequence(int epoch, int index) {
                        return mixed.sequence(epoch, index);
                    }

                    @Override
                    public int bucket(int index) {
                        return index == 1 ? 40 : 10;
                    }
                };
        var options = new Batches.Options(1, 20, PADDING, TooLong.ERROR);
        assertThatThrownBy(() -> new Batches(source, options, 1).epoch(0))
                .hasMessageContaining("1 of 2 sequences are longer than the context: 40 tokens");
    }

    @Test
    void longSequencesAreCountedTruncatedOrSkipped() {
        SequenceSource source = source(List.of(9, 10, 20, 5), 0);
        assertThatThrownBy(() -> epoch(source, TooLong.ERROR))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "batches: 2 of 4 sequences are longer than the context: 20 tokens, context"
                                + " 8 (+ 1 for the last target)\n"
                                + "  HINT: raise model.context to 19, or set train.tooLong to truncate"
                                + " or to skip");
        Batches.Epoch truncated = epoch(source, TooLong.TRUNCATE);
        assertThat(truncated.tooLong()).isEqualTo(2);
        assertThat(truncated.batch(0).rows()).isEqualTo(4);
        assertThat(truncated.batch(0).tokens()).isEqualTo(8 + 8 + 8 + 4);
        Batches.Epoch skipped = epoch(source, TooLong.SKIP);
        assertThat(skipped.tooLong()).isEqualTo(2);
        assertThat(skipped.batch(0).rows()).isEqualTo(2);
        assertThatThrownBy(() -> epoch(source(List.of(20), 0), TooLong.SKIP))
                .hasMessageStartingWith("batches: none of 1 sequences has from 2 to 9 tokens");
        assertThatThrownBy(() -> epoch(SequenceSource.of(List.of()), TooLong.SKIP))
                .hasMessage("batches: no sequences\n  HINT: is the split empty?");
    }

    private static Batches.Epoch epoch(SequenceSource source, TooLong tooLong) {
        return new Batches(source, new Batches.Options(4, 8, PADDING, tooLong), 1).epoch(0);
    }

    private static List<List<Integer>> order(Batches batches, int epoch) {
        Batches.Epoch cut = batches.epoch(epoch);
        List<List<Integer>> order = new ArrayList<>();
        for (int i = 0; i < cut.size(); i++) {
            order.add(Arrays.stream(cut.members(i)).boxed().toList());
        }
        return order;
    }

    /** Every token different: sequence number times 1000 plus position. */
    private static SequenceSource source(List<Integer> lengths, int lossFrom) {
        List<Sequence> sequences = new ArrayList<>();
        for (int length : lengths) {
            int[] ids = new int[length];
            for (int i = 0; i < length; i++) {
                ids[i] = sequences.size() * 1000 + i;
            }
            sequences.add(Sequence.countedFrom(ids, lossFrom));
        }
        return SequenceSource.of(sequences);
    }
}
