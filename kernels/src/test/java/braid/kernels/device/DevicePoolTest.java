package braid.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class DevicePoolTest {

    private static final long MIB = 1 << 20;

    private final MemoryStats stats = new MemoryStats();

    private DevicePool pool(HeapDriver driver) {
        return new DevicePool(driver, stats);
    }

    @Test
    void aBlockGivenBackIsLentAgain() {
        DevicePool pool = pool(new HeapDriver(Long.MAX_VALUE));
        DevicePool.Block first = pool.take(5000);
        pool.give(first);
        DevicePool.Block second = pool.take(5000);
        assertThat(second.at()).isEqualTo(first.at());
        assertThat(stats.poolMisses()).isEqualTo(1);
        assertThat(stats.poolHits()).isEqualTo(1);
    }

    @Test
    void neighboursThatAreFreeServeALargerRequest() {
        HeapDriver driver = new HeapDriver(Long.MAX_VALUE);
        DevicePool pool = pool(driver);
        List<DevicePool.Block> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(pool.take(16 * MIB));
        }
        assertThat(driver.reservations).isEqualTo(1);
        for (int i : new int[] {1, 3, 2, 0}) {
            pool.give(parts.get(i));
        }
        assertThat(pool.take(64 * MIB).at()).isZero();
        assertThat(driver.reservations).isEqualTo(1);
    }

    @Test
    void theSmallestBlockThatFitsIsTaken() {
        DevicePool pool = pool(new HeapDriver(Long.MAX_VALUE));
        DevicePool.Block large = pool.take(20 * MIB);
        pool.take(MIB);
        DevicePool.Block small = pool.take(4 * MIB);
        pool.take(MIB);
        pool.give(large);
        pool.give(small);
        assertThat(pool.take(3 * MIB).at()).isEqualTo(small.at());
    }

    @Test
    void withoutMemoryItSaysWhatHoldsIt() {
        DevicePool pool = pool(new HeapDriver(100 * MIB));
        stats.add(MemoryKind.PARAMETER, 70 * MIB);
        pool.take(70 * MIB);
        assertThatThrownBy(() -> pool.take(40 * MIB))
                .isInstanceOf(TensorException.class)
                .hasMessage(
                        """
                        fake:0: no memory for 41943040 bytes; 70 MiB are taken:
                          PARAMETER         73,400,320 bytes
                          GRADIENT                   0 bytes
                          OPTIMIZER                  0 bytes
                          ACTIVATION                 0 bytes
                          WORKSPACE                  0 bytes
                          FREE                       0 bytes
                          HINT: lower the batch, recompute blocks, or raise --memory-budget\
                        """);
    }

    @Test
    void unusedSegmentsMakeRoomForOthers() {
        HeapDriver driver = new HeapDriver(100 * MIB);
        DevicePool pool = pool(driver);
        pool.give(pool.take(64 * MIB));
        pool.take(80 * MIB);
        assertThat(driver.reserved).isEqualTo(80 * MIB);
    }

    @Test
    void aLentBlockThatFillsASegmentOfTheSizeOfSmallOnesIsNotLentTwice() {
        DevicePool pool = pool(new HeapDriver(8 * MIB));
        pool.take(8 * MIB);
        assertThatThrownBy(() -> pool.take(1000)).isInstanceOf(TensorException.class);
    }

    @Test
    void theBudgetIsKept() {
        HeapDriver driver = new HeapDriver(Long.MAX_VALUE);
        DevicePool pool = pool(driver);
        pool.budget(32 * MIB);
        pool.take(30 * MIB);
        assertThat(driver.reserved).isEqualTo(30 * MIB);
        assertThatThrownBy(() -> pool.take(3 * MIB))
                .hasMessageContaining("the budget is 32 MiB, 30 MiB are taken");
        assertThatThrownBy(() -> pool.budget(MIB)).hasMessageContaining("30 MiB are in use");
    }

    /** Requests and returns in any order: lent blocks never overlap, and all can be given back. */
    @Property(tries = 200)
    void lentBlocksNeverOverlap(
            @ForAll @Size(min = 1, max = 120)
                    List<@IntRange(min = 0, max = 6 << 20) Integer> sizes) {
        HeapDriver driver = new HeapDriver(Long.MAX_VALUE);
        DevicePool pool = new DevicePool(driver, new MemoryStats());
        List<DevicePool.Block> lent = new ArrayList<>();
        for (int size : sizes) {
            if (size % 3 == 0 && !lent.isEmpty()) {
                pool.give(lent.remove(size / 3 % lent.size()));
            } else {
                DevicePool.Block block = pool.take(size);
                assertThat(block.bytes()).isGreaterThanOrEqualTo(size);
                assertThat(block.at() % DevicePool.ROUNDING).isZero();
                assertThat(block.at() + block.bytes()).isLessThanOrEqualTo(block.segment().bytes());
                assertThat(lent)
                        .noneMatch(other ->
                                other.segment() == block.segment()
                                        && other.at() < block.at() + block.bytes()
                                        && block.at() < other.at() + other.bytes());
                lent.add(block);
            }
        }
        lent.forEach(pool::give);
        pool.trim();
        assertThat(driver.reserved).isZero();
        assertThat(pool.reserved()).isZero();
    }
}
