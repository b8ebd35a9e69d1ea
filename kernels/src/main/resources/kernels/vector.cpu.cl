// The vectors of a processor: VECTOR holds LANES elements of type WORK. READ and WRITE take any position of global
// memory: of an unaligned type, since PoCL's vstore writes 16 numbers in four parts.

#if NEEDS_DOUBLE
#define LANES 8
#define VECTOR double8
typedef double8 UNALIGNED __attribute__((aligned(8)));
#else
#define LANES 16
#define VECTOR float16
typedef float16 UNALIGNED __attribute__((aligned(4)));
#endif

#define READ(p) (*(GLOBAL const UNALIGNED *)(p))
#define WRITE(v, p) (*(GLOBAL UNALIGNED *)(p) = (v))

typedef union {
    VECTOR all;
    WORK lane[LANES];
} LANES_OF;
