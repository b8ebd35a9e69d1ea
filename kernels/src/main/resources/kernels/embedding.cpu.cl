// Backward of an embedding, as embedding.k, where a row of dW is dense: a work item adds all that falls on a vector of
// columns, in the order of the ids. Before this: rows.cpu.cl.

ROWS_KERNEL(columns)(TENSOR(const STORED(I), ids), TENSOR(const WORK, dy), TENSOR(WORK, dw), int rows, int c,
                     LONG down) {
    OPEN(const STORED(I), ids);
    int j = (int)GID(0) * LANES;
    int left = c - j;
    GLOBAL const WORK *from = dy_segment + dy_at + j;
    for (int r = 0; r < rows; r++) {
        GLOBAL WORK *to = dw_segment + dw_at + ids[r] * down + j;
        write(read(to, left, 0) + read(from + (LONG)r * c, left, 0), to, left);
    }
}
