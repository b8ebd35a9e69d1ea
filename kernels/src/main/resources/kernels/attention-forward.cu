// attention.k's forward for heads of 32, 64 or 128 numbers in F32: tiles of queries and keys as in matrix products
// (attention-tiles.cu), softmax as the keys come (Dao 2023, arXiv:2307.08691). A group has Q queries of one head.

// The sum or the largest of the 16 threads that share rows.
DEVICE float sum16(float v) {
    for (int reach = 8; reach > 0; reach /= 2) {
        v += __shfl_xor_sync(0xFFFFFFFFu, v, reach);
    }
    return v;
}

DEVICE float max16(float v) {
    for (int reach = 8; reach > 0; reach /= 2) {
        v = FMAX(v, __shfl_xor_sync(0xFFFFFFFFu, v, reach));
    }
    return v;
}

extern "C" __global__ __launch_bounds__(THREADS, AT_ONCE) void forward(
    TENSOR(const float, q), TENSOR(const float, k), TENSOR(const float, v), LENGTHS_TENSOR TENSOR(float, y),
    TENSOR(float, lse), int queries, int keys, int group, float scale, MANY(q), MANY(k), MANY(v), MANY(y)) {
    TILE_OF(qs, Q, HEAD);
    TILE_OF(kvs, K, HEAD); // keys, then values
    TILE_OF(ps, Q, K);
    OPEN(const float, q);
    OPEN(const float, k);
    OPEN(const float, v);
    OPEN_LENGTHS;
    OPEN(float, y);
    OPEN(float, lse);
    int first = (int)GRP(0) * Q, h = (int)GRP(1), b = (int)GRP(2), rows = queries - first;
    int x = LID(0) % 16, row = LID(0) / 16 * EACH;
    int length = LENGTH(b);
    int end = visible(rows < Q ? queries - 1 : first + Q - 1, queries, keys, length);
    k += AT(k, b, 0, h / group);
    v += AT(v, b, 0, h / group);
    Carried<Q> query;
    query.take(q + AT(q, b, first, h), q_strides.token, rows);
    query.put(qs, scale);
    Carried<K> carried;
    carried.take(k, k_strides.token, end);
    float sum[EACH][COLUMNS] = {}, most[EACH], total[EACH];
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        most[i] = -LARGEST;
        total[i] = 0;
    }
    for (int j0 = 0; j0 < end; j0 += K) {
        carried.put(kvs, 1);
        BARRIER();
        carried.take(v + j0 * v_strides.token, v_strides.token, end - j0);
        float s[EACH][K / 16];
        scores(s, qs, row, kvs, x);
        #pragma unroll
        for (int i = 0; i < EACH; i++) {
            int seen = visible(first + row + i, queries, keys, length) - j0;
            float high = most[i];
            #pragma unroll
            for (int c = 0; c < K / 16; c++) {
                s[i][c] = x + 16 * c < seen ? s[i][c] : -INF;
                high = FMAX(high, s[i][c]);
            }
            high = max16(high);
            float shrink = EXP(most[i] - high);
            most[i] = high;
            total[i] *= shrink;
            #pragma unroll
            for (int c = 0; c < COLUMNS; c++) {
                sum[i][c] *= shrink;
            }
            #pragma unroll
            for (int c = 0; c < K / 16; c++) {
                float p = EXP(s[i][c] - high);
                total[i] += p;
                ps[spot<K>(row + i, x + 16 * c)] = p;
            }
        }
        BARRIER();
        carried.put(kvs, 1);
        BARRIER();
        carried.take(k + (j0 + K) * k_strides.token, k_strides.token, end - j0 - K);
        add_rows(sum, ps, row, kvs, x);
        BARRIER();
    }
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        total[i] = sum16(total[i]);
        bool any = total[i] != 0;
        #pragma unroll
        for (int c = 0; c < COLUMNS; c++) {
            sum[i][c] = any ? sum[i][c] / total[i] : 0;
        }
        if (x == 0 && row + i < rows) {
            lse[((LONG)b * GROUPS(1) + h) * queries + first + row + i] = any ? most[i] + LOG(total[i]) : 0;
        }
    }
    store<EACH>(y + AT(y, b, first, h), y_strides.token, sum, row, rows, x);
}
