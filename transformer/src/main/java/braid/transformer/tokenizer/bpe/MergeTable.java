package braid.transformer.tokenizer.bpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What two neighbouring tokens merge to and how early. Open addressing over packed longs: a pair
 * and its merge lie side by side, at most half of the slots are taken.
 */
final class MergeTable {

    /** No merge: later than all. */
    static final long NONE = Long.MAX_VALUE;

    private static final long FREE = -1;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long[] slots;
    private final int shift;
    private int size;

    /** Room for a number of merges. */
    MergeTable(int merges) {
        int bits = 65 - Long.numberOfLeadingZeros(Math.max(merges, 4) - 1L);
        slots = new long[2 << bits];
        shift = Long.SIZE - bits;
        Arrays.fill(slots, FREE);
    }

    /** Takes a merge in; whether the pair was new. */
    boolean add(int left, int right, int rank, int merged) {
        long pair = pair(left, right);
        int slot = slot(pair);
        while (slots[slot] != FREE) {
            if (slots[slot] == pair) {
                return false;
            }
            slot = slot + 2 & slots.length - 1;
        }
        slots[slot] = pair;
        slots[slot + 1] = pair(rank, merged);
        size++;
        return true;
    }

    /** The merge of a pair: its rank in the upper half, the merged token in the lower, or NONE. */
    long get(int left, int right) {
        long pair = pair(left, right);
        int slot = slot(pair);
        while (true) {
            long there = slots[slot];
            if (there == pair) {
                return slots[slot + 1];
            }
            if (there == FREE) {
                return NONE;
            }
            slot = slot + 2 & slots.length - 1;
        }
    }

    private int slot(long pair) {
        return (int) (pair * GOLDEN >>> shift) << 1;
    }

    static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    int size() {
        return size;
    }

    /** All pairs as names of tokens, by rank: in the order of training. */
    List<List<String>> names(IntFunction<String> token) {
        List<List<String>> all = new ArrayList<>(size);
        for (long pair : pairs()) {
            all.add(List.of(token.apply((int) (pair >>> 32)), token.apply((int) pair)));
        }
        return all;
    }

    /** All pairs, packed, by rank. */
    private long[] pairs() {
        long[] order = new long[size];
        int n = 0;
        for (int slot = 0; slot < slots.length; slot += 2) {
            if (slots[slot] != FREE) {
                order[n++] = slots[slot + 1] >>> 32 << 32 | slot;
            }
        }
        Arrays.sort(order);
        for (int i = 0; i < n; i++) {
            order[i] = slots[(int) order[i]];
        }
        return order;
    }
}
