// As gemm.k, for a processor: one item makes ROWS rows of a panel of columns, PARTS vectors wide, which stay in registers.
// Rows of A are dense; B comes packed: see pack.cpu.cl. Before this: vector.cpu.cl.

#define PANEL (PARTS * LANES)
// Products that are written out one after the other.
#define DEPTH 4

// What is done to one row of sums on its way to C; `what` is a sum of the flags.
DEVICE void finish(const WORK *sums, int width, int what, GLOBAL WORK *c, LONG column, GLOBAL const WORK *bias,
                   GLOBAL WORK *kept) {
    for (int j = 0; j < width; j++) {
        WORK sum = sums[j];
        sum += what & ACCUMULATE ? c[j * column] : R(0);
        sum += what & BIAS ? bias[j] : R(0);
        if (what & KEEP) {
            kept[j * column] = sum;
        }
#if ACTIVATION
        sum = value(sum, R(0), R(0));
#endif
        c[j * column] = sum;
    }
}

// The same for LANES dense columns at once.
DEVICE void finish_vector(VECTOR sum, int what, GLOBAL WORK *c, GLOBAL const WORK *bias, GLOBAL WORK *kept) {
    sum += what & ACCUMULATE ? READ(c) : (VECTOR)(0);
    sum += what & BIAS ? READ(bias) : (VECTOR)(0);
    if (what & KEEP) {
        WRITE(sum, kept);
    }
#if ACTIVATION
    LANES_OF each;
    each.all = sum;
    for (int j = 0; j < LANES; j++) {
        each.lane[j] = value(each.lane[j], R(0), R(0));
    }
    sum = each.all;
#endif
    WRITE(sum, c);
}

// Adds column k of the rows times a row of B.
DEVICE void add(VECTOR *sum, GLOBAL const WORK *const *rows, LONG k, GLOBAL const WORK *b) {
    VECTOR row[PARTS];
#pragma unroll
    for (int j = 0; j < PARTS; j++) {
        row[j] = READ(b + j * LANES);
    }
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
        VECTOR x = (VECTOR)(rows[i][k]);
#pragma unroll
        for (int j = 0; j < PARTS; j++) {
            sum[i * PARTS + j] = fma(x, row[j], sum[i * PARTS + j]);
        }
    }
}

KERNEL(gemm)(TENSOR(const WORK, a), TENSOR(const WORK, packed), TENSOR(WORK, c), TENSOR(const WORK, bias),
             TENSOR(WORK, kept), int m, int n, int depth, int what, LONG a_row, LONG c_row, LONG c_column,
             STRIDES a_batch, STRIDES c_batch) {
    OPEN(const WORK, a);
    OPEN(const WORK, packed);
    OPEN(WORK, c);
    OPEN(const WORK, bias);
    OPEN(WORK, kept);
    int i0 = (int)GID(0) * ROWS, j0 = (int)GID(1) * PANEL;
    int panels = (n + PANEL - 1) / PANEL;
    a += place(a_batch, (UINT)GID(2));
    c += place(c_batch, (UINT)GID(2)) + i0 * c_row + j0 * c_column;
    GLOBAL const WORK *b = packed + ((LONG)GID(2) * panels + GID(1)) * depth * PANEL;
    int height = min(ROWS, m - i0), width = min(PANEL, n - j0);
    // Rows beyond the last are the last once more, and not stored.
    GLOBAL const WORK *rows[ROWS];
    VECTOR sum[ROWS * PARTS];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
        rows[i] = a + min(i0 + i, m - 1) * a_row;
#pragma unroll
        for (int j = 0; j < PARTS; j++) {
            sum[i * PARTS + j] = (VECTOR)(0);
        }
    }
    LONG k = 0;
    for (; k <= depth - DEPTH; k += DEPTH) {
#pragma unroll
        for (int d = 0; d < DEPTH; d++) {
            add(sum, rows, k + d, b + d * PANEL);
        }
        b += DEPTH * PANEL;
    }
    for (; k < depth; k++) {
        add(sum, rows, k, b);
        b += PANEL;
    }
    bool dense = c_column == 1 && width == PANEL;
    kept += i0 * c_row + j0 * c_column;
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
        if (i < height) {
#pragma unroll
            for (int j = 0; j < PARTS; j++) {
                int at = j * LANES;
                if (dense) {
                    finish_vector(sum[i * PARTS + j], what, c + at, bias + j0 + at, kept + at);
                } else {
                    LANES_OF some;
                    some.all = sum[i * PARTS + j];
                    finish(some.lane, min(LANES, width - at), what, c + at * c_column, c_column, bias + j0 + at,
                           kept + at * c_column);
                }
            }
            c += c_row;
            kept += c_row;
        }
    }
}
