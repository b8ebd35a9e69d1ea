// Products of slices by multiply-adds in F32, for gemm-tiles.cu. The 256 threads have 16 times 16 quads of rows and of columns;
// in tiles of 128 a thread has two quads of each, 64 apart. The threads of a warp have 4 quads of rows times 8 of columns.

struct Sums {
    float sums[TILE_M / 16][TILE_N / 16];
    int row, column;

    METHOD Sums(int item) : sums{} {
        int lane = item % 32, warp = item / 32;
        row = (lane / 8 + warp / 2 * 4) * 4;
        column = (lane % 8 + warp % 2 * 8) * 4;
    }

    METHOD void add(const float (*as)[TILE_M + PAD], const float (*bs)[TILE_N + PAD]) {
        #pragma unroll
        for (int p = 0; p < SLICE; p++) {
            float left[TILE_M / 16], right[TILE_N / 16];
            fetch<TILE_M>(left, as[p], row);
            fetch<TILE_N>(right, bs[p], column);
            #pragma unroll
            for (int i = 0; i < TILE_M / 16; i++) {
                #pragma unroll
                for (int j = 0; j < TILE_N / 16; j++) {
                    sums[i][j] = FMA(left[i], right[j], sums[i][j]);
                }
            }
        }
    }

    template <int W>
    METHOD static void fetch(float *to, const float *row, int at) {
        #pragma unroll
        for (int r = 0; r < W / 64; r++) {
            Few<float, 4> quad = *(const Few<float, 4> *)&row[at + 64 * r];
            #pragma unroll
            for (int i = 0; i < 4; i++) {
                to[4 * r + i] = quad.v[i];
            }
        }
    }

    METHOD void store(const Result &to, int i0, int j0) const {
        #pragma unroll
        for (int i = 0; i < TILE_M / 16; i++) {
            #pragma unroll
            for (int r = 0; r < TILE_N / 64; r++) {
                to.put<4>(i0 + row + i / 4 * 64 + i % 4, j0 + column + 64 * r, &sums[i][4 * r]);
            }
        }
    }
};
