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
import java.util.Objects;

final class DevicePoolTest {

    private static final long MIB = 1 << 20;

    private final MemoryStats stats = new MemoryStats();

    private DevicePool pool(HeapDriver driver) {
        return new DevicePool(driver, stats);
    }

    private static DevicePool.Block lent(DevicePool pool, long bytes) {
        return Objects.requireNonNull(pool.take(bytes));
    }

    @Test
    void aBlockGivenBackIsLentAgain() {
        DevicePool pool = pool(new HeapDriver(Long.MAX_VALUE));
        DevicePool.Block first = lent(pool, 5000);
        pool.give(first);
        DevicePool.Block second = lent(pool, 5000);
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
            parts.add(lent(pool, 16 * MIB));
        }
        assertThat(driver.reservations).isEqualTo(1);
        for (int i : new int[] {1, 3, 2, 0}) {
            pool.give(parts.get(i));
        }
        assertThat(lent(pool, 64 * MIB).at()).isZero();
        assertThat(driver.reservations).isEqualTo(1);
    }

    @Test
    void theSmallestBlockThatFitsIsTaken() {
        DevicePool pool = pool(new HeapDriver(Long.MAX_VALUE));
        DevicePool.Block large = lent(pool, 20 * MIB);
        pool.take(MIB);
        DevicePool.Block small = lent(pool, 4 * MIB);
        pool.take(MIB);
        pool.give(large);
        pool.give(small);
        assertThat(lent(pool, 3 * MIB).at()).isEqualTo(small.at());
    }

    @Test
    void withoutMemoryItSaysWhatHoldsIt() {
        DevicePool pool = pool(new HeapDriver(100 * MIB));
        stats.add(MemoryKind.PARAMETER, 70 * MIB);
        pool.take(70 * MIB);
        assertThat(pool.take(40 * MIB)).isNull();
        assertThat(pool.outOfMemory(40 * MIB))
                .isInstanceOf(TensorException.class)
                .hasMessage(
                        """
                        fake:0: no memory for 41943040 bytes; 70 MiB are taken:
                          PARAMETER         73,400,320 bytes
                          GRADIENT                   0 bytes
                          OPTIMIZER                  0 bytes
                          ACTIVATION                 0 bytes
                          WORKSPACE                  0 bytes
                          NO SCOPE                   0 bytes
                          FREE                       0 bytes
                          HINT: lower the batch, recompute blocks, or raise --memory-budget\
                        """);
    }

    @Test
    void unusedSegmentsMakeRoomForOthers() {
        HeapDriver driver = new HeapDriver(100 * MIB);
        DevicePool pool = pool(driver);
        pool.give(lent(pool, 64 * MIB));
        pool.take(80 * MIB);
        assertThat(driver.reserved).isEqualTo(80 * MIB);
    }

    @Test
    void aLentBlockThatFillsASegmentOfTheSizeOfSmallOnesIsNotLentTwice() {
        DevicePool pool = pool(new HeapDriver(8 * MIB));
        lent(pool, 8 * MIB);
        assertThat(pool.take(1000)).isNull();
    }

    @Test
    void aSmallRequestGetsWhatLargeOnesLeft() {
        DevicePool pool = pool(new HeapDriver(100 * MIB));
        pool.budget(3 * MIB);
        pool.give(lent(pool, 3 * MIB));
        DevicePool.Block large = lent(pool, 2 * MIB);
        DevicePool.Block small = lent(pool, 1000);
        assertThat(small.segment()).isEqualTo(large.segment());
        pool.give(small);
        assertThat(lent(pool, MIB).at()).isEqualTo(small.at());
    }

    @Test
    void oneTensorAboveWhatABufferHoldsIsNamed() {
        DevicePool pool = pool(new HeapDriver(MIB));
        assertThat(pool.outOfMemory(2 * MIB))
                .hasMessageContaining("one tensor can have 1048576 on this device");
    }

    @Test
    void theBudgetIsKept() {
        HeapDriver driver = new HeapDriver(Long.MAX_VALUE);
        DevicePool pool = pool(driver);
        pool.budget(32 * MIB);
        pool.take(30 * MIB);
        assertThat(driver.reserved).isEqualTo(30 * MIB);
        assertThat(pool.take(3 * MIB)).isNull();
        assertThat(pool.outOfMemory(3 * MIB))
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
                DevicePool.Block block = lent(pool, size);
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
