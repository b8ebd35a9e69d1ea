// N numbers or words that are read and written at once.

#define METHOD __device__ __forceinline__

template <class T, int N>
struct alignas(N * sizeof(T)) Few {
    T v[N];
};
