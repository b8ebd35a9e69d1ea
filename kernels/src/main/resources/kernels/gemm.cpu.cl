// As gemm.k, for a processor: one item makes ROWS rows of a panel of columns two vectors wide, which stay in registers.
// B is copied first, panel after panel, the columns beyond its last as zeros. Of type X, whose vector is VECTOR with
// LANES elements.

#define PANEL (2 * LANES)

// Panel GID(1) of B, steps of 16 rows of it: element (k, j) at k PANEL + j.
KERNEL(pack)(TENSOR(const WORK, b), TENSOR(WORK, packed), int n, int depth, LONG b_row, LONG b_column,
             STRIDES b_batch) {
    OPEN(const WORK, b);
    OPEN(WORK, packed);
    int j0 = (int)GID(1) * PANEL, k0 = (int)GID(0) * 16;
    int panels = (n + PANEL - 1) / PANEL;
    b += place(b_batch, (UINT)GID(2)) + j0 * b_column;
    packed += ((LONG)GID(2) * panels + GID(1)) * depth * PANEL;
    int width = min(PANEL, n - j0), end = min(depth, k0 + 16);
#if B_TURNED
    for (int j = 0; j < width; j++) {
        for (int k = k0; k < end; k++) {
            packed[k * PANEL + j] = b[k + j * b_column];
        }
    }
    for (int j = width; j < PANEL; j++) {
        for (int k = k0; k < end; k++) {
            packed[k * PANEL + j] = R(0);
        }
    }
#else
    for (int k = k0; k < end; k++) {
        for (int j = 0; j < width; j++) {
            packed[k * PANEL + j] = b[k * b_row + j];
        }
        for (int j = width; j < PANEL; j++) {
            packed[k * PANEL + j] = R(0);
        }
    }
#endif
}

// What is done to one row of sums on its way to C.
DEVICE void finish(WORK *sums, int width, GLOBAL WORK *c, LONG column, GLOBAL const WORK *bias, GLOBAL WORK *kept) {
    for (int j = 0; j < width; j++) {
        WORK sum = sums[j];
#if ACCUMULATE
        sum += c[j * column];
#endif
#if BIAS
        sum += bias[j];
#endif
#if KEEP
        kept[j * column] = sum;
#endif
#if ACTIVATION
        sum = value(sum, R(0), R(0));
#endif
        c[j * column] = sum;
    }
}

KERNEL(gemm)(TENSOR(const WORK, a), TENSOR(const WORK, packed), TENSOR(WORK, c), TENSOR(const WORK, bias),
             TENSOR(WORK, kept), int m, int n, int depth, LONG a_row, LONG a_column, LONG c_row, LONG c_column,
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
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
        if (i < height) {
            WORK sums[PANEL];
            VSTORE(first[i], 0, sums);
            VSTORE(second[i], 1, sums);
            finish(sums, width, c + i * c_row, c_column, bias + j0, kept + (i0 + i) * c_row + j0 * c_column);
        }
    }
}
