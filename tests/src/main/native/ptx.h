// The instructions of PTX that our kernels write as inline assembly, each a function with the opcode's name, dots as
// underscores: assembly.cpp calls them. Fragments of matrices lie in a warp's registers as the PTX ISA manual says, in its
// sections on mma.m16n8k8, mma.m16n8k16 and ldmatrix.
#pragma once

#include "place.h"

namespace ptx {

// Operands by the register that the constraint of asm gives them: r 32 bits, l 64 bits, f a float, n a constant. As with
// NVCC, a variable of another size or kind is refused.
struct Bits {
    unsigned value;

    Bits operator+(unsigned offset) const {
        return {value + offset};
    }
};

struct Wide {
    unsigned long long value;

    Wide operator+(unsigned offset) const {
        return {value + offset};
    }
};

struct Real {
    float value;
};

template <int N>
struct Constant {
    operator Bits() const {
        return {(unsigned)N};
    }
};

// Registers that are written, and those that are read as well.
struct BitsTo {
    unsigned &to;
};

struct BitsBoth : BitsTo {
    operator Bits() const {
        return {to};
    }
};

struct RealTo {
    float &to;
};

struct RealBoth : RealTo {
    operator Real() const {
        return {to};
    }
};

static inline Bits read_r(unsigned x) {
    return {x};
}

static inline Bits read_r(int x) {
    return {(unsigned)x};
}

static inline Wide read_l(unsigned long long x) {
    return {x};
}

static inline Wide read_l(unsigned long x) {
    return {x};
}

static inline Wide read_l(long long x) {
    return {(unsigned long long)x};
}

static inline Wide read_l(const volatile void *x) {
    return {(unsigned long long)x};
}

static inline Real read_f(float x) {
    return {x};
}

static inline BitsTo write_r(unsigned &x) {
    return {x};
}

static inline BitsTo write_r(int &x) {
    return {(unsigned &)x};
}

static inline RealTo write_f(float &x) {
    return {x};
}

static inline BitsBoth change_r(unsigned &x) {
    return {{x}};
}

static inline BitsBoth change_r(int &x) {
    return {{(unsigned &)x}};
}

static inline RealBoth change_f(float &x) {
    return {{x}};
}

template <class T>
void read_r(T) = delete;
template <class T>
void read_f(T) = delete;

// Numbers as tensor cores read them.

static inline float tf32(unsigned bits) {
    return __builtin_bit_cast(float, bits & ~0x1FFFu);
}

static inline float bf16(unsigned short bits) {
    return __builtin_bit_cast(float, (unsigned)bits << 16);
}

static inline float f16(unsigned short bits) {
    return (float)__builtin_bit_cast(_Float16, bits);
}

// d = a * b + c of 16x8xK: a lane's four registers of a, two of b, four of c or d. Here it is summed in order, each product
// rounded in once; a tensor core's order and rounding are its own.
struct Product {
    unsigned a[4], b[2];
    float c[4];
};

// Of a value: where element i of row r and of column j is. Registers of a and b hold PER numbers of K each.
template <int K, int PER, float (*number)(unsigned bits, int part)>
static void multiply(void **lanes, int) {
    float a[16][K], b[8][K];
    for (int lane = 0; lane < 32; lane++) {
        const Product &p = *(const Product *)lanes[lane];
        int group = lane / 4, in_group = lane % 4;
        for (int part = 0; part < PER; part++) {
            int k = in_group * PER + part;
            a[group][k] = number(p.a[0], part);
            a[group + 8][k] = number(p.a[1], part);
            a[group][k + K / 2] = number(p.a[2], part);
            a[group + 8][k + K / 2] = number(p.a[3], part);
            b[group][k] = number(p.b[0], part);
            b[group][k + K / 2] = number(p.b[1], part);
        }
    }
    for (int lane = 0; lane < 32; lane++) {
        Product &p = *(Product *)lanes[lane];
        for (int i = 0; i < 4; i++) {
            const float *x = a[lane / 4 + i / 2 * 8], *y = b[lane % 4 * 2 + i % 2];
            float sum = p.c[i];
            for (int k = 0; k < K; k++) {
                sum += x[k] * y[k];
            }
            p.c[i] = sum;
        }
    }
}

static inline float whole_tf32(unsigned bits, int) {
    return tf32(bits);
}

static inline float half_bf16(unsigned bits, int part) {
    return bf16((unsigned short)(bits >> 16 * part));
}

static inline float half_f16(unsigned bits, int part) {
    return f16((unsigned short)(bits >> 16 * part));
}

// The operands of all three.
#define STANDIN_MMA(name, K, PER, number)                                                                              \
    static inline void name(RealTo d0, RealTo d1, RealTo d2, RealTo d3, Bits a0, Bits a1, Bits a2, Bits a3, Bits b0,   \
                            Bits b1, Real c0, Real c1, Real c2, Real c3, const char *file = __builtin_FILE(),          \
                            int line = __builtin_LINE()) {                                                             \
        Product p = {{a0.value, a1.value, a2.value, a3.value},                                                         \
                     {b0.value, b1.value},                                                                             \
                     {c0.value, c1.value, c2.value, c3.value}};                                                        \
        standin_warp(&p, multiply<K, PER, number>, true, file, line);                                                  \
        d0.to = p.c[0];                                                                                                \
        d1.to = p.c[1];                                                                                                \
        d2.to = p.c[2];                                                                                                \
        d3.to = p.c[3];                                                                                                \
    }

STANDIN_MMA(mma_sync_aligned_m16n8k8_row_col_f32_tf32_tf32_f32, 8, 1, whole_tf32)
STANDIN_MMA(mma_sync_aligned_m16n8k16_row_col_f32_bf16_bf16_f32, 16, 2, half_bf16)
STANDIN_MMA(mma_sync_aligned_m16n8k16_row_col_f32_f16_f16_f32, 16, 2, half_f16)

// Matrices of 8 rows of 8 numbers of 16 bits: lane 8m + r says where row r of matrix m is, and gets of each matrix the two
// numbers at row lane / 4 and column lane % 4 * 2, or with TRANSPOSED at these columns and rows.
struct Matrices {
    const unsigned short *row;
    unsigned got[4];
};

template <int COUNT, bool TRANSPOSED>
static void distribute(void **lanes, int) {
    for (int lane = 0; lane < 32; lane++) {
        for (int m = 0; m < COUNT; m++) {
            unsigned short halves[2];
            for (int i = 0; i < 2; i++) {
                int r = TRANSPOSED ? lane % 4 * 2 + i : lane / 4, c = TRANSPOSED ? lane / 4 : lane % 4 * 2 + i;
                halves[i] = ((const Matrices *)lanes[8 * m + r])->row[c];
            }
            ((Matrices *)lanes[lane])->got[m] = halves[0] | (unsigned)halves[1] << 16;
        }
    }
}

template <int COUNT, bool TRANSPOSED>
static inline Matrices load(Bits address, const char *file, int line) {
    Matrices mine = {};
    if (standin_place->lane < 8 * COUNT) {
        mine.row = (const unsigned short *)standin_shared_memory(address.value, 16, file, line);
    }
    standin_warp(&mine, distribute<COUNT, TRANSPOSED>, true, file, line);
    return mine;
}

#define STANDIN_LDMATRIX(transposed, TRANSPOSED)                                                                       \
    static inline void ldmatrix_sync_aligned_m8n8_x1##transposed##_shared_b16(                                         \
        BitsTo d, Bits address, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {                    \
        d.to = load<1, TRANSPOSED>(address, file, line).got[0];                                                        \
    }                                                                                                                  \
    static inline void ldmatrix_sync_aligned_m8n8_x2##transposed##_shared_b16(                                         \
        BitsTo d0, BitsTo d1, Bits address, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {        \
        Matrices all = load<2, TRANSPOSED>(address, file, line);                                                       \
        d0.to = all.got[0];                                                                                            \
        d1.to = all.got[1];                                                                                            \
    }                                                                                                                  \
    static inline void ldmatrix_sync_aligned_m8n8_x4##transposed##_shared_b16(                                         \
        BitsTo d0, BitsTo d1, BitsTo d2, BitsTo d3, Bits address, const char *file = __builtin_FILE(),                 \
        int line = __builtin_LINE()) {                                                                                 \
        Matrices all = load<4, TRANSPOSED>(address, file, line);                                                       \
        d0.to = all.got[0];                                                                                            \
        d1.to = all.got[1];                                                                                            \
        d2.to = all.got[2];                                                                                            \
        d3.to = all.got[3];                                                                                            \
    }

STANDIN_LDMATRIX(, false)
STANDIN_LDMATRIX(_trans, true)

// Copies to shared memory that arrive when their thread waits for them. Of SIZE bytes the first are copied, the others 0.

template <int SIZE>
static inline void cp_async_ca_shared_global(Bits to, Wide from, Constant<SIZE> size, Bits bytes,
                                             const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
    static_assert(SIZE == 4 || SIZE == 8 || SIZE == 16, "cp.async.ca copies 4, 8 or 16 bytes");
    standin_copy(to.value, (const void *)from.value, SIZE, bytes.value, file, line);
}

template <int SIZE>
static inline void cp_async_ca_shared_global(Bits to, Wide from, Constant<SIZE> size,
                                             const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
    cp_async_ca_shared_global(to, from, size, size, file, line);
}

template <int SIZE>
static inline void cp_async_cg_shared_global(Bits to, Wide from, Constant<SIZE> size, Bits bytes,
                                             const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
    static_assert(SIZE == 16, "cp.async.cg copies 16 bytes");
    cp_async_ca_shared_global(to, from, size, bytes, file, line);
}

template <int SIZE>
static inline void cp_async_cg_shared_global(Bits to, Wide from, Constant<SIZE> size,
                                             const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
    cp_async_cg_shared_global(to, from, size, size, file, line);
}

static inline void cp_async_commit_group() {
    standin_commit();
}

template <int GROUPS>
static inline void cp_async_wait_group(Constant<GROUPS>) {
    standin_await(GROUPS);
}

static inline void cp_async_wait_all() {
    standin_commit();
    standin_await(0);
}

// To nearest, ties away from 0.
static inline void cvt_rna_tf32_f32(BitsTo d, Real a) {
    unsigned bits = __builtin_bit_cast(unsigned, a.value);
    bool finite = (bits & 0x7F800000u) != 0x7F800000u;
    d.to = a.value != a.value ? 0x7FFFFFFFu : finite ? (bits + 0x1000u) & ~0x1FFFu : bits;
}

// To nearest, ties to even.
static inline unsigned rounded_bf16(float x) {
    unsigned bits = __builtin_bit_cast(unsigned, x);
    return x != x ? 0x7FFFu : (bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16;
}

// a becomes the upper half.
static inline void cvt_rn_bf16x2_f32(BitsTo d, Real a, Real b) {
    d.to = rounded_bf16(a.value) << 16 | rounded_bf16(b.value);
}

static inline void cvt_rn_f16x2_f32(BitsTo d, Real a, Real b) {
    d.to = (unsigned)__builtin_bit_cast(unsigned short, (_Float16)a.value) << 16 |
           __builtin_bit_cast(unsigned short, (_Float16)b.value);
}

}  // namespace ptx
