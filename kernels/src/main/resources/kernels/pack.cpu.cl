// A copy of B for gemm.cpu.cl: panel after panel of PANEL columns, those beyond its last as zeros. With B_TURNED the
// columns are dense, else the rows.

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
