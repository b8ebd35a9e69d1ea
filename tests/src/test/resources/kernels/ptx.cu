// Each instruction of PTX that kernels use, on its own: PtxTest.java. By one warp.

// Registers of a fragment at a lane: as the PTX ISA manual says.
#define GROUP (LID(0) / 4)
#define IN_GROUP (LID(0) % 4)

DEVICE UINT shared_address(const void *p) {
    return (UINT)__cvta_generic_to_shared(p);
}

#ifdef MMA
// y = a b + c for a (16, K), b (K, 8), c (16, 8), one behind the other in x; PER numbers in 32 bits.
KERNEL(mma)(TENSOR(float, y), TENSOR(const UINT, x)) {
    OPEN(float, y);
    OPEN(const UINT, x);
    const int words = K / PER;
    const UINT *a = x, *b = x + 16 * words;
    const float *c = (const float *)(b + 8 * words);
    UINT p[4], q[2];
    for (int i = 0; i < 4; i++) {
        p[i] = a[(GROUP + i % 2 * 8) * words + IN_GROUP + i / 2 * 4];
    }
    for (int i = 0; i < 2; i++) {
#if PER == 1
        q[i] = b[(IN_GROUP + i * 4) * 8 + GROUP];
#else
        const ushort *h = (const ushort *)b;
        int k = 2 * IN_GROUP + i * 8;
        q[i] = h[k * 8 + GROUP] | (UINT)h[(k + 1) * 8 + GROUP] << 16;
#endif
    }
    float d[4];
    for (int i = 0; i < 4; i++) {
        d[i] = c[(GROUP + i / 2 * 8) * 8 + 2 * IN_GROUP + i % 2];
    }
    asm volatile(MMA " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};\n"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(p[0]), "r"(p[1]), "r"(p[2]), "r"(p[3]), "r"(q[0]), "r"(q[1]));
    for (int i = 0; i < 4; i++) {
        y[(GROUP + i / 2 * 8) * 8 + 2 * IN_GROUP + i % 2] = d[i];
    }
}
#endif

#ifdef LDMATRIX
// Four matrices of 8 rows of 16 bytes; row r of matrix m is line 8m + r of x, and stands at line 31 - (8m + r).
KERNEL(ldmatrix)(TENSOR(UINT, y), TENSOR(const UINT, x)) {
    LOCAL __align__(16) UINT lines[32][4];
    OPEN(UINT, y);
    OPEN(const UINT, x);
    for (int i = 0; i < 4; i++) {
        lines[31 - LID(0)][i] = x[LID(0) * 4 + i];
    }
    BARRIER();
    UINT at = shared_address(lines[31 - LID(0)]), d[4] = {};
#if LDMATRIX == 1
    asm volatile("ldmatrix.sync.aligned.m8n8.x1" TRANSPOSED ".shared.b16 {%0}, [%1];" : "=r"(d[0]) : "r"(at));
#elif LDMATRIX == 2
    asm volatile("ldmatrix.sync.aligned.m8n8.x2" TRANSPOSED ".shared.b16 {%0, %1}, [%2];"
                 : "=r"(d[0]), "=r"(d[1]) : "r"(at));
#else
    asm volatile("ldmatrix.sync.aligned.m8n8.x4" TRANSPOSED ".shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3]) : "r"(at) : "memory");
#endif
    for (int i = 0; i < 4; i++) {
        y[LID(0) * 4 + i] = d[i];
    }
}
#endif

#ifdef SIZE
// Copies of SIZE bytes in three groups: all of them, with as many bytes as the lane's number, and nothing; all reversed.
KERNEL(copy)(TENSOR(UINT, y), TENSOR(const UINT, x)) {
    const int words = SIZE / 4;
    LOCAL __align__(16) UINT lines[3][32][SIZE / 4];
    OPEN(UINT, y);
    OPEN(const UINT, x);
    int t = LID(0);
    UINT bytes = (UINT)t < SIZE ? (UINT)t : SIZE;
    asm volatile("cp.async." CACHE ".shared.global [%0], [%1], " SIZE_TEXT ";\n"
                 "cp.async.commit_group;\n" ::"r"(shared_address(lines[0][31 - t])), "l"(x + t * words)
                 : "memory");
    asm volatile("cp.async." CACHE ".shared.global [%0], [%1], %2, %3;" ::"r"(shared_address(lines[1][31 - t])),
                 "l"(x + t * words), "n"(SIZE), "r"(bytes));
    asm volatile("cp.async.commit_group;");
    asm volatile("cp.async." CACHE ".shared.global [%0 + 0], [%1], %2, %3;" ::"r"(shared_address(lines[2][31 - t])),
                 "l"(x + t * words), "n"(SIZE), "n"(0));
    asm volatile("cp.async.commit_group;");
    for (int group = 0; group < 3; group++) {
        if (group == 0) {
            asm volatile("cp.async.wait_group %0;" ::"n"(2));
        } else if (group == 1) {
            asm volatile("cp.async.wait_group 1;" ::: "memory");
        } else {
            asm volatile("cp.async.wait_all;");
        }
        __syncwarp();
        for (int i = 0; i < words; i++) {
            y[(group * 32 + t) * words + i] = lines[group][t][i];
        }
    }
}
#endif

// TF32, and two numbers in 16 bits with the lane's own in the upper half.
KERNEL(convert)(TENSOR(UINT, y), TENSOR(const float, x)) {
    OPEN(UINT, y);
    OPEN(const float, x);
    float mine = x[LID(0)], other = __shfl_sync(0xFFFFFFFFu, mine, 31 - LID(0));
    UINT tf32, bf16, f16;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(tf32) : "f"(mine));
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(bf16) : "f"(mine), "f"(other));
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(f16) : "f"(mine), "f"(other));
    y[3 * LID(0)] = tf32;
    y[3 * LID(0) + 1] = bf16;
    y[3 * LID(0) + 2] = f16;
}

// Lane 5 of each half, the lane three further in each quarter, the one whose number differs by 9 in each half.
KERNEL(shuffle)(TENSOR(int, y), TENSOR(const int, x)) {
    OPEN(int, y);
    OPEN(const int, x);
    const UINT all = 0xFFFFFFFFu;
    int mine = x[LID(0)];
    y[3 * LID(0)] = __shfl_sync(all, mine, 5, 16);
    y[3 * LID(0) + 1] = (int)__shfl_down_sync(all, (double)mine, 3, 8);
    y[3 * LID(0) + 2] = __shfl_xor_sync(all, mine, 9, 16);
}

// Four numbers a lane, the last first.
KERNEL(__launch_bounds__(32) vectors)(TENSOR(UINT, y), TENSOR(const UINT, x)) {
    LOCAL __align__(16) float shared[128];
    OPEN(UINT, y);
    OPEN(const UINT, x);
    uint4 v = __ldg((const uint4 *)x + LID(0));
    *reinterpret_cast<float4 *>(shared + 4 * (31 - LID(0))) = make_float4(v.w, v.z, v.y, v.x);
    BARRIER();
    float2 low = ((float2 *)shared)[2 * LID(0)], high = ((float2 *)shared)[2 * LID(0) + 1];
    reinterpret_cast<uint2 *>(y)[2 * LID(0)] = make_uint2(low.x, low.y);
    reinterpret_cast<int2 *>(y)[2 * LID(0) + 1] = make_int2(high.x, high.y);
}
