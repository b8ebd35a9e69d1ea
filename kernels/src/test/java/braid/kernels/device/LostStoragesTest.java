package braid.kernels.device;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.DType;
import braid.tensor.Storage;
import braid.tensor.backend.MemoryKind;

import org.junit.jupiter.api.Test;

final class LostStoragesTest {

    private final DeviceBackend backend =
            new DeviceBackend(new HeapDriver(Long.MAX_VALUE), Schedule.GPU);

    /** Memory that nothing refers to any more when this returns. */
    private void drop(MemoryKind kind) {
        Storage storage = backend.allocate(DType.F32, 1000);
        storage.tag(kind);
    }

    @Test
    void weightsOfAModelThatIsGoneGoBackToThePool() throws InterruptedException {
        drop(MemoryKind.PARAMETER);
        assertThat(backend.memory().used(MemoryKind.PARAMETER)).isEqualTo(4096);
        for (int i = 0; i < 100 && backend.memory().used(MemoryKind.PARAMETER) > 0; i++) {
            System.gc();
            Thread.sleep(10);
            backend.allocate(DType.F32, 1).release();
        }
        assertThat(backend.memory().used(MemoryKind.PARAMETER)).isZero();
    }

    @Test
    void whatWasGivenBackIsNotGivenBackTwice() throws InterruptedException {
        backend.allocate(DType.F32, 1000).release();
        long misses = backend.memory().poolMisses();
        System.gc();
        Thread.sleep(10);
        Storage first = backend.allocate(DType.F32, 1000);
        Storage second = backend.allocate(DType.F32, 1000);
        assertThat(((DeviceStorage) first).at()).isNotEqualTo(((DeviceStorage) second).at());
        assertThat(backend.memory().poolMisses()).isEqualTo(misses);
    }
}
