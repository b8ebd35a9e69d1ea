package braid.transformer.tokenizer.bpe;

import java.util.Arrays;

/** Token ids as they come. */
final class Ids {

    private int[] ids;
    private int size;

    /** Room for a number of ids at first. */
    Ids(int room) {
        ids = new int[room];
    }

    void add(int id) {
        if (size == ids.length) {
            grow(1);
        }
        ids[size++] = id;
    }

    void addAll(int[] source, int n) {
        if (n > ids.length - size) {
            grow(n);
        }
        System.arraycopy(source, 0, ids, size, n);
        size += n;
    }

    private void grow(int least) {
        ids = Arrays.copyOf(ids, Math.max(size + least, Math.max(16, 2 * size)));
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }
}
