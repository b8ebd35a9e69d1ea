package braid.bench.peers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is multiplied: {@code C = op(A) op(B)}, row-major. It names no other class of Braid, for it
 * is at work in processes that have none.
 *
 * @param transA whether A is stored as (k, m)
 * @param transB whether B is stored as (n, k)
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 * @param lda elements from row to row of A as stored
 * @param ldb elements from row to row of B as stored
 * @param a A
 * @param b B
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Factors(
        boolean transA,
        boolean transB,
        int m,
        int n,
        int k,
        int lda,
        int ldb,
        float[] a,
        float[] b) {

    /** Writes it for {@link #read}. */
    void write(DataOutput out) throws IOException {
        out.writeBoolean(transA);
        out.writeBoolean(transB);
        out.writeInt(m);
        out.writeInt(n);
        out.writeInt(k);
        out.writeInt(lda);
        out.writeInt(ldb);
        write(a, out);
        write(b, out);
    }

    /** Reads what {@link #write} wrote. */
    static Factors read(DataInput in) throws IOException {
        boolean transA = in.readBoolean();
        boolean transB = in.readBoolean();
        int m = in.readInt();
        int n = in.readInt();
        int k = in.readInt();
        int lda = in.readInt();
        int ldb = in.readInt();
        float[] a = read(m * k, in);
        float[] b = read(k * n, in);
        return new Factors(transA, transB, m, n, k, lda, ldb, a, b);
    }

    static void write(float[] values, DataOutput out) throws IOException {
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    static float[] read(int count, DataInput in) throws IOException {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }
}
