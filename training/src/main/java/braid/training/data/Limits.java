package braid.training.data;

/**
 * How much a data file may hold before it is refused; so that a wrong or hostile file cannot fill
 * the memory.
 *
 * @param fileBytes most bytes of a file, after decompression
 * @param rowBytes most bytes of one row, and most characters of one string
 * @param rows most rows of a file
 * @param steps most steps of an example
 */
public record Limits(long fileBytes, int rowBytes, int rows, int steps) {

    /** 4 GiB a file, 1 MiB a row, ten million rows, 4,096 steps. */
    public static final Limits DEFAULT = new Limits(4L << 30, 1 << 20, 10_000_000, 4_096);
}
