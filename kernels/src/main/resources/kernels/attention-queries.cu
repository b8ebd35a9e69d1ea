// attention.k's gradients of queries, for heads of 32, 64 or 128 numbers in F32, by tiles. Before this: attention-tiles.cu,
// attention-backward.cu. A group has Q queries of one head.

extern "C" __global__ __launch_bounds__(THREADS, AT_ONCE) void queries(
    TENSOR(const float, q), TENSOR(const float, k), TENSOR(const float, v), LENGTHS_TENSOR TENSOR(const float, lse),
    TENSOR(const float, delta), TENSOR(const float, dy), TENSOR(float, dq), int queries, int keys, int group, float scale,
    MANY(q), MANY(k), MANY(v), MANY(dy), MANY(dq)) {
    TILE_OF(qs, Q, HEAD);
    TILE_OF(gs, Q, HEAD);
    TILE_OF(ks, K, HEAD);
    TILE_OF(vs, K, HEAD);
    TILE_OF(dss, Q, K);
    OPEN(const float, q);
    OPEN(const float, k);
    OPEN(const float, v);
    OPEN_LENGTHS;
    OPEN(const float, lse);
    OPEN(const float, delta);
    OPEN(const float, dy);
    OPEN(float, dq);
    int first = (int)GRP(0) * Q, h = (int)GRP(1), b = (int)GRP(2), rows = queries - first;
    int x = LID(0) % 16, row = LID(0) / 16 * EACH;
    int length = LENGTH(b);
    int end = visible(rows < Q ? queries - 1 : first + Q - 1, queries, keys, length);
    k += AT(k, b, 0, h / group);
    v += AT(v, b, 0, h / group);
    Carried<Q> query;
    query.take(q + AT(q, b, first, h), q_strides.token, rows);
    query.put(qs, scale);
    query.take(dy + AT(dy, b, first, h), dy_strides.token, rows);
    query.put(gs, 1);
    float log[EACH], less[EACH], sum[EACH][COLUMNS] = {};
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        LONG at = ((LONG)b * GROUPS(1) + h) * queries + first + row + i;
        log[i] = row + i < rows ? lse[at] : 0;
        less[i] = row + i < rows ? delta[at] : 0;
    }
    Carried<K> key, content;
    key.take(k, k_strides.token, end);
    content.take(v, v_strides.token, end);
    for (int j0 = 0; j0 < end; j0 += K) {
        key.put(ks, 1);
        content.put(vs, 1);
        BARRIER();
        key.take(k + (j0 + K) * k_strides.token, k_strides.token, end - j0 - K);
        content.take(v + (j0 + K) * v_strides.token, v_strides.token, end - j0 - K);
        float s[EACH][K / 16], ds[EACH][K / 16];
        scores(s, qs, row, ks, x);
        scores(ds, gs, row, vs, x);
        int seen[EACH];
        #pragma unroll
        for (int i = 0; i < EACH; i++) {
            seen[i] = row + i < rows ? visible(first + row + i, queries, keys, length) - j0 : 0;
        }
        gradients(s, ds, log, less, seen, x);
        put(dss, ds, row, x);
        BARRIER();
        add_rows(sum, dss, row, ks, x);
        BARRIER();
    }
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        #pragma unroll
        for (int c = 0; c < COLUMNS; c++) {
            sum[i][c] *= scale;
        }
    }
    store<EACH>(dq + AT(dq, b, first, h), dq_strides.token, sum, row, rows, x);
}
