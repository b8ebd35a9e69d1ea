// What a kernel in CUDA C++ sees when it runs on the processor: the words of the language and the functions that our
// kernels use. No header of the system is included, so that a kernel compiles in a tenth of a second.
#pragma once

#include "place.h"

#define __global__ __attribute__((visibility("hidden")))
#define __device__
#define __forceinline__ inline __attribute__((always_inline))
// Of each thread that runs blocks; runtime.cpp fills it with NaN before a block begins.
#define __shared__ static __thread

extern "C" {
float fmaf(float, float, float), fmaxf(float, float), fabsf(float), sqrtf(float), powf(float, float);
float expf(float), logf(float), tanhf(float), erff(float), erfcf(float), sinf(float), cosf(float);
double fma(double, double, double), fmax(double, double), fabs(double), sqrt(double), pow(double, double);
double exp(double), log(double), tanh(double), erf(double), erfc(double), sin(double), cos(double);
}

#define threadIdx (standin_place->thread)
#define blockIdx (standin_place->block)
#define blockDim (standin_place->threads)
#define gridDim (standin_place->blocks)

static inline void __syncthreads(const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
    standin_barrier(file, line);
}

static inline float __uint_as_float(unsigned x) {
    return __builtin_bit_cast(float, x);
}

static inline unsigned __float_as_uint(float x) {
    return __builtin_bit_cast(unsigned, x);
}

static inline long long __double_as_longlong(double x) {
    return __builtin_bit_cast(long long, x);
}

static inline unsigned __umulhi(unsigned a, unsigned b) {
    return (unsigned)(((unsigned long long)a * b) >> 32);
}

static inline float __shfl_xor_sync(unsigned, float x, int mask, const char *file = __builtin_FILE(),
                                    int line = __builtin_LINE()) {
    return __uint_as_float(standin_shuffle(__float_as_uint(x), standin_lane() ^ mask, file, line));
}

static inline double __shfl_xor_sync(unsigned, double x, int mask, const char *file = __builtin_FILE(),
                                     int line = __builtin_LINE()) {
    unsigned long long bits = __builtin_bit_cast(unsigned long long, x);
    int lane = standin_lane() ^ mask;
    unsigned low = standin_shuffle((unsigned)bits, lane, file, line);
    unsigned high = standin_shuffle((unsigned)(bits >> 32), lane, file, line);
    return __builtin_bit_cast(double, (unsigned long long)high << 32 | low);
}

// For runtime.cpp: a kernel on arguments behind pointers, and the sizes of its arguments, 0 behind the last.
template <class... A>
struct StandinKernel {
    void (*kernel)(A...);

    template <int... I>
    struct Numbers {};

    template <int... I>
    void run(void **arguments, Numbers<I...>) {
        kernel(*(A *)arguments[I]...);
    }

    void run(void **arguments) {
        run(arguments, Numbers<__integer_pack(sizeof...(A))...>());
    }

    const int *sizes() {
        static const int all[] = {(int)sizeof(A)..., 0};
        return all;
    }
};

template <class... A>
StandinKernel<A...> standin_kernel(void (*kernel)(A...)) {
    return {kernel};
}

// Shared memory of the calling thread is in its block of thread-local storage, which exists once it was asked for.
STANDIN_EXPORT const char *standin_shared() {
    static __thread char first;
    return &first;
}

#define STANDIN_KERNEL(name)                                       \
    STANDIN_EXPORT void standin_run_##name(void **arguments) {     \
        standin_kernel(name).run(arguments);                       \
    }                                                              \
    STANDIN_EXPORT const int *standin_sizes_##name() {             \
        return standin_kernel(name).sizes();                       \
    }
