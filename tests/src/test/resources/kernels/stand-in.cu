// Kernels that are right or wrong in one way each: StandInTest.java. By a group of ITEMS.

// y[i] = i + 1, and 0 at the end: what the neighbour wrote, which it may not have done yet without WAITING.
KERNEL(neighbour)(TENSOR(int, y)) {
    LOCAL int shared[ITEMS];
    OPEN(int, y);
    int i = LID(0);
    shared[i] = i;
#if WAITING
    BARRIER();
#endif
    y[i] = shared[(i + 1) % ITEMS];
}

// Two barriers, each for half of the items.
KERNEL(apart)(TENSOR(int, y)) {
    OPEN(int, y);
    if (LID(0) < ITEMS / 2) {
        BARRIER();
    } else {
        BARRIER();
    }
    y[LID(0)] = 1;
}

// One item leaves before the barrier.
KERNEL(gone)(TENSOR(int, y)) {
    OPEN(int, y);
    if (LID(0) == 5) {
        return;
    }
    BARRIER();
    y[LID(0)] = 1;
}

// A multiply-add is one where it is written, and nowhere else: both are 0 for a = 1 + 2^-12, unless it is contracted.
KERNEL(rounding)(TENSOR(int, y)) {
    OPEN(int, y);
    float a = 1.0f + 0x1p-12f * (float)(LID(0) > 0), square = a * a;
    y[LID(0)] = (a * a - square == 0.0f) + 2 * (FMA(a, a, -square) == (LID(0) > 0 ? 0x1p-24f : 0.0f));
}

// y[i] = i, by way of copies that may not have arrived without WAITING.
KERNEL(late)(TENSOR(int, y)) {
    LOCAL int shared[ITEMS];
    OPEN(int, y);
    int i = LID(0);
    y[i] = i;
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;\ncp.async.commit_group;" ::"r"(
                     (UINT)__cvta_generic_to_shared(shared + i)),
                 "l"(y + i)
                 : "memory");
#if WAITING
    asm volatile("cp.async.wait_group 0;" ::: "memory");
#endif
    y[i] = shared[i];
}

// The bytes of the last of two groups are not waited for.
KERNEL(one_late)(TENSOR(int, y)) {
    LOCAL int shared[ITEMS];
    OPEN(int, y);
    int i = LID(0);
    y[i] = i;
    for (int half = 0; half < 2; half++) {
        if (i / (ITEMS / 2) == half) {
            asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(
                             (UINT)__cvta_generic_to_shared(shared + i)),
                         "l"(y + i)
                         : "memory");
        }
        asm volatile("cp.async.commit_group;");
    }
    asm volatile("cp.async.wait_group 1;" ::: "memory");
    y[i] = shared[i];
}

// Addresses that are not aligned: of a copy's source, of a row of a matrix, of a vector. One of the last thread's alone.
KERNEL(copy_apart)(TENSOR(int, y)) {
    LOCAL __align__(16) int shared[4 * ITEMS];
    OPEN(int, y);
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"((UINT)__cvta_generic_to_shared(shared)),
                 "l"(y + LID(0) / (ITEMS - 1)));
}

KERNEL(matrix_apart)(TENSOR(int, y)) {
    LOCAL __align__(16) int shared[4 * ITEMS + 4];
    OPEN(int, y);
    int *row = shared + 4 * LID(0) + 2 * (LID(0) / (ITEMS - 1)), d;
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %0, %0, %0}, [%1];"
                 : "=r"(d)
                 : "r"((UINT)__cvta_generic_to_shared(row)));
    y[LID(0)] = d;
}

KERNEL(vector_apart)(TENSOR(int, y)) {
    LOCAL __align__(16) int shared[4 * ITEMS + 4];
    OPEN(int, y);
    uint4 v = *(uint4 *)(shared + 4 * LID(0) + 2 * (LID(0) / (ITEMS - 1)));
    y[LID(0)] = v.x;
}

// A row of a matrix beyond shared memory.
KERNEL(matrix_beyond)(TENSOR(int, y)) {
    LOCAL __align__(16) int shared[4];
    OPEN(int, y);
    int d;
    asm volatile("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%0}, [%1];"
                 : "=r"(d)
                 : "r"((UINT)__cvta_generic_to_shared(shared) + 0x10000));
    y[LID(0)] = d;
}

#ifdef UNKNOWN
KERNEL(unknown)(TENSOR(int, y)) {
    OPEN(int, y);
    asm volatile(UNKNOWN : "=r"(y[LID(0)]));
}
#endif
