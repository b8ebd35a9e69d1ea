// Layer normalisation and root-mean-square normalisation, as norm.k. Before this: rows.cpu.cl.

ROWS_KERNEL(forward)(TENSOR(const WORK, x), TENSOR(const WORK, w),
#if CENTRED
                     TENSOR(const WORK, b), TENSOR(WORK, means),
#endif
                     TENSOR(WORK, y), TENSOR(WORK, rstds), int n, WORK epsilon, LONG rows, int each) {
    OPEN(const WORK, w);
    FOR_ROWS(r) {
        GLOBAL const WORK *from = x_segment + x_at + r * n;
        GLOBAL WORK *to = y_segment + y_at + r * n;
        WORK mean = 0;
#if CENTRED
        OPEN(const WORK, b);
        VECTOR sum = (VECTOR)0;
        for (int i = 0; i < n; i += LANES) {
            sum += read(from + i, n - i, 0);
        }
        mean = sum_of(sum) / n;
        means_segment[means_at + r] = mean;
#endif
        VECTOR squares = (VECTOR)0;
        for (int i = 0; i < n; i += LANES) {
            VECTOR d = read(from + i, n - i, mean) - mean;
            squares = fma(d, d, squares);
        }
        WORK rstd = 1 / sqrt(sum_of(squares) / n + epsilon);
        rstds_segment[rstds_at + r] = rstd;
        for (int i = 0; i < n; i += LANES) {
            VECTOR z = (read(from + i, n - i, 0) - mean) * rstd;
#if CENTRED
            z = fma(z, read(w + i, n - i, 0), read(b + i, n - i, 0));
#else
            z *= read(w + i, n - i, 0);
#endif
            write(z, to + i, n - i);
        }
    }
}

// A work item does a block of `each` rows, and adds up what they give to the gradients of gain and bias: dw and db are
// (blocks, n).
ROWS_KERNEL(backward)(TENSOR(const WORK, x), TENSOR(const WORK, w),
#if CENTRED
                      TENSOR(const WORK, means), TENSOR(WORK, db),
#endif
                      TENSOR(const WORK, rstds), TENSOR(const WORK, dy), TENSOR(WORK, dx), TENSOR(WORK, dw), int n,
                      LONG rows, int each) {
    OPEN(const WORK, w);
    GLOBAL WORK *gains = dw_segment + dw_at + GID(0) * n;
    for (int i = 0; i < n; i += LANES) {
        write((VECTOR)0, gains + i, n - i);
    }
#if CENTRED
    GLOBAL WORK *biases = db_segment + db_at + GID(0) * n;
    for (int i = 0; i < n; i += LANES) {
        write((VECTOR)0, biases + i, n - i);
    }
#endif
    FOR_ROWS(r) {
        GLOBAL const WORK *from = x_segment + x_at + r * n;
        GLOBAL const WORK *d = dy_segment + dy_at + r * n;
        GLOBAL WORK *to = dx_segment + dx_at + r * n;
        WORK rstd = rstds_segment[rstds_at + r];
        WORK mean = 0;
#if CENTRED
        mean = means_segment[means_at + r];
#endif
        VECTOR g_sum = (VECTOR)0, gz_sum = (VECTOR)0;
        for (int i = 0; i < n; i += LANES) {
            int left = n - i;
            VECTOR e = read(d + i, left, 0);
            VECTOR g = e * read(w + i, left, 0);
            VECTOR z = (read(from + i, left, mean) - mean) * rstd;
            g_sum += g;
            gz_sum = fma(g, z, gz_sum);
            write(fma(e, z, read(gains + i, left, 0)), gains + i, left);
#if CENTRED
            write(e + read(biases + i, left, 0), biases + i, left);
#endif
        }
        WORK g_mean = 0;
#if CENTRED
        g_mean = sum_of(g_sum) / n;
#endif
        WORK gz_mean = sum_of(gz_sum) / n;
        for (int i = 0; i < n; i += LANES) {
            int left = n - i;
            VECTOR g = read(d + i, left, 0) * read(w + i, left, 0);
            VECTOR z = (read(from + i, left, mean) - mean) * rstd;
            write(rstd * (g - g_mean - z * gz_mean), to + i, left);
        }
    }
}
