// The dialect of the kernels (*.k) in CUDA C++, for NVRTC and nvcc, without any header. What a kernel may use is what is
// defined here; prelude.cl says the same in OpenCL C.

typedef unsigned char uchar;
typedef unsigned short ushort;

#define KERNEL(name) extern "C" __global__ void name
#define DEVICE static __device__ __forceinline__
#define GLOBAL
#define LOCAL __shared__
// A pointer to memory of the group, as a function takes it.
#define LOCALP
#define RESTRICT __restrict__
#define BARRIER() __syncthreads()
#define LONG long long
#define ULONG unsigned long long
#define UINT unsigned int

// Number of the work item in its group, of the group, of the item in all; in direction d.
#define DIRECTION(v, d) ((d) == 0 ? (v).x : (d) == 1 ? (v).y : (v).z)
#define LID(d) ((int)DIRECTION(threadIdx, d))
#define GRP(d) ((LONG)DIRECTION(blockIdx, d))
#define GID(d) (GRP(d) * (LONG)DIRECTION(blockDim, d) + LID(d))
// How many groups there are.
#define GROUPS(d) ((LONG)DIRECTION(gridDim, d))

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
#define LOAD_BF16(p, i) __uint_as_float((UINT)(p)[i] << 16)
#define LOAD_F16(p, i) from_half((p)[i])
#define LOAD_I32(p, i) ((p)[i])
#define LOAD_I64(p, i) ((p)[i])
#define LOAD_U8(p, i) ((p)[i])

#define STORE_F32(p, i, v) ((p)[i] = (float)(v))
#define STORE_F64(p, i, v) ((p)[i] = (double)(v))
#define STORE_BF16(p, i, v) ((p)[i] = bfloat16((float)(v)))
#define STORE_F16(p, i, v) ((p)[i] = to_half((float)(v)))
// Saturating, towards zero, NaN to 0.
#define STORE_I32(p, i, v) ((p)[i] = (int)held(v, -2147483647 - 1, 2147483647))
#define STORE_I64(p, i, v) ((p)[i] = held(v, -9223372036854775807LL - 1, 9223372036854775807LL))
#define STORE_U8(p, i, v) ((p)[i] = (uchar)held(v, 0, 255))

// A number as an integer from least to most. As a float, the most of 32 or 64 bits is the power of two beyond it.
DEVICE LONG held(float v, LONG least, LONG most) {
    return v != v ? 0 : v >= (float)most ? most : v <= (float)least ? least : (LONG)v;
}

DEVICE LONG held(double v, LONG least, LONG most) {
    return v != v ? 0 : v >= (double)most ? most : v <= (double)least ? least : (LONG)v;
}

DEVICE LONG held(LONG v, LONG least, LONG most) {
    return v > most ? most : v < least ? least : v;
}

DEVICE LONG held(int v, LONG least, LONG most) {
    return held((LONG)v, least, most);
}

// To nearest, ties to even; a NaN stays one.
DEVICE ushort bfloat16(float x) {
    UINT bits = __float_as_uint(x);
    UINT rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    return (ushort)(x != x ? (bits >> 16) | 0x40u : rounded);
}

DEVICE float from_half(ushort half) {
    UINT sign = (UINT)(half & 0x8000u) << 16, size = half & 0x7FFFu;
    // The exponent of a float is larger by 112.
    UINT bits = size >= 0x7C00u ? 0x7F800000u | (size << 13) : __float_as_uint(__uint_as_float(size << 13) * 0x1p112f);
    return __uint_as_float(sign | bits);
}

DEVICE ushort to_half(float x) {
    UINT bits = __float_as_uint(x), sign = (bits >> 16) & 0x8000u, size = bits & 0x7FFFFFFFu, half;
    if (size > 0x7F800000u) { // NaN
        half = 0x7E00u | ((size >> 13) & 0x3FFu);
    } else if (size >= 0x47800000u) { // 65536 and more
        half = 0x7C00u;
    } else if (size < 0x38800000u) { // below the normal ones: the last bit of 1/2 is the last of these
        half = __float_as_uint(__uint_as_float(size) + 0.5f) - 0x3F000000u;
    } else {
        half = (size - 0x38000000u + 0xFFFu + ((size >> 13) & 1u)) >> 13;
    }
    return (ushort)(sign | half);
}

// The type that is computed in.
#ifndef WORK
#define WORK float
#endif
// A constant in it.
#define R(x) ((WORK)(x))
#define INF R(__uint_as_float(0x7F800000u))

// The largest number in float; as a start for a maximum it serves double as well.
#define LARGEST R(3.402823466e38)

// Functions by the type of their arguments.
DEVICE float FMA(float a, float b, float c) {
    return fmaf(a, b, c);
}

DEVICE double FMA(double a, double b, double c) {
    return fma(a, b, c);
}

DEVICE float FMAX(float a, float b) {
    return fmaxf(a, b);
}

DEVICE double FMAX(double a, double b) {
    return fmax(a, b);
}

DEVICE float POW(float a, float b) {
    return powf(a, b);
}

DEVICE double POW(double a, double b) {
    return pow(a, b);
}

DEVICE int SIGNBIT(float x) {
    return __float_as_uint(x) >> 31;
}

DEVICE int SIGNBIT(double x) {
    return __double_as_longlong(x) < 0;
}

#define FUNCTION(NAME, f, d)   \
    DEVICE float NAME(float x) {  \
        return f(x);              \
    }                             \
    DEVICE double NAME(double x) { \
        return d(x);              \
    }

FUNCTION(ABS, fabsf, fabs)
FUNCTION(SQRT, sqrtf, sqrt)
FUNCTION(EXP, expf, exp)
FUNCTION(LOG, logf, log)
FUNCTION(TANH, tanhf, tanh)
FUNCTION(ERF, erff, erf)
FUNCTION(ERFC, erfcf, erfc)
FUNCTION(SIN, sinf, sin)
FUNCTION(COS, cosf, cos)

#define RSQRT(x) (R(1) / SQRT(x))
#define ISNAN(x) ((x) != (x))
#define MULHI(a, b) __umulhi(a, b)

// How a tensor lies in memory: Strides.java.
struct Strides {
    int axes;
    int padding;
    int sizes[8];
    LONG strides[8];
};

// As a parameter of a kernel: read where it lies, without a copy for each thread.
#define STRIDES const __grid_constant__ Strides

// Position of element i, counted row by row.
DEVICE LONG place(const Strides &s, UINT i) {
    LONG at = 0;
    for (int a = s.axes - 1; a >= 0; a--) {
        UINT size = (UINT)s.sizes[a];
        UINT above = i / size;
        at += (LONG)(i - above * size) * s.strides[a];
        i = above;
    }
    return at;
}
