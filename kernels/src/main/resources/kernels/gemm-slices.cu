// Slices of the operands of a matrix product on their way from memory to shared memory, for gemm-tiles.cu.
//
// A slice has SLICE numbers in depth and W along the rows of A or the columns of B. A thread carries some quads, four numbers side
// by side in memory.

#define ITEMS 256

// Numbers that a row of a slice has more, so that threads of a warp seldom meet in a bank of shared memory where they store quads
// that lie along the depth.
#define PAD 4

// W: rows of the slice. DEEP: quads lie along the depth. WIDE: quads are wholly inside or outside, and aligned.
template <int W, bool DEEP, bool WIDE>
struct Carrier {
    static const int QUADS = W * SLICE / 4 / ITEMS;
    // Quads of a row of the slice, along the depth or across.
    static const int ACROSS = DEEP ? SLICE / 4 : W / 4;

    static_assert(QUADS > 0, "the slice has quads for all threads");

    const float *from;
    LONG row, column;
    int rows, item;
    float held[QUADS][4];

    // Of the operand from its row `first`: element (i, k) is at i * row + k * column.
    METHOD Carrier(const float *operand, int first, int count, LONG row, LONG column, int item)
        : from(operand + first * row), row(row), column(column), rows(count - first), item(item) {}

    // The r-th quad of this thread: its row in the slice, and its depth.
    METHOD void locate(int r, int &i, int &k) const {
        int q = item + ITEMS * r;
        i = DEEP ? q / ACROSS : q % ACROSS * 4;
        k = DEEP ? q % ACROSS * 4 : q / ACROSS;
    }

    // Takes the quads at depth k0 from memory, 0 where there is none.
    METHOD void take(int k0, int depth) {
        #pragma unroll
        for (int r = 0; r < QUADS; r++) {
            int i, k;
            locate(r, i, k);
            k += k0;
            const float *quad = from + i * row + k * column;
            int there = DEEP ? depth - k : rows - i;
            bool inside = DEEP ? i < rows : k < depth;
            if (WIDE) {
                Few<float, 4> all = {};
                if (inside && there > 0) {
                    all = *(const Few<float, 4> *)quad;
                }
                #pragma unroll
                for (int j = 0; j < 4; j++) {
                    held[r][j] = all.v[j];
                }
            } else {
                #pragma unroll
                for (int j = 0; j < 4; j++) {
                    held[r][j] = inside && j < there ? quad[j * (DEEP ? column : row)] : 0;
                }
            }
        }
    }

    // Puts them into a slice.
    METHOD void put(float (*slice)[W + PAD]) const {
        #pragma unroll
        for (int r = 0; r < QUADS; r++) {
            int i, k;
            locate(r, i, k);
            Few<float, 4> quad;
            #pragma unroll
            for (int j = 0; j < 4; j++) {
                if (DEEP) {
                    slice[k + j][i] = held[r][j];
                }
                quad.v[j] = held[r][j];
            }
            if (!DEEP) {
                *(Few<float, 4> *)&slice[k][i] = quad;
            }
        }
    }
};
