// Slices of the operands of a matrix product on their way from memory to shared memory, for gemm-tensor.cu: by cp.async, which
// holds nothing in registers while it waits, so that several slices can be on their way.
//
// A slice has SLICE numbers in depth and W along the rows of A or the columns of B, and lies as the operand does: DEEP, when its
// numbers follow each other in depth, in W lines of SLICE numbers, and else in SLICE lines of W. Number x of line y is at place
// x ^ turned(y) of the line, so that threads of a warp do not meet in a bank of shared memory: gemm-fragments.cu.

#define ITEMS (TILE_M / WARP_M * (TILE_N / WARP_N) * 32)

DEVICE int turned(int y) {
    return y / 2 % 4 * 8;
}

// N numbers from memory, or as many zeros.
template <int N>
DEVICE void copy_later(float *to, const float *from, bool is_there) {
    UINT at = (UINT)__cvta_generic_to_shared(to);
    UINT bytes = is_there ? 4 * N : 0;
    if (N == 4) { // past the first cache, which others need more
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" : : "r"(at), "l"(from), "r"(bytes));
    } else {
        asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" : : "r"(at), "l"(from), "r"(bytes));
    }
}

// What was copied since the last call is a group.
DEVICE void end_group() {
    asm volatile("cp.async.commit_group;");
}

// Waits for all groups of this thread but the last N.
template <int N>
DEVICE void await_groups() {
    asm volatile("cp.async.wait_group %0;" : : "n"(N));
}

// WIDE: four numbers that lie side by side are wholly inside or outside, and aligned.
template <int W, bool DEEP, bool WIDE>
struct Copier {
    static const int N = WIDE ? 4 : 1;
    static const int LINE = DEEP ? SLICE : W;
    // Copies of a line, of a thread, and how many lines apart these are.
    static const int ACROSS = LINE / N;
    static const int COPIES = W * SLICE / N / ITEMS;
    static const int STEP = ITEMS / ACROSS;

    static_assert(COPIES > 0 && STEP * ACROSS == ITEMS, "all threads copy the same place of some lines");

    const float *from;
    LONG step, forward;
    int rows, k, x, y;

    // Of the operand from its row `first` and the depth k: element (i, k) is at i * row + k * column.
    METHOD Copier(const float *operand, int first, int count, int k, LONG row, LONG column, int item)
        : step(STEP * (DEEP ? row : column)), forward(SLICE * column), rows(count - first), k(k), x(item % ACROSS * N),
          y(item / ACROSS) {
        from = operand + (first + (DEEP ? y : x)) * row + (k + (DEEP ? x : y)) * column;
    }

    // Begins to copy the next slice, with zeros for what is not there.
    METHOD void next(float *slice, int depth) {
        const float *at = from;
        #pragma unroll 4
        for (int r = 0; r < COPIES; r++) {
            int line = y + STEP * r;
            bool is_there = DEEP ? line < rows && k + x < depth : x < rows && k + line < depth;
            copy_later<N>(slice + LINE * line + (x ^ turned(line)), at, is_there);
            at += step;
        }
        from += forward;
        k += SLICE;
    }
};
