// attention.k's gradients of keys and values, for heads of 32, 64 or 128 numbers in F32, by tiles. Before this:
// attention-tiles.cu, attention-backward.cu. A group has K keys of one head, and all query heads that share it, one after the
// other.

extern "C" __global__ __launch_bounds__(THREADS, AT_ONCE) void keys(
    TENSOR(const float, q), TENSOR(const float, k), TENSOR(const float, v), LENGTHS_TENSOR TENSOR(const float, lse),
    TENSOR(const float, delta), TENSOR(const float, dy), TENSOR(float, dk), TENSOR(float, dv), int queries, int keys,
    int group, float scale, MANY(q), MANY(k), MANY(v), MANY(dy), MANY(dk), MANY(dv)) {
    TILE_OF(qs, Q, HEAD);
    TILE_OF(gs, Q, HEAD);
    TILE_OF(ks, K, HEAD);
    TILE_OF(vs, K, HEAD);
    TILE_OF(ps, Q, K);
    TILE_OF(dss, Q, K);
    OPEN(const float, q);
    OPEN(const float, k);
    OPEN(const float, v);
    OPEN_LENGTHS;
    OPEN(const float, lse);
    OPEN(const float, delta);
    OPEN(const float, dy);
    OPEN(float, dk);
    OPEN(float, dv);
    int first = (int)GRP(0) * K, kv = (int)GRP(1), b = (int)GRP(2), rows = keys - first;
    int x = LID(0) % 16, y = LID(0) / 16, row = y * EACH, own = y * (K / TALL);
    int length = LENGTH(b);
    Carried<K> key;
    key.take(k + AT(k, b, first, kv), k_strides.token, rows);
    key.put(ks, 1);
    key.take(v + AT(v, b, first, kv), v_strides.token, rows);
    key.put(vs, 1);
    // The first tile of queries of which one sees one of these keys.
    int from = 0;
    while (from < queries && visible(from + Q - 1, queries, keys, length) <= first) {
        from += Q;
    }
    float by_key[K / TALL][COLUMNS] = {}, by_value[K / TALL][COLUMNS] = {};
    for (int h = kv * group; h < (kv + 1) * group; h++) {
        LONG at = ((LONG)b * GROUPS(1) * group + h) * queries + row;
        for (int t0 = from; t0 < queries; t0 += Q) {
            Carried<Q> query, gradient;
            query.take(q + AT(q, b, t0, h), q_strides.token, queries - t0);
            gradient.take(dy + AT(dy, b, t0, h), dy_strides.token, queries - t0);
            float log[EACH], less[EACH];
            int seen[EACH];
            #pragma unroll
            for (int i = 0; i < EACH; i++) {
                bool present = t0 + row + i < queries;
                log[i] = present ? lse[at + t0 + i] : 0;
                less[i] = present ? delta[at + t0 + i] : 0;
                seen[i] = present ? visible(t0 + row + i, queries, keys, length) - first : 0;
            }
            query.put(qs, scale);
            gradient.put(gs, 1);
            BARRIER();
            float s[EACH][K / 16], ds[EACH][K / 16];
            scores(s, qs, row, ks, x);
            scores(ds, gs, row, vs, x);
            gradients(s, ds, log, less, seen, x);
            put(ps, s, row, x);
            put(dss, ds, row, x);
            BARRIER();
            add_columns(by_value, ps, own, gs, x);
            add_columns(by_key, dss, own, qs, x);
            BARRIER();
        }
    }
    store<K / TALL>(dk + AT(dk, b, first, kv), dk_strides.token, by_key, own, rows, x);
    store<K / TALL>(dv + AT(dv, b, first, kv), dv_strides.token, by_value, own, rows, x);
}
