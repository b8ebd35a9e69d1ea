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

struct Grid {
    std::string name;
    // The kernel, compiled; and of its module, what makes shared memory exist.
    void (*run)(void **arguments);
    const char *(*shared)();
    void **arguments;
    Extent blocks, threads;
};

// Runs all blocks; empty, or what is wrong with the kernel. In the order STANDIN_ORDER: forward, reverse or random.
std::string run(const Grid &grid);

// Bytes of shared memory that the module with this function declares.
size_t sharedBytes(const char *(*shared)());

}  // namespace standin
