// Products of slices by tensor cores, for gemm-tiles.cu: operands in TF32 or BF16, sums in F32. The eight warps have 2 times 4
// parts of the tile. Where the numbers of a fragment lie in a warp is in NVIDIA's "PTX ISA", "Matrix multiply-accumulate
// operation using mma instruction": of thread t, rows t / 4 and columns t % 4; with words of two numbers in BF16 it is the same.

#define WARP_M (TILE_M / 2)
#define WARP_N (TILE_N / 4)

// d += a b, of 16 rows by 8 columns, 8 words deep.
DEVICE void multiply(float *d, const UINT *a, const UINT *b) {
#if PRODUCT_BF16
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
}

struct Sums {
    float sums[WARP_M / 16][WARP_N / 8][4];
    int row, column, lane;

    METHOD Sums(int item) : sums{} {
        lane = item % 32;
        row = item / 32 / 4 * WARP_M;
        column = item / 32 % 4 * WARP_N;
    }

    METHOD void add(const WORD (*as)[TILE_M + PAD], const WORD (*bs)[TILE_N + PAD]) {
        #pragma unroll
        for (int p0 = 0; p0 < SLICE; p0 += 8) {
            int p = p0 + lane % 4, next = p + 4;
            UINT a[WARP_M / 16][4], b[WARP_N / 8][2];
            #pragma unroll
            for (int i = 0; i < WARP_M / 16; i++) {
                int at = row + 16 * i + lane / 4;
                a[i][0] = as[p][at ^ turned(p)];
                a[i][1] = as[p][(at + 8) ^ turned(p)];
                a[i][2] = as[next][at ^ turned(next)];
                a[i][3] = as[next][(at + 8) ^ turned(next)];
            }
            #pragma unroll
            for (int j = 0; j < WARP_N / 8; j++) {
                int at = column + 8 * j + lane / 4;
                b[j][0] = bs[p][at ^ turned(p)];
                b[j][1] = bs[next][at ^ turned(next)];
            }
            #pragma unroll
            for (int i = 0; i < WARP_M / 16; i++) {
                #pragma unroll
                for (int j = 0; j < WARP_N / 8; j++) {
                    multiply(sums[i][j], a[i], b[j]);
                }
            }
        }
    }

    METHOD void store(const Result &to, int i0, int j0) const {
        #pragma unroll
        for (int i = 0; i < WARP_M / 16; i++) {
            #pragma unroll
            for (int j = 0; j < WARP_N / 8; j++) {
                int at = i0 + row + 16 * i + lane / 4, across = j0 + column + 8 * j + lane % 4 * 2;
                to.put<2>(at, across, sums[i][j]);
                to.put<2>(at + 8, across, sums[i][j] + 2);
            }
        }
    }
};
