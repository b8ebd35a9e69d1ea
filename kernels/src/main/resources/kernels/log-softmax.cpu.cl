// Logarithm of the softmax, as log-softmax.k. Before this: rows.cpu.cl.

ROWS_KERNEL(forward)(TENSOR(const WORK, x), TENSOR(WORK, y), int n, LONG rows, int each) {
    FOR_ROWS(r) {
        GLOBAL const WORK *from = x_segment + x_at + r * n;
        GLOBAL WORK *to = y_segment + y_at + r * n;
        WORK largest = row_max(from, n);
        VECTOR sum = (VECTOR)0;
        for (int i = 0; i < n; i += LANES) {
            sum += VECTOR_EXP(read(from + i, n - i, -INF) - largest);
        }
        WORK log_sum = log(sum_of(sum));
        for (int i = 0; i < n; i += LANES) {
            write(read(from + i, n - i, 0) - largest - log_sum, to + i, n - i);
        }
    }
}

ROWS_KERNEL(backward)(TENSOR(const WORK, y), TENSOR(const WORK, dy), TENSOR(WORK, dx), int n, LONG rows, int each) {
    FOR_ROWS(r) {
        GLOBAL const WORK *from = y_segment + y_at + r * n;
        GLOBAL const WORK *d = dy_segment + dy_at + r * n;
        GLOBAL WORK *to = dx_segment + dx_at + r * n;
        VECTOR sum = (VECTOR)0;
        for (int i = 0; i < n; i += LANES) {
            sum += read(d + i, n - i, 0);
        }
        VECTOR less = (VECTOR)(-sum_of(sum));
        for (int i = 0; i < n; i += LANES) {
            write(fma(VECTOR_EXP(read(from + i, n - i, 0)), less, read(d + i, n - i, 0)), to + i, n - i);
        }
    }
}
