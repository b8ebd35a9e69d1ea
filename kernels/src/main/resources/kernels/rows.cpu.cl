// Rows in wide vectors, for processors: a work item does `each` rows, a vector at a time; the last vector of a row is
// filled up. WORK is the type of the elements. Before this: vector.cpu.cl.

#define ROWS_KERNEL(name) __kernel __attribute__((reqd_work_group_size(1, 1, 1))) void name
#define FOR_ROWS(r) for (LONG r = GID(0) * each; r < (GID(0) + 1) * each && r < rows; r++)

// A vector of elements of which `left` are there, the others `fill`.
static inline VECTOR read(GLOBAL const WORK *p, int left, WORK fill) {
    if (left >= LANES) {
        return READ(p);
    }
    LANES_OF v;
    v.all = (VECTOR)fill;
    for (int i = 0; i < left; i++) {
        v.lane[i] = p[i];
    }
    return v.all;
}

static inline void write(VECTOR all, GLOBAL WORK *p, int left) {
    if (left >= LANES) {
        WRITE(all, p);
        return;
    }
    LANES_OF v;
    v.all = all;
    for (int i = 0; i < left; i++) {
        p[i] = v.lane[i];
    }
}

static inline WORK sum_of(VECTOR v) {
#if NEEDS_DOUBLE
    double4 s = v.lo + v.hi;
#else
    float8 h = v.lo + v.hi;
    float4 s = h.lo + h.hi;
#endif
    return (s.x + s.z) + (s.y + s.w);
}

// The larger of each two; a NaN on the right is passed over.
#define LARGER(a, b) ((b) > (a) ? (b) : (a))

static inline WORK largest_of(VECTOR v) {
#if NEEDS_DOUBLE
    double4 s = LARGER(v.lo, v.hi);
#else
    float8 h = LARGER(v.lo, v.hi);
    float4 s = LARGER(h.lo, h.hi);
#endif
    s.xy = LARGER(s.xy, s.zw);
    return LARGER(s.x, s.y);
}

// Largest element of a row.
static inline WORK row_max(GLOBAL const WORK *x, int n) {
    VECTOR largest = (VECTOR)(-INF);
    for (int i = 0; i < n; i += LANES) {
        VECTOR v = read(x + i, n - i, -INF);
        largest = LARGER(largest, v);
    }
    return largest_of(largest);
}

#if NEEDS_DOUBLE
#define VECTOR_EXP(v) exp(v)
#else
// e^v = 2^k e^f with k the nearest integer to v / log 2, by a polynomial in |f| <= log(2) / 2 (Moshier, Cephes: expf);
// the built-in one is several times slower. k is rounded by an addition: the last bits of k + ROUND are k. At the bounds
// of v k is -127 and 128, and the bits of 2^k are those of 0 and infinity: numbers below the smallest normal one are 0,
// those above 2^127.5 infinite. A NaN stays one.
#define ROUND 12582912.0f
static inline float16 VECTOR_EXP(float16 v) {
    float16 w = v < -88.0f ? -88.0f : v;
    w = w > 88.5f ? 88.5f : w;
    float16 rounded = fma(w, (float16)1.44269504088896341f, (float16)ROUND);
    float16 k = rounded - ROUND;
    float16 f = fma(k, (float16)-0.693359375f, w);
    f = fma(k, (float16)2.12194440e-4f, f);
    float16 p = fma(f, (float16)1.9875691500e-4f, (float16)1.3981999507e-3f);
    p = fma(p, f, (float16)8.3334519073e-3f);
    p = fma(p, f, (float16)4.1665795894e-2f);
    p = fma(p, f, (float16)1.6666665459e-1f);
    p = fma(p, f, (float16)5.0000001201e-1f);
    p = fma(p * f, f, f) + 1.0f;
    return p * as_float16((as_int16(rounded) << 23) + (127 << 23));
}
#endif
