package braid.tensor.random;

/**
 * A stream of random numbers: seed, stream number and a position. Draw {@code i} depends on these
 * three alone, so that a run can be resumed from (seed, stream, position), and a kernel can compute
 * any part of a mask by itself. Not thread-safe; make one stream per use with {@link #stream}.
 */
public final class Random {

    private final long seed;
    private final long stream;
    private final int[] block = new int[4];
    private long blockNumber = -1;
    private long position;

    private Random(long seed, long stream, long position) {
        this.seed = seed;
        this.stream = stream;
        this.position = position;
    }

    /** Stream 0 of a seed, from its beginning. */
    public static Random of(long seed) {
        return new Random(seed, 0, 0);
    }

    /** A stream at a position, to resume from. */
    public static Random at(long seed, long stream, long position) {
        return new Random(seed, stream, position);
    }

    /**
     * An independent stream of the same seed, from its beginning; equal numbers give equal streams.
     */
    public Random stream(long number) {
        // The finaliser of SplitMix64 spreads nested stream numbers over 64 bits.
        long z = stream + 0x9E3779B97F4A7C15L * (number + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return new Random(seed, z ^ (z >>> 31), 0);
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** The stream's number. */
    public long stream() {
        return stream;
    }

    /** Number of the next word to be drawn. */
    public long position() {
        return position;
    }

    /**
     * Sets words aside for a kernel that draws by itself.
     *
     * @param words how many
     * @return position of the first; always a multiple of 4, the size of a block
     */
    public long reserve(long words) {
        DrawLog.beforeDraw(this);
        long first = (position + 3) & ~3L;
        position = first + words;
        return first;
    }

    /** For the log of draws: goes on from another position. */
    public void seek(long newPosition) {
        position = newPosition;
    }

    /** A word of 32 random bits. */
    public int nextInt() {
        DrawLog.beforeDraw(this);
        long number = position >>> 2;
        if (number != blockNumber) {
            Philox.block(seed, stream, number, block, 0);
            blockNumber = number;
        }
        return block[(int) (position++ & 3)];
    }

    /** 64 random bits. */
    public long nextLong() {
        return (long) nextInt() << 32 | (nextInt() & 0xFFFFFFFFL);
    }

    /**
     * A whole number in {@code [0, bound)}, exactly uniform (Lemire 2019, arXiv:1805.10941).
     *
     * @param bound 1 or more
     */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound " + bound + " is not positive");
        }
        long threshold = Integer.toUnsignedLong(-bound) % bound;
        while (true) {
            long product = (nextInt() & 0xFFFFFFFFL) * bound;
            if ((product & 0xFFFFFFFFL) >= threshold) {
                return (int) (product >>> 32);
            }
        }
    }

    /** A float in [0, 1) with 24 random bits. */
    public float nextFloat() {
        return Philox.uniform(nextInt());
    }

    /** A double in [0, 1) with 53 random bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** A standard normal number (Box and Muller 1958); takes four words, two a uniform. */
    public double nextGaussian() {
        double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
        return radius * Math.cos(2 * Math.PI * nextDouble());
    }

    /** Puts the elements into random order (Fisher and Yates). */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int t = values[i];
            values[i] = values[j];
            values[j] = t;
        }
    }
}
