// As norm.k, a warp a row. Before this: warp.cu.

KERNEL(forward)(TENSOR(const float, x), TENSOR(const float, w),
#if CENTRED
                TENSOR(const float, b), TENSOR(float, means),
#endif
                TENSOR(float, y), TENSOR(float, rstds), int n, float epsilon, LONG rows) {
    OPEN(const float, x);
    OPEN(const float, w);
    OPEN(float, y);
    OPEN(float, rstds);
    LONG row = warp_row();
    if (row >= rows) {
        return;
    }
    float v[EACH], gain[EACH], mean = 0, squares = 0;
    take(v, x + row * n, n, 0);
    take(gain, w, n, 0);
#if CENTRED
    OPEN(const float, b);
    OPEN(float, means);
    float bias[EACH];
    take(bias, b, n, 0);
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        mean += v[i];
    }
    mean = warp_sum(mean) / n;
#endif
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        v[i] = WARP * i + LID(0) % WARP < n ? v[i] - mean : 0;
        squares = FMA(v[i], v[i], squares);
    }
    float rstd = 1 / SQRT(warp_sum(squares) / n + epsilon);
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        float z = v[i] * rstd;
#if CENTRED
        v[i] = FMA(z, gain[i], bias[i]);
#else
        v[i] = z * gain[i];
#endif
    }
    put(y + row * n, v, n);
    if (LID(0) % WARP == 0) {
        rstds[row] = rstd;
#if CENTRED
        means[row] = mean;
#endif
    }
}

// dx = rstd (g - mean(g) - z mean(g z)), z = (x - mean) rstd, g = w dy.
KERNEL(backward)(TENSOR(const float, x), TENSOR(const float, w),
#if CENTRED
                 TENSOR(const float, means),
#endif
                 TENSOR(const float, rstds), TENSOR(const float, dy), TENSOR(float, dx), int n, LONG rows) {
    OPEN(const float, x);
    OPEN(const float, w);
    OPEN(const float, rstds);
    OPEN(const float, dy);
    OPEN(float, dx);
    LONG row = warp_row();
    if (row >= rows) {
        return;
    }
    float z[EACH], g[EACH], gain[EACH], mean = 0, rstd = rstds[row], g_sum = 0, gz_sum = 0;
    take(z, x + row * n, n, 0);
    take(g, dy + row * n, n, 0);
    take(gain, w, n, 0);
#if CENTRED
    OPEN(const float, means);
    mean = means[row];
#endif
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        g[i] *= gain[i];
        z[i] = (z[i] - mean) * rstd;
        g_sum += g[i];
        gz_sum = FMA(g[i], z[i], gz_sum);
    }
    float g_mean = 0;
#if CENTRED
    g_mean = warp_sum(g_sum) / n;
#endif
    float gz_mean = warp_sum(gz_sum) / n;
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        g[i] = rstd * (g[i] - g_mean - z[i] * gz_mean);
    }
    put(dx + row * n, g, n);
}
