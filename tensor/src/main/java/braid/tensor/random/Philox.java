package braid.tensor.random;

/**
 * Philox4x32-10, a counter-based generator: 128 random bits as a function of a 64-bit key and a
 * 128-bit counter (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", table 2).
 */
public final class Philox {

    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private Philox() {}

    /**
     * One block of four words.
     *
     * @param key the seed
     * @param high upper half of the counter: the stream
     * @param low lower half of the counter: the block's number
     * @param out receives four words from position {@code at}
     */
    public static void block(long key, long high, long low, int[] out, int at) {
        int c0 = (int) low;
        int c1 = (int) (low >>> 32);
        int c2 = (int) high;
        int c3 = (int) (high >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int r = 0; r < ROUNDS; r++) {
            long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        out[at] = c0;
        out[at + 1] = c1;
        out[at + 2] = c2;
        out[at + 3] = c3;
    }

    /** Word number {@code index} of a stream: word {@code index % 4} of block {@code index / 4}. */
    public static int word(long key, long stream, long index) {
        int[] out = new int[4];
        block(key, stream, index >>> 2, out, 0);
        return out[(int) (index & 3)];
    }

    /** A word as a float in [0, 1), from its upper 24 bits. */
    public static float uniform(int word) {
        return (word >>> 8) * 0x1p-24f;
    }
}
