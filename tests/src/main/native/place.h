// What kernels call of the runtime: where a CUDA thread is, and waiting for others.
#pragma once

#define STANDIN_EXPORT extern "C" __attribute__((visibility("default")))

// Most shared memory that a block can have, and more behind what it asks for, which nobody may write.
#define STANDIN_MOST_SHARED (163 << 10)
#define STANDIN_FENCE 1024

struct uint3 {
    unsigned x, y, z;
};

// Where a CUDA thread is; of the one that runs on this thread of the processor.
struct StandinPlace {
    uint3 thread, block, threads, blocks;
    // Shared memory, from which its addresses are counted.
    char *shared;
    // Number of the thread in its warp.
    int lane;
};

// Of a kernel; in bytes.
struct StandinParameter {
    unsigned size, alignment;
};

// Asked for at every step, so it is where no call is needed to find it.
extern "C" __attribute__((visibility("default"), tls_model("initial-exec"))) __thread const StandinPlace *standin_place;

// Waits for the block. All its threads must come to the same place.
STANDIN_EXPORT void standin_barrier(const char *file, int line);
// Waits for the warp, until `work` was done on what each of its lanes brought, in the lanes' order. All threads of the warp
// must come to the same place, and to the same work; a whole warp has 32 of them.
STANDIN_EXPORT void standin_warp(void *mine, void (*work)(void **lanes, int count), bool whole, const char *file, int line);
// Where this many bytes at an address of shared memory are; fails the launch if they are not of the block, or not aligned
// by their number.
STANDIN_EXPORT void *standin_shared_memory(unsigned address, unsigned bytes, const char *file, int line);
// Copies bytes to shared memory and fills up with zeros to the size, once the thread waits for it.
STANDIN_EXPORT void standin_copy(unsigned to, const void *from, unsigned size, unsigned bytes, const char *file, int line);
// Copies since the last call are a group.
STANDIN_EXPORT void standin_commit();
// Waits for all groups of the thread but the last ones.
STANDIN_EXPORT void standin_await(int groups);
