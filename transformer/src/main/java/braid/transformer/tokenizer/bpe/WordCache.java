package braid.transformer.tokenizer.bpe;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Tokens of words seen lately: one entry a slot, a newer word drives out the older. Entries are
 * immutable, so threads share the cache without locks; at worst one does another's work again.
 */
final class WordCache {

    /** Bytes of a word that is worth keeping. */
    static final int LONGEST = 32;

    private static final int SLOT_BITS = 15;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final @Nullable Entry[] entries = new Entry[1 << SLOT_BITS];

    /** A word and its tokens. */
    static final class Entry {
        private final long head;
        private final byte[] word;

        /** The word's tokens. */
        final int[] ids;

        Entry(long head, byte[] word, int[] ids) {
            this.head = head;
            this.word = word;
            this.ids = ids;
        }
    }

    /** The entry of a word, or null. */
    @Nullable Entry get(byte[] text, int from, int to) {
        long head = head(text, from, to);
        Entry entry = entries[slot(head, text, from, to)];
        if (entry == null || entry.head != head || entry.word.length != to - from) {
            return null;
        }
        boolean same =
                to - from <= Long.BYTES
                        || Arrays.equals(
                                entry.word, Long.BYTES, to - from, text, from + Long.BYTES, to);
        return same ? entry : null;
    }

    /** Keeps a word of at most {@link #LONGEST} bytes. */
    Entry put(byte[] text, int from, int to, int[] ids) {
        long head = head(text, from, to);
        Entry entry = new Entry(head, Arrays.copyOfRange(text, from, to), ids);
        entries[slot(head, text, from, to)] = entry;
        return entry;
    }

    /** The first eight bytes, zeros behind a shorter word. */
    private static long head(byte[] text, int from, int to) {
        int length = to - from;
        if (from + Long.BYTES <= text.length) {
            long eight = (long) LONGS.get(text, from);
            return length >= Long.BYTES ? eight : eight & (1L << 8 * length) - 1;
        }
        long head = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            head = head << 8 | text[from + i] & 0xFF;
        }
        return head;
    }

    private static int slot(long head, byte[] text, int from, int to) {
        long hash = head;
        if (to - from > Long.BYTES) { // the last eight bytes, which may overlap the first
            hash += (long) LONGS.get(text, to - Long.BYTES) * 0xC2B2AE3D27D4EB4FL;
        }
        hash += to - from;
        return (int) (hash * 0x9E3779B97F4A7C15L >>> Long.SIZE - SLOT_BITS);
    }
}
