// Rows of at most 32 EACH elements, a warp a row: its elements stay in registers, and sums need no barrier. Element 32 i + lane of
// a row is number i of a thread.

#define WARP 32

DEVICE float warp_sum(float v) {
    for (int reach = WARP / 2; reach > 0; reach /= 2) {
        v += __shfl_xor_sync(0xFFFFFFFFu, v, reach);
    }
    return v;
}

// A NaN is passed over.
DEVICE float warp_max(float v) {
    for (int reach = WARP / 2; reach > 0; reach /= 2) {
        v = FMAX(v, __shfl_xor_sync(0xFFFFFFFFu, v, reach));
    }
    return v;
}

// The row of this thread's warp.
DEVICE LONG warp_row() {
    return GID(0) / WARP;
}

DEVICE void take(float (&to)[EACH], const float *row, int n, float beyond) {
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        int at = WARP * i + LID(0) % WARP;
        to[i] = at < n ? row[at] : beyond;
    }
}

DEVICE void put(float *row, const float (&from)[EACH], int n) {
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        int at = WARP * i + LID(0) % WARP;
        if (at < n) {
            row[at] = from[i];
        }
    }
}
