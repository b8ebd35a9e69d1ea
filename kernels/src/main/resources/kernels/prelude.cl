// The dialect of the kernels (*.k) in OpenCL C 1.2. What a kernel may use is what is defined here; prelude.cu says the
// same in CUDA C++.

#if NEEDS_DOUBLE
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

#define KERNEL(name) __kernel void name
#define DEVICE static inline
#define GLOBAL __global
#define LOCAL __local
// A pointer to memory of the group, as a function takes it.
#define LOCALP __local
#define RESTRICT restrict
#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE)
#define LONG long
#define ULONG ulong
#define UINT uint

// Number of the work item in its group, of the group, of the item in all; in direction d.
#define LID(d) ((int)get_local_id(d))
#define GRP(d) ((LONG)get_group_id(d))
#define GID(d) ((LONG)get_global_id(d))
// How many groups there are.
#define GROUPS(d) ((LONG)get_num_groups(d))

// A tensor as two parameters, and the pointer to its first element that is made of them.
#define TENSOR(T, x) GLOBAL T *x##_segment, LONG x##_at
#define OPEN(T, x) GLOBAL T *x = x##_segment + x##_at

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)

// Element types by the names of DType: how one is stored, loaded, and kept from a number in WORK.
#define STORED(X) CAT(STORED_, X)
#define LOAD(X, p, i) CAT(LOAD_, X)(p, i)
#define STORE(X, p, i, v) CAT(STORE_, X)(p, i, v)

#define STORED_F32 float
#define STORED_F64 double
#define STORED_BF16 ushort
#define STORED_F16 ushort
#define STORED_I32 int
#define STORED_I64 LONG
#define STORED_U8 uchar

#define LOAD_F32(p, i) ((p)[i])
#define LOAD_F64(p, i) ((p)[i])
#define LOAD_BF16(p, i) as_float((UINT)(p)[i] << 16)
#define LOAD_F16(p, i) vload_half(0, (GLOBAL const half *)((p) + (i)))
#define LOAD_I32(p, i) ((p)[i])
#define LOAD_I64(p, i) ((p)[i])
#define LOAD_U8(p, i) ((p)[i])

#define STORE_F32(p, i, v) ((p)[i] = (float)(v))
#define STORE_F64(p, i, v) ((p)[i] = (double)(v))
#define STORE_BF16(p, i, v) ((p)[i] = bfloat16((float)(v)))
#define STORE_F16(p, i, v) vstore_half_rte((float)(v), 0, (GLOBAL half *)((p) + (i)))
// Saturating, towards zero, NaN to 0.
#define STORE_I32(p, i, v) ((p)[i] = convert_int_sat(v))
#define STORE_I64(p, i, v) ((p)[i] = convert_long_sat(v))
#define STORE_U8(p, i, v) ((p)[i] = convert_uchar_sat(v))

// To nearest, ties to even; a NaN stays one.
DEVICE ushort bfloat16(float x) {
    UINT bits = as_uint(x);
    UINT rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    return (ushort)(isnan(x) ? (bits >> 16) | 0x40u : rounded);
}

// The type that is computed in.
#ifndef WORK
#define WORK float
#endif
// A constant in it.
#define R(x) ((WORK)(x))
#define INF R(INFINITY)

// The largest number in float; as a start for a maximum it serves double as well.
#define LARGEST R(3.402823466e38)

#define FMA(a, b, c) fma(a, b, c)
#define ABS(x) fabs(x)
#define FMAX(a, b) fmax(a, b)
#define SQRT(x) sqrt(x)
#define RSQRT(x) (R(1) / sqrt(x))
#define EXP(x) exp(x)
#define LOG(x) log(x)
#define TANH(x) tanh(x)
#define ERF(x) erf(x)
#define ERFC(x) erfc(x)
#define POW(x, y) pow(x, y)
#define SIN(x) sin(x)
#define COS(x) cos(x)
#define ISNAN(x) isnan(x)
#define SIGNBIT(x) signbit(x)
#define MULHI(a, b) mul_hi((UINT)(a), (UINT)(b))

// How a tensor lies in memory: Strides.java.
typedef struct {
    int axes;
    int padding;
    int sizes[8];
    LONG strides[8];
} STRIDES;

// Position of element i, counted row by row.
DEVICE LONG place(STRIDES s, UINT i) {
    LONG at = 0;
    for (int a = s.axes - 1; a >= 0; a--) {
        UINT size = (UINT)s.sizes[a];
        UINT above = i / size;
        at += (LONG)(i - above * size) * s.strides[a];
        i = above;
    }
    return at;
}
