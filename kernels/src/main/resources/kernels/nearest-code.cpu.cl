// Nearest codes, as nearest-code.k: a work item does ROWS rows, a vector of codes at a time. Before this: rows.cpu.cl.

#define ROWS 4

// Terms that are added one by one.
#define BLOCK 16

#if NEEDS_DOUBLE
#define INDEX long8
#define LANE_INDEX long
#define COUNT ((long8)(0, 1, 2, 3, 4, 5, 6, 7))
#else
#define INDEX int16
#define LANE_INDEX int
#define COUNT ((int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
#endif

ROWS_KERNEL(forward)(TENSOR(const WORK, x), TENSOR(const WORK, codes), TENSOR(int, y), int m, int k, int d) {
    OPEN(const WORK, codes);
    OPEN(int, y);
    int row = (int)GID(0) * ROWS;
    GLOBAL const WORK *rows[ROWS];
    VECTOR least[ROWS];
    INDEX best[ROWS];
    for (int r = 0; r < ROWS; r++) {
        rows[r] = x_segment + x_at + (LONG)(row + r < m ? row + r : m - 1) * d;
        least[r] = (VECTOR)INF;
        best[r] = (INDEX)-1;
    }
    for (int c = 0; c < k; c += LANES) {
        VECTOR distance[ROWS];
        for (int r = 0; r < ROWS; r++) {
            distance[r] = (VECTOR)0;
        }
        for (int from = 0; from < d; from += BLOCK) {
            int to = BLOCK < d - from ? from + BLOCK : d;
            VECTOR part[ROWS];
            for (int r = 0; r < ROWS; r++) {
                part[r] = (VECTOR)0;
            }
            for (int j = from; j < to; j++) {
                VECTOR e = read(codes + (LONG)j * k + c, k - c, INF);
                for (int r = 0; r < ROWS; r++) {
                    VECTOR v = rows[r][j] - e;
                    part[r] = fma(v, v, part[r]);
                }
            }
            for (int r = 0; r < ROWS; r++) {
                distance[r] += part[r];
            }
        }
        for (int r = 0; r < ROWS; r++) {
            INDEX nearer = distance[r] < least[r];
            least[r] = nearer ? distance[r] : least[r];
            best[r] = nearer ? c + COUNT : best[r];
        }
    }
    for (int r = 0; r < ROWS && row + r < m; r++) {
        LANES_OF values;
        values.all = least[r];
        union {
            INDEX all;
            LANE_INDEX lane[LANES];
        } places;
        places.all = best[r];
        int at = 0;
        for (int i = 1; i < LANES; i++) {
            WORK a = values.lane[i], b = values.lane[at];
            if (places.lane[i] >= 0 && (a < b || (a == b && places.lane[i] < places.lane[at]))) {
                at = i;
            }
        }
        y[row + r] = places.lane[at] < 0 ? 0 : (int)places.lane[at];
    }
}
