// Slices of the operands of a matrix product on their way from memory to shared memory, for gemm-tiles.cu.
//
// A slice has SLICE words in depth and W along the rows of A or the columns of B. A word is what gemm-fma.cu or gemm-mma.cu
// multiplies: PACKED numbers that follow each other in depth. A thread carries some quads, four numbers side by side in memory.
//
// A row of a slice has PAD words more, and word (p, i) lies at place i ^ turned(p) of row p: so threads of a warp seldom meet in
// a bank of shared memory, where they store quads that lie along the depth and where they read.

#define ITEMS 256
#define METHOD __device__ __forceinline__

#if PRODUCT_BF16
#define PACKED 2
#define PAD 8
#define WORD UINT

// Two numbers rounded to BF16, the second one in the upper half.
DEVICE WORD word(float x, float y) {
    WORD both;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(both) : "f"(y), "f"(x));
    return both;
}
#elif PRODUCT_TF32
#define PACKED 1
#define PAD 8
#define WORD UINT

// A number rounded to TF32: 10 bits behind the point.
DEVICE WORD word(float x, float) {
    WORD rounded;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(x));
    return rounded;
}
#else
#define PACKED 1
#define PAD 4
#define WORD float

DEVICE WORD word(float x, float) {
    return x;
}
#endif

DEVICE int turned(int p) {
#if PAD == 8
    return (p / 4 % 4) * 8;
#else
    return 0;
#endif
}

// N numbers or words that are read and written at once.
template <class T, int N>
struct alignas(N * sizeof(T)) Few {
    T v[N];
};

// W: rows of the slice. DEEP: quads lie along the depth. WIDE: quads are wholly inside or outside, and aligned.
template <int W, bool DEEP, bool WIDE>
struct Carrier {
    static const int QUADS = W * SLICE * PACKED / 4 / ITEMS;
    // Quads of a row of the slice, along the depth or across.
    static const int ACROSS = DEEP ? SLICE * PACKED / 4 : W / 4;

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
        if (DEEP) {
            int q = item + ITEMS * r;
            i = q / ACROSS;
            k = q % ACROSS * 4;
        } else {
            // With two numbers a word, a thread has both.
            int q = item + ITEMS * (r / PACKED);
            i = q % ACROSS * 4;
            k = q / ACROSS * PACKED + r % PACKED;
        }
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

    // Puts them into a slice as words.
    METHOD void put(WORD (*slice)[W + PAD]) const {
        #pragma unroll
        for (int r = 0; r < QUADS; r += DEEP ? 1 : PACKED) {
            int i, k;
            locate(r, i, k);
            int p = k / PACKED;
            if (DEEP) {
                #pragma unroll
                for (int j = 0; j < 4; j += PACKED) {
                    int q = p + j / PACKED;
                    slice[q][i ^ turned(q)] = word(held[r][j], held[r][j + PACKED - 1]);
                }
            } else {
                Few<WORD, 4> words;
                #pragma unroll
                for (int j = 0; j < 4; j++) {
                    words.v[j] = word(held[r][j], held[r + PACKED - 1][j]);
                }
                *(Few<WORD, 4> *)&slice[p][i ^ turned(p)] = words;
            }
        }
    }
};
