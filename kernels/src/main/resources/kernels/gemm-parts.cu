// The sums of products that were made in parts of the depth, (matrix, part, i, j), and what follows them as in gemm.k. A work
// item has one element of C.

KERNEL(sum_parts)(TENSOR(const STORED(X), partial), TENSOR(STORED(X), c), TENSOR(const STORED(X), bias), TENSOR(STORED(X), kept),
                  LONG elements, int parts, int m, int n, int what, LONG c_row, LONG c_column, STRIDES c_batch) {
    OPEN(const STORED(X), partial);
    OPEN(STORED(X), c);
    OPEN(const STORED(X), bias);
    OPEN(STORED(X), kept);
    LONG e = GID(0);
    if (e < elements) {
        UINT line = (UINT)e / (UINT)n, column = (UINT)e - line * (UINT)n;
        UINT matrix = line / (UINT)m, row = line - matrix * (UINT)m;
        LONG size = (LONG)m * n, from = matrix * parts * size + row * (LONG)n + column;
        WORK sum = R(0);
        #pragma unroll 8
        for (int p = 0; p < parts; p++) {
            sum += LOAD(X, partial, from + p * size);
        }
        LONG at = place(c_batch, matrix) + row * c_row + column * c_column;
        sum += what & ACCUMULATE ? LOAD(X, c, at) : R(0);
        sum += what & BIAS ? LOAD(X, bias, column) : R(0);
        if (what & KEEP) {
            STORE(X, kept, at, sum);
        }
#if ACTIVATION
        sum = value(sum, R(0), R(0));
#endif
        STORE(X, c, at, sum);
    }
}
