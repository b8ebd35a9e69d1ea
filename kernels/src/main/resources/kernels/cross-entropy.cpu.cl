// Cross-entropy of rows, as cross-entropy.k, whose kernel for the mean serves processors too. Before this: rows.cpu.cl.

ROWS_KERNEL(forward)(TENSOR(const WORK, logits), TENSOR(const STORED(I), targets), TENSOR(WORK, losses),
                     TENSOR(WORK, lse), int v, LONG ignored, WORK s, LONG rows, int each) {
    FOR_ROWS(r) {
        GLOBAL const WORK *x = logits_segment + logits_at + r * v;
        LONG target = targets_segment[targets_at + r];
        WORK largest = row_max(x, v);
        VECTOR sums = (VECTOR)0, belows = (VECTOR)0;
        for (int i = 0; i < v; i += LANES) {
            sums += VECTOR_EXP(read(x + i, v - i, -INF) - largest);
        }
        WORK sum = log(sum_of(sums));
        WORK loss = 0;
        if (target != ignored) {
            loss = sum - (1 - s) * (x[target] - largest);
            if (s > 0) {
                for (int i = 0; i < v; i += LANES) {
                    belows += read(x + i, v - i, largest) - largest;
                }
                loss -= s * sum_of(belows) / v;
            }
        }
        losses_segment[losses_at + r] = loss;
        lse_segment[lse_at + r] = largest + sum;
    }
}

ROWS_KERNEL(backward)(TENSOR(const WORK, logits), TENSOR(const STORED(I), targets), TENSOR(const WORK, lse),
                      TENSOR(const WORK, count), TENSOR(const WORK, dy), TENSOR(WORK, dx), int v, LONG ignored,
                      WORK s, int mean, LONG rows, int each) {
    OPEN(const WORK, dy);
    FOR_ROWS(r) {
        GLOBAL const WORK *x = logits_segment + logits_at + r * v;
        GLOBAL WORK *to = dx_segment + dx_at + r * v;
        LONG target = targets_segment[targets_at + r];
        if (target == ignored) {
            for (int i = 0; i < v; i += LANES) {
                write((VECTOR)0, to + i, v - i);
            }
        } else {
            WORK scale = mean ? dy[0] / fmax(count_segment[count_at], (WORK)1) : dy[r];
            WORK shift = lse_segment[lse_at + r];
            WORK even = s / v;
            for (int i = 0; i < v; i += LANES) {
                write(scale * (VECTOR_EXP(read(x + i, v - i, 0) - shift) - even), to + i, v - i);
            }
            to[target] -= scale * (1 - s);
        }
    }
}
