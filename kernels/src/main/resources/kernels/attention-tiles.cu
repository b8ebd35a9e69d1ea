// What the kernels of attention-forward.cu and attention-backward.cu do with tiles in shared memory. Heads have HEAD numbers, 32,
// 64 or 128; a tile of queries has Q rows, one of keys or values K. A group has 16 times TALL threads: thread (x, y) has the
// rows y * EACH to y * EACH + EACH - 1 of what it computes, and every 16th column of scores, or COLUMNS neighbouring ones of a head
// (two runs of four where there are eight).

#define THREADS (16 * TALL)
#define EACH (Q / TALL)
#define COLUMNS (HEAD / 16)
#define RUN (COLUMNS < 4 ? COLUMNS : 4)

// N numbers that are read at once.
template <int N>
struct alignas(4 * N) Numbers {
    float v[N];
};

// A tile of rows of W numbers.
#define TILE_OF(name, rows, w)                        \
    LOCAL Numbers<4> name##_quads[(rows) * (w) / 4]; \
    float *name = (float *)name##_quads

// Where an element of a tile lies: quads of eight rows are turned against each other, so that threads that read the same column of
// neighbouring rows do not meet in a bank.
template <int W>
DEVICE int spot(int row, int column) {
    return row * W + (column ^ (row & 7 & (W / 4 - 1)) * 4);
}

// The quads of a tile of heads that a thread carries from memory: 0 beyond `rows`.
template <int ROWS>
struct Carried {
    static const int QUADS = ROWS * HEAD / 4 / THREADS;

    Numbers<4> held[QUADS];

    __device__ __forceinline__ void take(const float *from, LONG token, int rows) {
        #pragma unroll
        for (int e = 0; e < QUADS; e++) {
            int at = LID(0) + e * THREADS, row = at / (HEAD / 4);
            held[e] = {};
            if (row < rows) {
                held[e] = *(const Numbers<4> *)&from[row * token + at % (HEAD / 4) * 4];
            }
        }
    }

    __device__ __forceinline__ void put(float *tile, float scale) const {
        #pragma unroll
        for (int e = 0; e < QUADS; e++) {
            int at = LID(0) + e * THREADS;
            Numbers<4> quad = held[e];
            #pragma unroll
            for (int i = 0; i < 4; i++) {
                quad.v[i] *= scale;
            }
            *(Numbers<4> *)&tile[spot<HEAD>(at / (HEAD / 4), at % (HEAD / 4) * 4)] = quad;
        }
    }
};

// Products of rows of `a` with every 16th row of `b` from x on.
DEVICE void scores(float (&s)[EACH][K / 16], const float *a, int row, const float *b, int x) {
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        #pragma unroll
        for (int c = 0; c < K / 16; c++) {
            s[i][c] = 0;
        }
    }
    #pragma unroll 2
    for (int d = 0; d < HEAD; d += 4) {
        Numbers<4> left[EACH], right[K / 16];
        #pragma unroll
        for (int i = 0; i < EACH; i++) {
            left[i] = *(const Numbers<4> *)&a[spot<HEAD>(row + i, d)];
        }
        #pragma unroll
        for (int c = 0; c < K / 16; c++) {
            right[c] = *(const Numbers<4> *)&b[spot<HEAD>(x + 16 * c, d)];
        }
        #pragma unroll
        for (int e = 0; e < 4; e++) {
            #pragma unroll
            for (int i = 0; i < EACH; i++) {
                #pragma unroll
                for (int c = 0; c < K / 16; c++) {
                    s[i][c] = FMA(left[i].v[e], right[c].v[e], s[i][c]);
                }
            }
        }
    }
}

// The first of a run of columns of thread x.
DEVICE int column(int x, int run) {
    return 64 * run + RUN * x;
}

// sum[i] += factor[i] * row `from` of a tile of heads.
template <int ROWS>
DEVICE void add(float (&sum)[ROWS][COLUMNS], const float *factor, const float *heads, int from, int x) {
    #pragma unroll
    for (int run = 0; run < COLUMNS / RUN; run++) {
        Numbers<RUN> v = *(const Numbers<RUN> *)&heads[spot<HEAD>(from, column(x, run))];
        #pragma unroll
        for (int i = 0; i < ROWS; i++) {
            #pragma unroll
            for (int c = 0; c < RUN; c++) {
                sum[i][RUN * run + c] = FMA(factor[i], v.v[c], sum[i][RUN * run + c]);
            }
        }
    }
}

// sum += W heads, of rows of the (Q, K) tile W.
DEVICE void add_rows(float (&sum)[EACH][COLUMNS], const float *w, int row, const float *heads, int x) {
    #pragma unroll 2
    for (int j = 0; j < K; j += 4) {
        Numbers<4> all[EACH];
        #pragma unroll
        for (int i = 0; i < EACH; i++) {
            all[i] = *(const Numbers<4> *)&w[spot<K>(row + i, j)];
        }
        #pragma unroll
        for (int e = 0; e < 4; e++) {
            float factor[EACH];
            #pragma unroll
            for (int i = 0; i < EACH; i++) {
                factor[i] = all[i].v[e];
            }
            add<EACH>(sum, factor, heads, j + e, x);
        }
    }
}

// sum += W^T heads, of columns of the (Q, K) tile W, as many as a thread has keys.
DEVICE void add_columns(float (&sum)[K / TALL][COLUMNS], const float *w, int key, const float *heads, int x) {
    #pragma unroll 2
    for (int t = 0; t < Q; t++) {
        Numbers<K / TALL> factor = *(const Numbers<K / TALL> *)&w[spot<K>(t, key)];
        add<K / TALL>(sum, factor.v, heads, t, x);
    }
}

template <int ROWS>
DEVICE void store(float *to, LONG token, const float (&sum)[ROWS][COLUMNS], int row, int rows, int x) {
    #pragma unroll
    for (int i = 0; i < ROWS; i++) {
        #pragma unroll
        for (int c = 0; c < COLUMNS; c++) {
            if (row + i < rows) {
                to[(row + i) * token + column(x, c / RUN) + c % RUN] = sum[i][c];
            }
        }
    }
}
