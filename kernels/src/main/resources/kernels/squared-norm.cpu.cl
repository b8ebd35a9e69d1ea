// Sums of squares, as squared-norm.k: a work item a part. WORK is double. Before this: rows.cpu.cl.

ROWS_KERNEL(parts)(TENSOR(const STORED(X), x), TENSOR(double, parts), LONG n, int length) {
    LONG at = GID(0) * length;
    int left = length < n - at ? length : (int)(n - at);
    GLOBAL const STORED(X) *p = x_segment + x_at + at;
    VECTOR even = (VECTOR)0, odd = (VECTOR)0;
    int i = 0;
    for (; i <= left - 2 * LANES; i += 2 * LANES) {
        VECTOR v = convert_double8(vload8(0, p + i));
        even = fma(v, v, even);
        v = convert_double8(vload8(0, p + i + LANES));
        odd = fma(v, v, odd);
    }
    double sum = sum_of(even + odd);
    for (; i < left; i++) {
        double v = p[i];
        sum = fma(v, v, sum);
    }
    parts_segment[parts_at + GID(0)] = sum;
}
