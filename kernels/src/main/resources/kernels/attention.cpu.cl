// As attention.k, for a processor, in F32 and with whole vectors a head. Before this: rows.cpu.cl, heads.k. An item has ROWS
// queries (or keys) and goes through the keys (or queries) SPAN at a time: their products with its rows, a vector of
// them at once, for which the other operand lies turned; then the sums that the products weigh.

#define ROWS 4
#define WIDE 4
#define SPAN (WIDE * LANES)
#define PARTS (HEAD / LANES)

// Tokens of the turned copies: whole spans.
DEVICE LONG padded(int tokens) {
    return (LONG)((tokens + SPAN - 1) / SPAN) * SPAN;
}

// Element (d, i) at d padded + i, from token i's element d; zeros behind the last token. An item turns a span.
KERNEL(turn)(TENSOR(const float, x), TENSOR(float, turned), int tokens, MANY(x)) {
    OPEN(const float, x);
    OPEN(float, turned);
    int i0 = (int)GID(0) * SPAN, h = (int)GID(1), b = (int)GID(2);
    LONG width = padded(tokens);
    turned += ((LONG)b * get_global_size(1) + h) * HEAD * width;
    for (int i = i0; i < i0 + SPAN; i++) {
        GLOBAL const float *from = x + AT(x, b, i, h);
        for (int d = 0; d < HEAD; d++) {
            turned[d * width + i] = i < tokens ? from[d] : 0.0f;
        }
    }
}

// Products of rows with SPAN turned columns.
DEVICE void products(VECTOR out[ROWS][WIDE], GLOBAL const float *const rows[ROWS], GLOBAL const float *turned,
                     LONG width) {
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
#pragma unroll
        for (int w = 0; w < WIDE; w++) {
            out[i][w] = (VECTOR)0;
        }
    }
    for (int d = 0; d < HEAD; d++) {
        VECTOR column[WIDE];
#pragma unroll
        for (int w = 0; w < WIDE; w++) {
            column[w] = READ(turned + d * width + w * LANES);
        }
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
            VECTOR x = (VECTOR)(rows[i][d]);
#pragma unroll
            for (int w = 0; w < WIDE; w++) {
                out[i][w] = fma(x, column[w], out[i][w]);
            }
        }
    }
}

// Adds rows of `from`, weighed.
DEVICE void weigh(VECTOR sums[ROWS][PARTS], VECTOR weights[ROWS][WIDE], GLOBAL const float *from, LONG token,
                  int count) {
    const float *weight = (const float *)weights;
    for (int j = 0; j < count; j++) {
        VECTOR row[PARTS];
#pragma unroll
        for (int p = 0; p < PARTS; p++) {
            row[p] = READ(from + j * token + p * LANES);
        }
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
            VECTOR x = (VECTOR)(weight[i * SPAN + j]);
#pragma unroll
            for (int p = 0; p < PARTS; p++) {
                sums[i][p] = fma(x, row[p], sums[i][p]);
            }
        }
    }
}

DEVICE void clear(VECTOR sums[ROWS][PARTS]) {
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
#pragma unroll
        for (int p = 0; p < PARTS; p++) {
            sums[i][p] = (VECTOR)0;
        }
    }
}

DEVICE int16 columns(int from) {
    return from + (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

KERNEL(forward)(TENSOR(const float, q), TENSOR(const float, turned), TENSOR(const float, v),
                LENGTHS_TENSOR TENSOR(float, y), TENSOR(float, lse), int queries, int keys, int group, float scale,
                MANY(q), MANY(v), MANY(y)) {
    OPEN(const float, q);
    OPEN(const float, turned);
    OPEN(const float, v);
    OPEN_LENGTHS;
    OPEN(float, y);
    OPEN(float, lse);
    int first = (int)GID(0) * ROWS, h = (int)GID(1), b = (int)GID(2), heads = (int)get_global_size(1);
    LONG width = padded(keys);
    turned += ((LONG)b * (heads / group) + h / group) * HEAD * width;
    v += AT(v, b, 0, h / group);
    int length = LENGTH(b), last = min(first + ROWS, queries) - 1;
    int end = visible(last, queries, keys, length);
    GLOBAL const float *rows[ROWS];
    VECTOR sums[ROWS][PARTS];
    float most[ROWS], total[ROWS];
    for (int i = 0; i < ROWS; i++) {
        rows[i] = q + AT(q, b, min(first + i, last), h);
        most[i] = -LARGEST;
        total[i] = 0;
    }
    clear(sums);
    for (int j0 = 0; j0 < end; j0 += SPAN) {
        VECTOR scores[ROWS][WIDE];
        products(scores, rows, turned + j0, width);
        for (int i = 0; i < ROWS; i++) {
            int seen = visible(min(first + i, last), queries, keys, length);
            VECTOR highest = (VECTOR)(-LARGEST);
            for (int w = 0; w < WIDE; w++) {
                scores[i][w] = columns(j0 + w * LANES) < seen ? scores[i][w] * scale : (VECTOR)(-LARGEST);
                highest = LARGER(highest, scores[i][w]);
            }
            float now = max(most[i], largest_of(highest));
            float shrink = exp(most[i] - now);
            VECTOR sum = (VECTOR)0;
            for (int w = 0; w < WIDE; w++) {
                VECTOR p = VECTOR_EXP(scores[i][w] - now);
                scores[i][w] = columns(j0 + w * LANES) < seen ? p : (VECTOR)0;
                sum += scores[i][w];
            }
            most[i] = now;
            total[i] = total[i] * shrink + sum_of(sum);
            for (int p = 0; p < PARTS; p++) {
                sums[i][p] *= shrink;
            }
        }
        weigh(sums, scores, v + j0 * v_strides.token, v_strides.token, min(SPAN, end - j0));
    }
    for (int i = 0; first + i <= last; i++) {
        float scaled = total[i] > 0 ? 1 / total[i] : 0;
        for (int p = 0; p < PARTS; p++) {
            WRITE(sums[i][p] * scaled, y + AT(y, b, first + i, h) + p * LANES);
        }
        lse[((LONG)b * heads + h) * queries + first + i] = total[i] > 0 ? most[i] + log(total[i]) : 0;
    }
}

KERNEL(queries)(TENSOR(const float, q), TENSOR(const float, turned), TENSOR(const float, k),
                TENSOR(const float, turnedValues), LENGTHS_TENSOR TENSOR(const float, lse),
                TENSOR(const float, delta), TENSOR(const float, dy), TENSOR(float, dq), int queries, int keys,
                int group, float scale, MANY(q), MANY(k), MANY(dy), MANY(dq)) {
    OPEN(const float, q);
    OPEN(const float, turned);
    OPEN(const float, k);
    OPEN(const float, turnedValues);
    OPEN_LENGTHS;
    OPEN(const float, lse);
    OPEN(const float, delta);
    OPEN(const float, dy);
    OPEN(float, dq);
    int first = (int)GID(0) * ROWS, h = (int)GID(1), b = (int)GID(2), heads = (int)get_global_size(1);
    LONG width = padded(keys);
    LONG head = ((LONG)b * (heads / group) + h / group) * HEAD * width;
    k += AT(k, b, 0, h / group);
    int length = LENGTH(b), last = min(first + ROWS, queries) - 1;
    int end = visible(last, queries, keys, length);
    LONG row = ((LONG)b * heads + h) * queries;
    GLOBAL const float *rows[ROWS], *gradients[ROWS];
    VECTOR sums[ROWS][PARTS];
    for (int i = 0; i < ROWS; i++) {
        rows[i] = q + AT(q, b, min(first + i, last), h);
        gradients[i] = dy + AT(dy, b, min(first + i, last), h);
    }
    clear(sums);
    for (int j0 = 0; j0 < end; j0 += SPAN) {
        VECTOR scores[ROWS][WIDE], ds[ROWS][WIDE];
        products(scores, rows, turned + head + j0, width);
        products(ds, gradients, turnedValues + head + j0, width);
        for (int i = 0; i < ROWS; i++) {
            int t = min(first + i, last), seen = visible(t, queries, keys, length);
            for (int w = 0; w < WIDE; w++) {
                VECTOR p = VECTOR_EXP(scores[i][w] * scale - lse[row + t]);
                p = columns(j0 + w * LANES) < seen ? p : (VECTOR)0;
                ds[i][w] = scale * p * (ds[i][w] - delta[row + t]);
            }
        }
        weigh(sums, ds, k + j0 * k_strides.token, k_strides.token, min(SPAN, end - j0));
    }
    for (int i = 0; first + i <= last; i++) {
        for (int p = 0; p < PARTS; p++) {
            WRITE(sums[i][p], dq + AT(dq, b, first + i, h) + p * LANES);
        }
    }
}

// Of a key head, the gradients from all query heads that share it, one after the other.
KERNEL(keys)(TENSOR(const float, turned), TENSOR(const float, q), TENSOR(const float, k), TENSOR(const float, v),
             TENSOR(const float, turnedGradients), LENGTHS_TENSOR TENSOR(const float, lse),
             TENSOR(const float, delta), TENSOR(const float, dy), TENSOR(float, dk), TENSOR(float, dv), int queries,
             int keys, int group, float scale, MANY(q), MANY(k), MANY(v), MANY(dy), MANY(dk), MANY(dv)) {
    OPEN(const float, turned);
    OPEN(const float, q);
    OPEN(const float, k);
    OPEN(const float, v);
    OPEN(const float, turnedGradients);
    OPEN_LENGTHS;
    OPEN(const float, lse);
    OPEN(const float, delta);
    OPEN(const float, dy);
    OPEN(float, dk);
    OPEN(float, dv);
    int first = (int)GID(0) * ROWS, kv = (int)GID(1), b = (int)GID(2), kvHeads = (int)get_global_size(1);
    LONG width = padded(queries);
    int length = LENGTH(b), last = min(first + ROWS, keys) - 1;
    GLOBAL const float *rows[ROWS], *contents[ROWS];
    VECTOR sumKeys[ROWS][PARTS], sumContents[ROWS][PARTS];
    for (int i = 0; i < ROWS; i++) {
        rows[i] = k + AT(k, b, min(first + i, last), kv);
        contents[i] = v + AT(v, b, min(first + i, last), kv);
    }
    clear(sumKeys);
    clear(sumContents);
#if CAUSAL
    int start = clamp(first - (keys - queries), 0, queries) / SPAN * SPAN;
#else
    int start = 0;
#endif
    for (int h = kv * group; h < (kv + 1) * group; h++) {
        LONG head = (LONG)b * kvHeads * group + h;
        for (int t0 = start; t0 < queries; t0 += SPAN) {
            VECTOR scores[ROWS][WIDE], ds[ROWS][WIDE];
            products(scores, rows, turned + head * HEAD * width + t0, width);
            products(ds, contents, turnedGradients + head * HEAD * width + t0, width);
            for (int w = 0; w < WIDE; w++) {
                int t = t0 + w * LANES, left = queries - t;
                VECTOR log = left > 0 ? read(lse + head * queries + t, left, 0) : (VECTOR)0;
                VECTOR less = left > 0 ? read(delta + head * queries + t, left, 0) : (VECTOR)0;
                for (int i = 0; i < ROWS; i++) {
                    int j = min(first + i, last);
#if CAUSAL
                    int16 sees = columns(t) + (keys - queries) >= j && columns(t) < queries && j < length;
#else
                    int16 sees = columns(t) < (j < length ? queries : 0);
#endif
                    VECTOR p = VECTOR_EXP(scores[i][w] * scale - log);
                    scores[i][w] = sees ? p : (VECTOR)0;
                    ds[i][w] = scale * scores[i][w] * (ds[i][w] - less);
                }
            }
            int count = min(SPAN, queries - t0);
            weigh(sumContents, scores, dy + AT(dy, b, t0, h), dy_strides.token, count);
            weigh(sumKeys, ds, q + AT(q, b, t0, h), q_strides.token, count);
        }
    }
    for (int i = 0; first + i <= last; i++) {
        for (int p = 0; p < PARTS; p++) {
            WRITE(sumKeys[i][p], dk + AT(dk, b, first + i, kv) + p * LANES);
            WRITE(sumContents[i][p], dv + AT(dv, b, first + i, kv) + p * LANES);
        }
    }
}
