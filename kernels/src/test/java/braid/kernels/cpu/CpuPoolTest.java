package braid.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;
import braid.tensor.backend.MemoryStats;
import braid.tensor.random.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

final class CpuPoolTest {

    private final MemoryStats stats = new MemoryStats();
    private final CpuPool pool = new CpuPool(stats);

    private float[] take(int size) {
        return (float[]) pool.take(DType.F32, size);
    }

    private void give(float[] array) {
        pool.give(DType.F32, array, array.length);
    }

    @Test
    void anArrayGivenBackIsTakenAgainForEverySizeOfItsClass() {
        float[] first = take(4000);
        give(first);
        assertThat(take(4096)).isSameAs(first);
        give(first);
        assertThat(take(3969)).isSameAs(first);
        give(first);
        assertThat(take(3968)).isNotSameAs(first);
        assertThat(stats.poolHits()).isEqualTo(2);
        assertThat(stats.poolMisses()).isEqualTo(2);
    }

    @Test
    void typesDoNotMix() {
        Object bfloat = pool.take(DType.BF16, 100);
        pool.give(DType.BF16, bfloat, CpuPool.capacity(100));
        assertThat(pool.take(DType.F16, 100)).isInstanceOf(short[].class).isNotSameAs(bfloat);
        assertThat(pool.take(DType.F64, 1)).isInstanceOf(double[].class);
        assertThat(pool.take(DType.I32, 1)).isInstanceOf(int[].class);
        assertThat(pool.take(DType.I64, 1)).isInstanceOf(long[].class);
        assertThat(pool.take(DType.U8, 1)).isInstanceOf(byte[].class);
    }

    @Property
    void littleIsLostToRounding(@ForAll @LongRange(min = 0, max = Integer.MAX_VALUE - 8L) long n) {
        int capacity = CpuPool.capacity(n);
        assertThat((long) capacity).isGreaterThanOrEqualTo(n);
        assertThat(capacity - n).isLessThanOrEqualTo(Math.max(64, n / 16));
        assertThat(CpuPool.capacity(capacity)).isEqualTo(capacity);
    }

    @Property
    void differentCapacitiesNeverShareAnArray(
            @ForAll @LongRange(min = 1, max = 200_000) long a,
            @ForAll @LongRange(min = 1, max = 200_000) long b) {
        var fresh = new CpuPool(new MemoryStats());
        byte[] first = (byte[]) fresh.take(DType.U8, a);
        fresh.give(DType.U8, first, first.length);
        byte[] second = (byte[]) fresh.take(DType.U8, b);
        assertThat(second == first).isEqualTo(CpuPool.capacity(a) == CpuPool.capacity(b));
        assertThat(second.length).isGreaterThanOrEqualTo((int) b);
    }

    @Test
    void moreThanAnArrayCanHoldIsRefused() {
        assertThatThrownBy(() -> pool.take(DType.U8, Integer.MAX_VALUE))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("a tensor of 2147483647 elements");
    }

    @Test
    void sizesThatComeNoMoreAreLetGo() {
        for (int size = 10_000; size < 60_000; size += 5_000) {
            List<float[]> step = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                step.add(take(size));
            }
            step.forEach(this::give);
        }
        long largestStep = 10L * CpuPool.capacity(55_000) * Float.BYTES;
        assertThat(pool.unused()).isBetween(largestStep, 2 * largestStep);
        long misses = stats.poolMisses();
        take(55_000);
        assertThat(stats.poolMisses()).isEqualTo(misses);
        pool.trim();
        assertThat(pool.unused()).isZero();
    }

    @Test
    void twoThreadsNeverGetTheSameArray() throws InterruptedException {
        Set<Object> out = ConcurrentHashMap.newKeySet();
        List<Throwable> failures = new ArrayList<>();
        Runnable work =
                () -> {
                    for (int i = 0; i < 20_000; i++) {
                        float[] a = take(64 + i % 3 * 64);
                        if (!out.add(a)) {
                            throw new IllegalStateException("taken twice");
                        }
                        out.remove(a);
                        give(a);
                    }
                };
        Thread other = new Thread(work);
        other.setUncaughtExceptionHandler((t, e) -> failures.add(e));
        other.start();
        work.run();
        other.join();
        assertThat(failures).isEmpty();
        assertThat(stats.poolHits() + stats.poolMisses()).isEqualTo(40_000);
    }

    @Test
    void aSteadyStepAllocatesNothingAndLeavesNothing() {
        MemoryStats memory = Device.cpu().backend().memory();
        Tensor x = Tensor.randn(Shape.of(40, 50), Random.of(1));
        Tensor w = Tensor.randn(Shape.of(50, 30), Random.of(2)).requiresGrad(true);
        long missesBefore = 0;
        for (int step = 0; step < 4; step++) {
            if (step == 2) {
                missesBefore = memory.poolMisses();
            }
            try (var scope = Scope.open()) {
                x.matmul(w).gelu().transpose(0, 1).softmax(-1).sum().backward();
            }
            w.zeroGrad();
            assertThat(memory.used(MemoryKind.ACTIVATION)).isZero();
            assertThat(memory.used(MemoryKind.GRADIENT)).isZero();
        }
        assertThat(memory.poolMisses()).isEqualTo(missesBefore);
    }

    @Test
    void standInsForStridedOperandsGoBackWithTheOperation() {
        MemoryStats memory = Device.cpu().backend().memory();
        try (var scope = Scope.open()) {
            Tensor x = Tensor.randn(Shape.of(30, 500), Random.of(1)).transpose(0, 1);
            x.softmax(-1);
            long activations = memory.used(MemoryKind.ACTIVATION);
            long workspace = memory.used(MemoryKind.WORKSPACE);
            x.softmax(-1);
            assertThat(memory.used(MemoryKind.WORKSPACE)).isEqualTo(workspace);
            assertThat(memory.used(MemoryKind.ACTIVATION) - activations)
                    .isEqualTo((long) CpuPool.capacity(15_000) * Float.BYTES);
        }
    }

    @Test
    void scratchOfKernelsIsCountedAsWorkspace() {
        MemoryStats memory = Device.cpu().backend().memory();
        long before = memory.used(MemoryKind.WORKSPACE);
        Thread fresh = new Thread(() -> Scratch.floats(0, 100_000));
        fresh.start();
        try {
            fresh.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(memory.used(MemoryKind.WORKSPACE) - before)
                .isEqualTo((long) CpuPool.capacity(100_000) * Float.BYTES);
    }
}
