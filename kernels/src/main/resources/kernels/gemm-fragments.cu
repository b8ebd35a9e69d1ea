// Numbers of a slice in shared memory as tensor cores take them, for gemm-tensor.cu: rounded from F32 to TF32 or BF16 on the way.
//
// Where the numbers of a fragment lie in a warp is in NVIDIA's "PTX ISA", "Matrix multiply-accumulate operation using mma
// instruction": thread t has rows t / 4 and t / 4 + 8 of 16, and words t % 4 and t % 4 + 4 of 8 in depth. Which row of an operand
// a row of the fragment is, and which number in depth a word, is free where A and B agree. Here the two rows of a thread are
// neighbours, and so are its two words: it reads two numbers at once whether they follow each other in depth or not. The 16
// threads that are served at once read in lines 0, 2, 4 and 6 from some line on, which turned() of gemm-copies.cu shifts by 0, 8,
// 16 and 24 banks.

#if PRODUCT_BF16
// Numbers in depth of a fragment: words of two.
#define DEPTH 16
#else
#define DEPTH 8
#endif

// Of one operand, for a warp: WIDTH of the W rows of A or columns of B, in blocks of 16; DEEP as in gemm-copies.cu.
template <int W, int WIDTH, bool DEEP>
struct Fragments {
    static const int BLOCKS = WIDTH / 16;
    static const int LINE = DEEP ? SLICE : W;

    // As read: of each 8 in depth the lines, two numbers of each.
    Few<float, 2> numbers[BLOCKS][DEPTH / 8][2];
    // Rounded, of this step and of the next in turns: two rows, two words of each.
    UINT words[2][BLOCKS][2][2];
    int x, y, shift;

    METHOD Fragments(int first, int lane)
        : x(DEEP ? lane % 4 * 2 : first + lane / 4 * 2), y(DEEP ? first + lane / 4 * 2 : lane % 4 * 2), shift(turned(y)) {}

    METHOD void read(const float *slice, int step) {
        #pragma unroll
        for (int b = 0; b < BLOCKS; b++) {
            #pragma unroll
            for (int part = 0; part < DEPTH / 8; part++) {
                int k = DEPTH * step + 8 * part;
                #pragma unroll
                for (int i = 0; i < 2; i++) {
                    int line = y + (DEEP ? 16 * b : k) + i, at = x + (DEEP ? k : 16 * b);
                    numbers[b][part][i] = *(const Few<float, 2> *)&slice[LINE * line + (at ^ shift)];
                }
            }
        }
    }

    // To nearest; ties go away from 0 in TF32, to even in BF16.
    METHOD void round(int turn) {
        #pragma unroll
        for (int b = 0; b < BLOCKS; b++) {
            #pragma unroll
            for (int row = 0; row < 2; row++) {
                #pragma unroll
                for (int word = 0; word < 2; word++) {
#if PRODUCT_BF16
                    // The first number becomes the lower half.
                    asm("cvt.rn.bf16x2.f32 %0, %1, %2;"
                        : "=r"(words[turn][b][row][word])
                        : "f"(number(b, word, row, 1)), "f"(number(b, word, row, 0)));
#else
                    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(words[turn][b][row][word]) : "f"(number(b, 0, row, word)));
#endif
                }
            }
        }
    }

    METHOD float number(int b, int part, int row, int k) const {
        return DEEP ? numbers[b][part][row].v[k] : numbers[b][part][k].v[row];
    }
};

// d += a b, of 16 rows by 8 columns.
DEVICE void multiply(float *d, const UINT (*a)[2], const UINT *b) {
#if PRODUCT_BF16
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
#else
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
#endif
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0][0]), "r"(a[1][0]), "r"(a[0][1]), "r"(a[1][1]), "r"(b[0]), "r"(b[1]));
}
