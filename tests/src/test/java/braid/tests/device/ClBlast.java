package braid.tests.device;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Matrix products of CLBlast, a BLAS library for OpenCL that shares no line with ours: its C
 * interface, {@code clblast_c.h} of release 1.5.3 (Nugteren 2018, arXiv:1705.05249).
 */
final class ClBlast implements AutoCloseable {

    private static final String FILE = "libclblast.so.1";

    private static final int ROW_MAJOR = 101;
    private static final int NO = 111;
    private static final int YES = 112;

    private final Arena arena = Arena.ofConfined();
    private final OpenClQueue.Library library = new OpenClQueue.Library(FILE, arena);
    private final OpenClQueue device = new OpenClQueue();
    private final MemorySegment queue = arena.allocateFrom(ADDRESS, device.queue());

    /**
     * {@code C = op(A) op(B) + beta C}, row-major without gaps.
     *
     * @param turnedA whether A is stored as (k, m)
     * @param turnedB whether B is stored as (n, k)
     * @param m rows of C
     * @param n columns of C
     * @param k length of the sums
     */
    record Product(boolean turnedA, boolean turnedB, int m, int n, int k) {

        /** For example {@code NT 17 33 65}. */
        @Override
        public String toString() {
            return (turnedA ? "T" : "N") + (turnedB ? "T" : "N") + " " + m + " " + n + " " + k;
        }
    }

    /** Why it is not here, with the remedy; empty if it is. */
    static String absent() {
        try (Arena arena = Arena.ofConfined()) {
            var _ = new OpenClQueue.Library(FILE, arena);
            return "";
        } catch (IllegalArgumentException e) {
            return "CLBlast: " + e.getMessage() + "; on Debian apt install libclblast1";
        }
    }

    /** In F32; C is changed. */
    void gemm(Product p, float[] a, float[] b, float beta, float[] c) {
        gemm(
                "CLBlastSgemm",
                p,
                1f,
                MemorySegment.ofArray(a),
                MemorySegment.ofArray(b),
                beta,
                MemorySegment.ofArray(c));
    }

    /** In F64; C is changed. */
    void gemm(Product p, double[] a, double[] b, double beta, double[] c) {
        gemm(
                "CLBlastDgemm",
                p,
                1d,
                MemorySegment.ofArray(a),
                MemorySegment.ofArray(b),
                beta,
                MemorySegment.ofArray(c));
    }

    private void gemm(
            String function,
            Product p,
            Object alpha,
            MemorySegment a,
            MemorySegment b,
            Object beta,
            MemorySegment c) {
        MemorySegment left = device.buffer(a);
        MemorySegment right = device.buffer(b);
        MemorySegment product = device.buffer(c);
        int status =
                library.status(
                        function,
                        ROW_MAJOR,
                        p.turnedA() ? YES : NO,
                        p.turnedB() ? YES : NO,
                        (long) p.m(),
                        (long) p.n(),
                        (long) p.k(),
                        alpha,
                        left,
                        0L,
                        (long) (p.turnedA() ? p.m() : p.k()),
                        right,
                        0L,
                        (long) (p.turnedB() ? p.k() : p.n()),
                        beta,
                        product,
                        0L,
                        (long) p.n(),
                        queue,
                        MemorySegment.NULL);
        if (status != 0) {
            throw new IllegalStateException(function + " " + p + ": status " + status);
        }
        device.read(product, c);
        device.release(left);
        device.release(right);
        device.release(product);
    }

    @Override
    public void close() {
        device.close();
        arena.close();
    }
}
