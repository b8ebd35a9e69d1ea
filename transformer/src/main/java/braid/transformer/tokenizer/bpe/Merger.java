package braid.transformer.tokenizer.bpe;

import java.util.Arrays;

/**
 * Merges the tokens of a word, the earliest-learned pair first and of equal ones the leftmost. A
 * short word is searched anew for each merge; a long one keeps its pairs in a heap and its tokens
 * in a linked list, O(n log n). Holds the memory of its last word: one a thread.
 */
final class Merger {

    /** Tokens up to which searching beats the heap. */
    private static final int SHORT = 64;

    private final MergeTable merges;

    /** Tokens of the word: put in before {@link #merge}, left there by it. */
    int[] ids = new int[SHORT];

    /** The merge of each token with the next. */
    private long[] pairs = new long[SHORT];

    private int[] next = {};
    private int[] previous = {};
    private long[] heap = {};
    private int heaped;

    Merger(MergeTable merges) {
        this.merges = merges;
    }

    /** Room for a number of tokens; what was there is lost. */
    void reserve(int tokens) {
        if (tokens > ids.length) {
            ids = new int[tokens];
            pairs = new long[tokens];
        }
    }

    /**
     * Merges.
     *
     * @param n number of tokens in {@link #ids}
     * @return number of tokens that are left
     */
    int merge(int n) {
        for (int i = 0; i + 1 < n; i++) {
            pairs[i] = merges.get(ids[i], ids[i + 1]);
        }
        return n <= SHORT ? search(n) : climb(n);
    }

    private int search(int tokens) {
        int n = tokens;
        while (n > 1) {
            int best = 0;
            int rank = Integer.MAX_VALUE;
            for (int i = 0; i < n - 1; i++) {
                int other = (int) (pairs[i] >>> 32);
                if (other < rank) {
                    rank = other;
                    best = i;
                }
            }
            if (rank == Integer.MAX_VALUE) {
                return n;
            }
            ids[best] = (int) pairs[best];
            n--;
            System.arraycopy(ids, best + 2, ids, best + 1, n - best - 1);
            if (best < n - 1) {
                System.arraycopy(pairs, best + 2, pairs, best + 1, n - best - 2);
                pairs[best] = merges.get(ids[best], ids[best + 1]);
            }
            if (best > 0) {
                pairs[best - 1] = merges.get(ids[best - 1], ids[best]);
            }
        }
        return n;
    }

    private int climb(int n) {
        link(n);
        while (heaped > 0) {
            long top = pop();
            int at = (int) top;
            if ((int) (pairs[at] >>> 32) != (int) (top >>> 32)) {
                continue; // one of the two has since merged with another
            }
            int gone = next[at];
            ids[at] = (int) pairs[at];
            pairs[gone] = MergeTable.NONE;
            next[at] = next[gone];
            if (next[at] < n) {
                previous[next[at]] = at;
            }
            renew(at, n);
            if (previous[at] >= 0) {
                renew(previous[at], n);
            }
        }
        int left = 0;
        for (int at = 0; at < n; at = next[at]) {
            ids[left++] = ids[at];
        }
        return left;
    }

    /** Lists the tokens, heaps the pairs. */
    private void link(int n) {
        if (n > next.length) {
            next = new int[n];
            previous = new int[n];
            heap = new long[2 * n]; // a merge takes one pair out and brings at most two in
        }
        pairs[n - 1] = MergeTable.NONE;
        heaped = 0;
        for (int i = 0; i < n; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            if (pairs[i] != MergeTable.NONE) {
                heap[heaped++] = pairs[i] >>> 32 << 32 | i;
            }
        }
        Arrays.sort(heap, 0, heaped); // sorted is a heap
    }

    private void renew(int at, int n) {
        pairs[at] = next[at] < n ? merges.get(ids[at], ids[next[at]]) : MergeTable.NONE;
        if (pairs[at] != MergeTable.NONE) {
            push(pairs[at] >>> 32 << 32 | at);
        }
    }

    private void push(long value) {
        int at = heaped++;
        while (at > 0 && heap[at - 1 >>> 1] > value) {
            heap[at] = heap[at - 1 >>> 1];
            at = at - 1 >>> 1;
        }
        heap[at] = value;
    }

    private long pop() {
        long top = heap[0];
        long value = heap[--heaped];
        int at = 0;
        int child = 1;
        while (child < heaped) {
            if (child + 1 < heaped && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = value;
        return top;
    }
}
