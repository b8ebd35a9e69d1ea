package braid.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

final class IndexRangeTest {

    private static IndexRange of(int... values) {
        return IndexRange.ofInts(MemorySegment.ofArray(values));
    }

    @Test
    void knowsTheBounds() {
        assertThat(of(3, 0, 7).within(8, 0)).isTrue();
        assertThat(of(3, 0, 7).within(7, 0)).isFalse();
        assertThat(of(3, -1).within(8, 0)).isFalse();
        assertThat(of().within(0, 0)).isTrue();
        assertThat(IndexRange.below(5).within(5, 0)).isTrue();
        assertThat(IndexRange.below(6).within(5, 0)).isFalse();
        assertThat(IndexRange.ofLongs(MemorySegment.ofArray(new long[] {1L << 40})).within(8, 0))
                .isFalse();
    }

    @Test
    void oneNegativeNumberIsAMark() {
        assertThat(of(-100, 3, -100).within(4, -100)).isTrue();
        assertThat(of(-100, 3, -100).within(4, 0)).isFalse();
        assertThat(of(-100, 3, -1).within(4, -100)).isFalse();
        assertThat(of(-1, 3, -100).within(4, -100)).isFalse();
        assertThat(of(-100, 4).within(4, -100)).isFalse();
    }

    @Test
    void joinsWhatIsKnown() {
        assertThat(of(1, 2).and(of(5, -100)).within(6, -100)).isTrue();
        assertThat(of(1, 2).and(of(5, -100)).within(5, -100)).isFalse();
        assertThat(of(-1).and(of(-100)).within(5, -100)).isFalse();
        assertThat(IndexRange.EMPTY.and(of(4)).within(5, 0)).isTrue();
    }
}
