// As softmax.k, a warp a row. Before this: warp.cu.

KERNEL(forward)(TENSOR(const float, x), TENSOR(float, y), int n, LONG rows) {
    OPEN(const float, x);
    OPEN(float, y);
    LONG row = warp_row();
    if (row >= rows) {
        return;
    }
    float v[EACH], largest = -INF, sum = 0;
    take(v, x + row * n, n, -INF);
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        largest = FMAX(largest, v[i]);
    }
    largest = warp_max(largest);
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        v[i] = WARP * i + LID(0) % WARP < n ? EXP(v[i] - largest) : 0;
        sum += v[i];
    }
    float scale = 1 / warp_sum(sum);
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        v[i] *= scale;
    }
    put(y + row * n, v, n);
}

// dx = y (dy - sum(y dy)).
KERNEL(backward)(TENSOR(const float, y), TENSOR(const float, dy), TENSOR(float, dx), int n, LONG rows) {
    OPEN(const float, y);
    OPEN(const float, dy);
    OPEN(float, dx);
    LONG row = warp_row();
    if (row >= rows) {
        return;
    }
    float p[EACH], d[EACH], sum = 0;
    take(p, y + row * n, n, 0);
    take(d, dy + row * n, n, 0);
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        sum = FMA(p[i], d[i], sum);
    }
    sum = warp_sum(sum);
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        d[i] = p[i] * (d[i] - sum);
    }
    put(dx + row * n, d, n);
}
