// Row-major copies of matrices whose columns are dense, for processors. Before this: vector.cpu.cl, turn.cpu.cl.

// Rows LANES GID(0) and on, columns DEEP GID(1) and on, of matrix GID(2): element (i, j) of x at i + j x_column.
KERNEL(transpose)(TENSOR(const WORK, x), TENSOR(WORK, y), int rows, int columns, LONG x_column, LONG y_row,
                  STRIDES x_batch, STRIDES y_batch) {
    OPEN(const WORK, x);
    OPEN(WORK, y);
    int i0 = (int)GID(0) * LANES, j0 = (int)GID(1) * DEEP;
    x += place(x_batch, (UINT)GID(2)) + i0;
    y += place(y_batch, (UINT)GID(2)) + i0 * y_row;
    int height = min(LANES, rows - i0), end = min(columns, j0 + DEEP);
    for (int j = j0; j < end; j += LANES) {
        int width = min(LANES, end - j);
        if (height == LANES && width == LANES) {
            turn_block(x + j * x_column, x_column, y + j, y_row);
        } else {
            for (int i = 0; i < height; i++) {
                for (int k = j; k < j + width; k++) {
                    y[i * y_row + k] = x[i + k * x_column];
                }
            }
        }
    }
}
