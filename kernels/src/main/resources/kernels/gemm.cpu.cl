// As gemm.k, for a processor: one item makes ROWS rows of a panel of columns two vectors wide, which stay in registers.
// B comes packed: see pack.cpu.cl. Of type WORK, whose vector is VECTOR with LANES elements.

#define PANEL (2 * LANES)

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

KERNEL(gemm)(TENSOR(const WORK, a), TENSOR(const WORK, packed), TENSOR(WORK, c), TENSOR(const WORK, bias),
             TENSOR(WORK, kept), int m, int n, int depth, int what, LONG a_row, LONG a_column, LONG c_row, LONG c_column,
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
    VECTOR first[ROWS], second[ROWS];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
        rows[i] = a + min(i0 + i, m - 1) * a_row;
        first[i] = (VECTOR)(0);
        second[i] = (VECTOR)(0);
    }
    for (int k = 0; k < depth; k++) {
        VECTOR u = VLOAD(0, b), v = VLOAD(1, b);
        b += PANEL;
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
            VECTOR x = (VECTOR)(rows[i][k * a_column]);
            first[i] = fma(x, u, first[i]);
            second[i] = fma(x, v, second[i]);
        }
    }
    WORK sums[ROWS * PANEL];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
        VSTORE(first[i], 2 * i, sums);
        VSTORE(second[i], 2 * i + 1, sums);
    }
    for (int i = 0; i < height; i++) {
        finish(sums + i * PANEL, width, what, c + i * c_row, c_column, bias + j0,
               kept + (i0 + i) * c_row + j0 * c_column);
    }
}
