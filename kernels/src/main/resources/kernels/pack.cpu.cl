// A copy of B for gemm.cpu.cl: panel after panel of PARTS * LANES columns, those beyond its last as zeros. With
// B_TURNED the columns are dense, else the rows. Before this: vector.cpu.cl, turn.cpu.cl.

#define PANEL (PARTS * LANES)

// What is not a whole block: `height` rows and `width` columns of `all`.
DEVICE void pack_edge(GLOBAL const WORK *b, LONG b_row, LONG b_column, GLOBAL WORK *packed, int height, int width,
                      int all) {
    for (int k = 0; k < height; k++) {
        for (int j = 0; j < all; j++) {
            packed[k * PANEL + j] = j < width ? b[k * b_row + j * b_column] : R(0);
        }
    }
}

// LANES rows of LANES columns.
DEVICE void pack_block(GLOBAL const WORK *b, LONG b_row, LONG b_column, GLOBAL WORK *packed) {
#if B_TURNED
    turn_block(b, b_column, packed, PANEL);
#else
#pragma unroll
    for (int k = 0; k < LANES; k++) {
        WRITE(READ(b + k * b_row), packed + k * PANEL);
    }
#endif
}

// Panel GID(1) of B, DEEP rows of it: element (k, j) at k PANEL + j.
KERNEL(pack)(TENSOR(const WORK, b), TENSOR(WORK, packed), int n, int depth, LONG b_row, LONG b_column,
             STRIDES b_batch) {
    OPEN(const WORK, b);
    OPEN(WORK, packed);
    int j0 = (int)GID(1) * PANEL, k0 = (int)GID(0) * DEEP;
    int panels = (n + PANEL - 1) / PANEL;
    b += place(b_batch, (UINT)GID(2));
    packed += ((LONG)GID(2) * panels + GID(1)) * depth * PANEL;
    int end = min(depth, k0 + DEEP);
    for (int k = k0; k < end; k += LANES) {
        for (int j = 0; j < PANEL; j += LANES) {
            int height = min(LANES, end - k), width = min(LANES, n - j0 - j);
            GLOBAL const WORK *from = b + k * b_row + (j0 + j) * b_column;
            GLOBAL WORK *to = packed + (LONG)k * PANEL + j;
            if (height == LANES && width == LANES) {
                pack_block(from, b_row, b_column, to);
            } else {
                pack_edge(from, b_row, b_column, to, height, width, LANES);
            }
        }
    }
}
