// What the gradients of attention have in common (attention-queries.cu, attention-keys.cu): the probabilities are computed again.

// Of a tile of scores, the probabilities, and in `ds` their gradients times themselves. `seen` keys of each row.
DEVICE void gradients(float (&s)[EACH][K / 16], float (&ds)[EACH][K / 16], const float *log, const float *less, const int *seen,
                      int x) {
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        #pragma unroll
        for (int c = 0; c < K / 16; c++) {
            s[i][c] = x + 16 * c < seen[i] ? EXP(s[i][c] - log[i]) : 0;
            ds[i][c] = s[i][c] * (ds[i][c] - less[i]);
        }
    }
}

DEVICE void put(float *tile, const float (&s)[EACH][K / 16], int row, int x) {
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        #pragma unroll
        for (int c = 0; c < K / 16; c++) {
            tile[spot<K>(row + i, x + 16 * c)] = s[i][c];
        }
    }
}
