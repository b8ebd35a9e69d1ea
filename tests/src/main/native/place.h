// What kernels call of the runtime: where a CUDA thread is, and waiting for others.
#pragma once

#define STANDIN_EXPORT extern "C" __attribute__((visibility("default")))

struct uint3 {
    unsigned x, y, z;
};

// Where a CUDA thread is; of the one that runs on this thread of the processor.
struct StandinPlace {
    uint3 thread, block, threads, blocks;
};

extern "C" __attribute__((visibility("default"))) __thread const StandinPlace *standin_place;

// Waits for the block. All its threads must come to the same place.
STANDIN_EXPORT void standin_barrier(const char *file, int line);
// Gives 4 bytes to the warp and takes those of a lane. All threads of the warp must come to the same place.
STANDIN_EXPORT unsigned standin_shuffle(unsigned value, int lane, const char *file, int line);
// Number of the thread in its warp.
STANDIN_EXPORT int standin_lane();
