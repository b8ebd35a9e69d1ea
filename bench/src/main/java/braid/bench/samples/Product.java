package braid.bench.samples;

/** {@code C = A B}, row-major. */
interface Product {

    /**
     * Overwrites C.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param a (m, k)
     * @param b (k, n)
     * @param c (m, n)
     */
    void run(int m, int n, int k, float[] a, float[] b, float[] c);

    /** The idea, in a few words. */
    String idea();
}
