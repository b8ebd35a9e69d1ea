// What a kernel in CUDA C++ sees when it runs on the processor: the words of the language and the functions that our
// kernels use. No header of the system is included, so that a kernel compiles in a tenth of a second.
#pragma once

#include "place.h"
#include "ptx.h"

#define __global__ __attribute__((visibility("hidden")))
#define __device__
#define __forceinline__ inline __attribute__((always_inline))
#define __grid_constant__
// Of each thread that runs blocks; runtime.cpp fills it with NaN before a block begins.
#define __shared__ static __thread
#define __align__(bytes) __attribute__((aligned(bytes)))

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

// What the thread at a lane of the warp has; one's own where there is none.
template <class T>
struct StandinShuffle {
    T value;
    int lane;

    static void exchange(void **lanes, int count) {
        T values[32];
        for (int i = 0; i < count; i++) {
            values[i] = ((StandinShuffle *)lanes[i])->value;
        }
        for (int i = 0; i < count; i++) {
            auto *mine = (StandinShuffle *)lanes[i];
            mine->value = values[mine->lane < count ? mine->lane : i];
        }
    }
};

template <class T>
static inline T standin_shuffle(T x, int lane, const char *file, int line) {
    StandinShuffle<T> mine = {x, lane};
    standin_warp(&mine, StandinShuffle<T>::exchange, false, file, line);
    return mine.value;
}

// Within parts of the warp of a width that is a power of two.
template <class T>
static inline T __shfl_sync(unsigned, T x, int lane, int width = 32, const char *file = __builtin_FILE(),
                            int line = __builtin_LINE()) {
    return standin_shuffle(x, (standin_place->lane & -width) | (lane & (width - 1)), file, line);
}

template <class T>
static inline T __shfl_xor_sync(unsigned, T x, int mask, int width = 32, const char *file = __builtin_FILE(),
                                int line = __builtin_LINE()) {
    int mine = standin_place->lane, other = mine ^ mask;
    return standin_shuffle(x, (other & -width) <= (mine & -width) ? other : mine, file, line);
}

template <class T>
static inline T __shfl_down_sync(unsigned, T x, unsigned reach, int width = 32, const char *file = __builtin_FILE(),
                                 int line = __builtin_LINE()) {
    int mine = standin_place->lane, other = mine + (int)reach;
    return standin_shuffle(x, (other & -width) == (mine & -width) ? other : mine, file, line);
}

static inline void __syncwarp(unsigned = ~0u, const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
    standin_warp(nullptr, [](void **, int) {}, false, file, line);
}

template <class T>
static inline T __ldg(const T *at) {
    return *at;
}

static inline unsigned long __cvta_generic_to_shared(const void *at) {
    return (unsigned long)((const char *)at - standin_place->shared);
}

// Vectors, aligned as a load or store of them has to be.
#define STANDIN_VECTORS(T, NAME)                                           \
    struct __align__(2 * sizeof(T)) NAME##2 {                              \
        T x, y;                                                            \
    };                                                                     \
    struct __align__(4 * sizeof(T)) NAME##4 {                              \
        T x, y, z, w;                                                      \
    };                                                                     \
    static inline NAME##2 make_##NAME##2(T x, T y) {                       \
        return {x, y};                                                     \
    }                                                                      \
    static inline NAME##4 make_##NAME##4(T x, T y, T z, T w) {             \
        return {x, y, z, w};                                               \
    }

STANDIN_VECTORS(float, float)
STANDIN_VECTORS(int, int)
STANDIN_VECTORS(unsigned, uint)

// For runtime.cpp: a kernel on arguments behind pointers, and of each argument its size and alignment, 0 behind the last.
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

    const StandinParameter *parameters() {
        static const StandinParameter all[] = {{sizeof(A), alignof(A)}..., {0, 0}};
        return all;
    }
};

template <class... A>
StandinKernel<A...> standin_kernel(void (*kernel)(A...)) {
    return {kernel};
}

// Shared memory of the calling thread is in its block of thread-local storage, which exists once it was asked for.
STANDIN_EXPORT const char *standin_shared() {
    static __thread char first __align__(128);
    return &first;
}

// For a program with `extern __shared__` arrays: the memory that they all are.
#define STANDIN_DYNAMIC                                                                       \
    extern "C" __attribute__((visibility("hidden"))) __thread char standin_dynamic[];         \
    __thread char standin_dynamic[STANDIN_MOST_SHARED + STANDIN_FENCE] __align__(128);        \
    STANDIN_EXPORT char *standin_dynamic_memory() {                                           \
        return standin_dynamic;                                                               \
    }

#define STANDIN_KERNEL(name)                                                \
    STANDIN_EXPORT void standin_run_##name(void **arguments) {              \
        standin_kernel(name).run(arguments);                                \
    }                                                                       \
    STANDIN_EXPORT const StandinParameter *standin_parameters_##name() {    \
        return standin_kernel(name).parameters();                           \
    }
