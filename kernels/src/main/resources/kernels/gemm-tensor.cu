// C = A B, C += A B, or C = f(A B + bias), as gemm.k, of numbers in F32 by tensor cores: operands rounded to TF32 or BF16, sums in
// F32. A group makes a tile of C, TILE_M x TILE_N, in a part of the depth; a warp of it WARP_M x WARP_N. STAGES slices of A and B
// are in shared memory (gemm-copies.cu): one is multiplied, and the others are on their way. A warp reads the numbers of its next
// step before it multiplies those of this one (gemm-fragments.cu), over the end of a slice too, so that tensor cores do not wait
// at the barrier.

#define STEPS (SLICE / DEPTH)

extern LOCAL Few<float, 4> stages[];

struct Sums {
    float sums[WARP_M / 16][WARP_N / 8][4];

    // Of the upper or the lower half of the rows.
    METHOD void add(int half, const UINT (*a)[2][2], const UINT (*b)[2][2]) {
        #pragma unroll
        for (int i = half * WARP_M / 32; i < (half + 1) * WARP_M / 32; i++) {
            #pragma unroll
            for (int j = 0; j < WARP_N / 8; j++) {
                multiply(sums[i][j], a[i], b[j / 2][j % 2]);
            }
        }
    }

    // Four columns of a thread are of two fragments; its rows are neighbours.
    METHOD void store(const Result &to, int i0, int j0, int lane) const {
        #pragma unroll
        for (int i = 0; i < WARP_M / 16; i++) {
            #pragma unroll
            for (int row = 0; row < 2; row++) {
                #pragma unroll
                for (int j = 0; j < WARP_N / 8; j += 2) {
                    const float *x = sums[i][j] + 2 * row, *y = sums[i][j + 1] + 2 * row;
                    float four[4] = {x[0], y[0], x[1], y[1]};
                    to.put<4>(i0 + 16 * i + lane / 4 * 2 + row, j0 + 8 * j + lane % 4 * 4, four);
                }
            }
        }
    }
};

extern "C" __global__ __launch_bounds__(ITEMS, GROUPS_AT_ONCE) void gemm(
    TENSOR(const float, a), TENSOR(const float, b), TENSOR(float, c), TENSOR(const float, bias), TENSOR(float, kept), int m, int n,
    int depth, int what, LONG a_row, LONG a_column, LONG b_row, LONG b_column, LONG c_row, LONG c_column, STRIDES a_batch,
    STRIDES b_batch, STRIDES c_batch, int parts, int length) {
    OPEN(const float, a);
    OPEN(const float, b);
    OPEN(float, c);
    OPEN(const float, bias);
    OPEN(float, kept);
    UINT z = (UINT)GRP(2), matrix = z / (UINT)parts;
    a += place(a_batch, matrix);
    b += place(b_batch, matrix);
    c += place(c_batch, z);
    int item = LID(0), i0 = (int)GRP(1) * TILE_M, j0 = (int)GRP(0) * TILE_N;
    int k = (int)(z % (UINT)parts) * length;
    int end = length < depth - k ? k + length : depth;
    int slices = (end - k + SLICE - 1) / SLICE;
    const int size_a = TILE_M * SLICE, size = size_a + TILE_N * SLICE;
    float *first = stages->v, *last = first + (STAGES - 1) * size;

    Copier<TILE_M, !A_TURNED, A_WIDE> from_a(a, i0, m, k, a_row, a_column, item);
    Copier<TILE_N, B_TURNED, B_WIDE> from_b(b, j0, n, k, b_column, b_row, item);
    #pragma unroll
    for (int s = 0; s < STAGES - 1; s++) {
        if (s < slices) {
            from_a.next(first + s * size, end);
            from_b.next(first + s * size + size_a, end);
        }
        end_group(); // also without copies, so that groups can be counted
    }

    int lane = item % 32, warp = item / 32;
    int row = warp / (TILE_N / WARP_N) * WARP_M, column = warp % (TILE_N / WARP_N) * WARP_N;
    Fragments<TILE_M, WARP_M, !A_TURNED> left(row, lane);
    Fragments<TILE_N, WARP_N, B_TURNED> right(column, lane);
    Sums sums = {};
    float *slice = first, *free = last;
    await_groups<STAGES - 2>();
    BARRIER();
    left.read(slice, 0);
    right.read(slice + size_a, 0);
    left.round(0);
    right.round(0);
    for (int s = 0; s < slices; s++) {
        #pragma unroll
        for (int step = 0; step < STEPS; step++) {
            const int now = step % 2, next = (step + 1) % STEPS;
            if (step == 0) {
                // All have read the slice before, which was here, before the last barrier.
                if (s + STAGES - 1 < slices) {
                    from_a.next(free, end);
                    from_b.next(free + size_a, end);
                }
                end_group();
            }
            if (next == 0) {
                await_groups<STAGES - 2>();
                BARRIER();
                free = slice;
                slice = slice == last ? first : slice + size;
            }
            left.read(slice, next);
            sums.add(0, left.words[now], right.words[now]);
            left.round(1 - now);
            right.read(slice + size_a, next);
            sums.add(1, left.words[now], right.words[now]);
            right.round(1 - now);
        }
    }
    Result to = {c, kept, bias, c_row, c_column, m, n, what};
    sums.store(to, i0 + row, j0 + column, lane);
}
