// C = A B, C += A B, or C = f(A B + bias), as gemm.k, of numbers in F32. A group of 256 threads makes a tile of C, TILE_M x
// TILE_N, in a part of the depth. While it multiplies a slice of A and B in shared memory (gemm-fma.cu), the next
// one is on its way from memory (gemm-slices.cu); two pairs of slices take turns, so there is one barrier a slice.

extern "C" __global__ __launch_bounds__(ITEMS, 2) void gemm(
    TENSOR(const float, a), TENSOR(const float, b), TENSOR(float, c), TENSOR(const float, bias), TENSOR(float, kept), int m, int n,
    int depth, int what, LONG a_row, LONG a_column, LONG b_row, LONG b_column, LONG c_row, LONG c_column, STRIDES a_batch,
    STRIDES b_batch, STRIDES c_batch, int parts, int length) {
    LOCAL Few<float, 4> left[2][SLICE][(TILE_M + PAD) / 4];
    LOCAL Few<float, 4> right[2][SLICE][(TILE_N + PAD) / 4];
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
    Carrier<TILE_M, !A_TURNED, A_WIDE> from_a(a, i0, m, a_row, a_column, item);
    Carrier<TILE_N, B_TURNED, B_WIDE> from_b(b, j0, n, b_column, b_row, item);
    Sums sums(item);
    from_a.take(k, end);
    from_b.take(k, end);
    for (int turn = 0; k < end; turn ^= 1) {
        float(*as)[TILE_M + PAD] = (float(*)[TILE_M + PAD])left[turn];
        float(*bs)[TILE_N + PAD] = (float(*)[TILE_N + PAD])right[turn];
        from_a.put(as);
        from_b.put(bs);
        BARRIER();
        k += SLICE;
        if (k < end) {
            from_a.take(k, end);
            from_b.take(k, end);
        }
        sums.add(as, bs);
    }
    Result to = {c, kept, bias, c_row, c_column, m, n, what};
    sums.store(to, i0, j0);
}
