// Runs the blocks of a grid on threads of the processor.
#pragma once

#include <string>

namespace standin {

struct Extent {
    unsigned x, y, z;

    unsigned count() const {
        return x * y * z;
    }
};

// Shared memory of a module: functions that make the arrays exist which the kernels declare with a size, and those
// without, of which a launch says how much it wants; null if there are none.
struct SharedMemory {
    const char *(*declared)() = nullptr;
    char *(*dynamic)() = nullptr;
};

struct Grid {
    std::string name;
    // The kernel, compiled.
    void (*run)(void **arguments);
    SharedMemory shared;
    size_t dynamicBytes;
    void **arguments;
    Extent blocks, threads;
};

// What is wrong with a kernel: the driver's error, and where; 0 if nothing is.
struct Fault {
    int status = 0;
    std::string text;
};

constexpr int ILLEGAL_ADDRESS = 700, MISALIGNED_ADDRESS = 716, LAUNCH_FAILED = 719;

// Runs all blocks. In the order STANDIN_ORDER: forward, reverse or random.
Fault run(const Grid &grid);

// Bytes of shared memory that the module declares.
size_t declaredBytes(const SharedMemory &shared);

}  // namespace standin
