// Sums, as sum.k. Before this: rows.cpu.cl.

// Elements that are added one by one.
#define BLOCK 64

// Vectors of columns of a work item.
#define STRIP 4

// Sums of rows, `rows` in all, `each` by one work item.
ROWS_KERNEL(rows)(TENSOR(const WORK, x), TENSOR(WORK, y), int n, int length, int parts, int add, LONG rows, int each) {
    OPEN(WORK, y);
    FOR_ROWS(s) {
        LONG o = s / parts;
        int from = (int)(s - o * parts) * length;
        int left = length < n - from ? length : n - from;
        GLOBAL const WORK *p = x_segment + x_at + o * n + from;
        VECTOR even = (VECTOR)0, odd = (VECTOR)0;
        for (int i = 0; i < left; i += 2 * LANES) {
            even += read(p + i, left - i, 0);
            odd += read(p + i + LANES, left - i - LANES, 0);
        }
        WORK sum = sum_of(even + odd);
        y[s] = add ? y[s] + sum : sum;
    }
}

// Sums of a strip of columns.
ROWS_KERNEL(columns)(TENSOR(const WORK, x), TENSOR(WORK, y), int strips, int n, int inner, int length, int parts,
                     int add) {
    LONG row = GID(0) / strips;
    int i = (int)(GID(0) - row * strips) * STRIP * LANES;
    int left = inner - i;
    LONG o = row / parts;
    int from = (int)(row - o * parts) * length;
    int to = length < n - from ? from + length : n;
    GLOBAL const WORK *p = x_segment + x_at + o * n * inner + i;
    GLOBAL WORK *q = y_segment + y_at + row * inner + i;
    VECTOR total[STRIP];
    for (int u = 0; u < STRIP; u++) {
        total[u] = add ? read(q + u * LANES, left - u * LANES, 0) : (VECTOR)0;
    }
    while (from < to) {
        int end = BLOCK < to - from ? from + BLOCK : to;
        VECTOR sum[STRIP];
        for (int u = 0; u < STRIP; u++) {
            sum[u] = (VECTOR)0;
        }
        for (; from < end; from++) {
            for (int u = 0; u < STRIP; u++) {
                sum[u] += read(p + (LONG)from * inner + u * LANES, left - u * LANES, 0);
            }
        }
        for (int u = 0; u < STRIP; u++) {
            total[u] += sum[u];
        }
    }
    for (int u = 0; u < STRIP; u++) {
        write(total[u], q + u * LANES, left - u * LANES);
    }
}
