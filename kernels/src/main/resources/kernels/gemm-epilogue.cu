// What follows the sums of a product, by the flags of flags.k, with the file of the activation before this; for gemm-tiles.cu
// and gemm-tensor.cu.

struct Result {
    float *c, *kept;
    const float *bias;
    LONG row, column;
    int m, n, what;

    // N sums of row i from column j on: one by one, or at once where C_WIDE says that they are aligned.
    template <int N>
    METHOD void put(int i, int j, const float *sums) const {
        if (i >= m) {
            return;
        }
        if (C_WIDE && j + N <= n) {
            several<N>(i, j, sums);
            return;
        }
        #pragma unroll
        for (int e = 0; e < N; e++) {
            if (j + e < n) {
                several<1>(i, j + e, sums + e);
            }
        }
    }

    template <int N>
    METHOD void several(int i, int j, const float *sums) const {
        typedef Few<float, N> Numbers;
        LONG at = i * row + j * column;
        Numbers s;
        #pragma unroll
        for (int e = 0; e < N; e++) {
            s.v[e] = sums[e];
        }
        if (what & ACCUMULATE) {
            add(s, *(const Numbers *)(c + at));
        }
        if (what & BIAS) {
            add(s, *(const Numbers *)(bias + j));
        }
        if (what & KEEP) {
            *(Numbers *)(kept + at) = s;
        }
#if ACTIVATION
        #pragma unroll
        for (int e = 0; e < N; e++) {
            s.v[e] = value(s.v[e], R(0), R(0));
        }
#endif
        *(Numbers *)(c + at) = s;
    }

    template <class Numbers>
    METHOD static void add(Numbers &s, const Numbers &more) {
        #pragma unroll
        for (int e = 0; e < (int)(sizeof(s.v) / sizeof(s.v[0])); e++) {
            s.v[e] += more.v[e];
        }
    }
};
