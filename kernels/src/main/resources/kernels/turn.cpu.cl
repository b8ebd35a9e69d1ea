// Before this: vector.cpu.cl.

// LANES x LANES elements with rows and columns exchanged.
DEVICE void turn_block(GLOBAL const WORK *from, LONG from_row, GLOBAL WORK *to, LONG to_row) {
    LANES_OF rows[LANES];
#pragma unroll
    for (int i = 0; i < LANES; i++) {
        rows[i].all = READ(from + i * from_row);
    }
#pragma unroll
    for (int j = 0; j < LANES; j++) {
        LANES_OF column;
#pragma unroll
        for (int i = 0; i < LANES; i++) {
            column.lane[i] = rows[i].lane[j];
        }
        WRITE(column.all, to + j * to_row);
    }
}
