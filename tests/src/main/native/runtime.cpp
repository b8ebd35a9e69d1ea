// CUDA threads as fibers: a thread of the processor runs a block at a time, each of the block's threads on a stack of its
// own until it waits for others or ends. So a barrier that is missing shows in the numbers of one order or another, a
// barrier that not all reach is found, and shared memory that nobody wrote is NaN.
#include "runtime.h"

#include <link.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "place.h"

namespace standin {
namespace {

constexpr size_t STACK = 64 << 10;
constexpr int WARP = 32;
// Memory for arrays without a size: kernel.h.
constexpr size_t DYNAMIC = STANDIN_MOST_SHARED + STANDIN_FENCE;

enum class State { READY, AT_BARRIER, AT_WARP, ENDED };

enum class Order { FORWARD, REVERSE, RANDOM };

// Bytes on their way to shared memory.
struct Copy {
    char *to;
    const void *from;
    unsigned size, bytes;
};

struct Fiber {
    StandinPlace place{};
    State state = State::READY;
    void *stackPointer = nullptr;
    std::vector<char> stack;
    int number = 0;
    // Where it waits.
    const char *file = "";
    int line = 0;
    // What it brings to its warp, and what is to be done with that.
    void *brought = nullptr;
    void (*work)(void **, int) = nullptr;
    // Copies in the order of their start, and how many there were at the end of each group.
    std::vector<Copy> copies;
    std::vector<size_t> groups;
};

Order chosen() {
    const char *told = getenv("STANDIN_ORDER");
    if (told == nullptr || !strcmp(told, "forward")) {
        return Order::FORWARD;
    }
    return !strcmp(told, "reverse") ? Order::REVERSE : Order::RANDOM;
}

const Order ORDER = chosen();

// Numbers from 0 in the chosen order.
void arrange(std::vector<int> &numbers, std::mt19937 &random) {
    for (size_t i = 0; i < numbers.size(); i++) {
        numbers[i] = (int)(ORDER == Order::REVERSE ? numbers.size() - 1 - i : i);
    }
    if (ORDER == Order::RANDOM) {
        std::shuffle(numbers.begin(), numbers.end(), random);
    }
}

// Memory that a thread of the processor has of a module's shared variables.
struct Shared {
    const char *inside;
    char *begin = nullptr;
    size_t bytes = 0;
    char *dynamic = nullptr;

    // All but the arrays without a size.
    size_t declaredBytes() const {
        return bytes - (dynamic ? DYNAMIC : 0);
    }

    // Not all that there can be of arrays without a size: what a launch asks for, and a fence behind it.
    void fill(size_t dynamicBytes) const {
        size_t before = dynamic ? (size_t)(dynamic - begin) : bytes;
        memset(begin, 0xFF, before);
        if (dynamic != nullptr) {
            memset(dynamic, 0xFF, dynamicBytes + STANDIN_FENCE);
            memset(dynamic + DYNAMIC, 0xFF, bytes - before - DYNAMIC);
        }
    }

    bool has(const char *at, size_t size, size_t dynamicBytes) const {
        bool declared = at >= begin && at + size <= begin + bytes;
        bool beyond = dynamic && at + size > dynamic + dynamicBytes && at < dynamic + DYNAMIC;
        return declared && !beyond;
    }

    bool isFenceWhole(size_t dynamicBytes) const {
        const char *fence = dynamic + dynamicBytes;
        return dynamic == nullptr || std::all_of(fence, fence + STANDIN_FENCE, [](char c) { return c == (char)0xFF; });
    }
};

int find(dl_phdr_info *info, size_t, void *data) {
    auto *shared = (Shared *)data;
    auto *begin = (char *)info->dlpi_tls_data;
    for (int i = 0; begin != nullptr && i < info->dlpi_phnum; i++) {
        size_t bytes = info->dlpi_phdr[i].p_memsz;
        if (info->dlpi_phdr[i].p_type == PT_TLS && shared->inside >= begin && shared->inside < begin + bytes) {
            shared->begin = begin;
            shared->bytes = bytes;
            return 1;
        }
    }
    return 0;
}

Shared sharedOf(const SharedMemory &memory) {
    Shared shared{memory.declared()};
    dl_iterate_phdr(find, &shared);
    shared.dynamic = memory.dynamic ? memory.dynamic() : nullptr;
    return shared;
}

// The fibers of one thread of the processor; stacks are used again.
class Block {
public:
    Fault run(const Grid &grid, unsigned number, const Shared &shared);

    void wait(State state, const char *file, int line);
    // Ends the block, from one of its threads.
    [[noreturn]] void fail(int status, const std::string &what, const char *file, int line);
    bool isWhole(const Fiber &fiber) const;
    void *sharedMemory(unsigned address, unsigned size, const char *file, int line);

    Fiber *current = nullptr;

private:
    std::string where() const;
    Fault apart(const Fiber &a, const Fiber &b) const;
    void begin(Fiber &fiber, int thread, unsigned number);
    void resume(Fiber &fiber);
    Fault release();
    Fault together(int from, int to);
    static void enter();

    const Grid *grid = nullptr;
    const Shared *shared = nullptr;
    Fault fault;
    std::vector<Fiber> fibers;
    std::vector<int> order;
    std::mt19937 random;
    void *scheduler = nullptr;
};

thread_local Block block;

// Keeps the registers that calls keep, and goes on with another stack.
__attribute__((naked, noinline)) void change(void **, void *) {
    asm("pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
        "movq %rsp, (%rdi)\n movq %rsi, %rsp\n"
        "popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n ret");
}

void Block::enter() {
    for (;;) {
        block.grid->run(block.grid->arguments);
        block.wait(State::ENDED, "", 0);
    }
}

void Block::wait(State state, const char *file, int line) {
    Fiber &fiber = *current;
    fiber.state = state;
    fiber.file = file;
    fiber.line = line;
    change(&fiber.stackPointer, scheduler);
}

void Block::resume(Fiber &fiber) {
    current = &fiber;
    standin_place = &fiber.place;
    change(&scheduler, fiber.stackPointer);
}

void Block::begin(Fiber &fiber, int thread, unsigned number) {
    Extent blocks = grid->blocks, threads = grid->threads;
    auto i = (unsigned)thread;
    fiber.number = thread;
    fiber.state = State::READY;
    fiber.copies.clear();
    fiber.groups.clear();
    fiber.place.thread = {i % threads.x, i / threads.x % threads.y, i / threads.x / threads.y};
    fiber.place.block = {number % blocks.x, number / blocks.x % blocks.y, number / blocks.x / blocks.y};
    fiber.place.threads = {threads.x, threads.y, threads.z};
    fiber.place.blocks = {blocks.x, blocks.y, blocks.z};
    fiber.place.shared = shared->begin;
    fiber.stack.resize(STACK);
    // What `change` takes from a stack: six registers and where to go; 16 bytes aligned there, as at a call.
    auto top = ((uintptr_t)fiber.stack.data() + STACK) & ~(uintptr_t)63;
    auto **at = (void **)top - 2;
    *at = (void *)enter;
    at -= 6;
    fiber.stackPointer = at;
}

Fault Block::run(const Grid &of, unsigned number, const Shared &memory) {
    grid = &of;
    shared = &memory;
    fault = {};
    shared->fill(grid->dynamicBytes);
    fibers.resize(std::max<size_t>(fibers.size(), of.threads.count()));
    order.resize(of.threads.count());
    random.seed(number);
    for (unsigned i = 0; i < order.size(); i++) {
        begin(fibers[i], (int)i, number);
    }
    for (;;) {
        arrange(order, random);
        size_t ended = 0;
        for (int i : order) {
            if (fibers[i].state == State::READY) {
                resume(fibers[i]);
            }
            if (fault.status != 0) {
                return fault;
            }
            ended += fibers[i].state == State::ENDED;
        }
        if (ended == order.size()) {
            return shared->isFenceWhole(grid->dynamicBytes)
                       ? Fault{}
                       : Fault{ILLEGAL_ADDRESS, where() + "writes behind its " + std::to_string(grid->dynamicBytes) +
                                                    " bytes of dynamic shared memory"};
        }
        Fault wrong = release();
        if (wrong.status != 0) {
            return wrong;
        }
    }
}

// The kernel and the block.
std::string Block::where() const {
    const uint3 &at = fibers[0].place.block;
    return "kernel " + grid->name + ", block " + std::to_string(at.x) + "," + std::to_string(at.y) + "," +
           std::to_string(at.z) + ": ";
}

void Block::fail(int status, const std::string &what, const char *file, int line) {
    fault = {status, where() + "thread " + std::to_string(current->number) + " at " + file + ":" +
                         std::to_string(line) + ": " + what};
    wait(State::ENDED, file, line);
    abort();  // a block that has failed goes on no more
}

Fault Block::apart(const Fiber &a, const Fiber &b) const {
    auto place = [](const Fiber &f) {
        return "thread " + std::to_string(f.number) + " " +
               (f.state == State::ENDED ? std::string("has ended")
                                        : "waits at " + std::string(f.file) + ":" + std::to_string(f.line));
    };
    return {LAUNCH_FAILED, where() + "not all threads come to the same place: " + place(a) + ", " + place(b)};
}

// No fiber can go on by itself: lets those go on that wait for each other, first within warps.
Fault Block::release() {
    int count = (int)order.size();
    bool any = false;
    for (int from = 0; from < count; from += WARP) {
        int to = std::min(from + WARP, count);
        bool waits =
            std::any_of(&fibers[from], &fibers[to - 1] + 1, [](const Fiber &f) { return f.state == State::AT_WARP; });
        if (waits) {
            any = true;
            Fault wrong = together(from, to);
            if (wrong.status != 0) {
                return wrong;
            }
        }
    }
    if (any) {
        return {};
    }
    for (int i = 0; i < count; i++) {
        Fiber &f = fibers[i];
        if (f.state != fibers[0].state || f.line != fibers[0].line || strcmp(f.file, fibers[0].file) != 0) {
            return apart(fibers[0], f);
        }
    }
    for (int i = 0; i < count; i++) {
        fibers[i].state = State::READY;
    }
    return {};
}

// What a warp does in one.
Fault Block::together(int from, int to) {
    void *brought[WARP];
    const Fiber &first = fibers[from];
    for (int i = from; i < to; i++) {
        Fiber &f = fibers[i];
        if (f.state != State::AT_WARP || f.work != first.work || f.line != first.line || strcmp(f.file, first.file) != 0) {
            return apart(first, f);
        }
        brought[i - from] = f.brought;
        f.state = State::READY;
    }
    first.work(brought, to - from);
    return {};
}

bool Block::isWhole(const Fiber &fiber) const {
    return (size_t)(fiber.number / WARP + 1) * WARP <= order.size();
}

void *Block::sharedMemory(unsigned address, unsigned size, const char *file, int line) {
    char *at = shared->begin + address;
    std::string which = std::to_string(size) + " bytes at address " + std::to_string(address) + " of shared memory";
    if ((uintptr_t)at % size != 0) {
        fail(MISALIGNED_ADDRESS, which + " are not aligned", file, line);
    }
    if (!shared->has(at, size, grid->dynamicBytes)) {
        fail(ILLEGAL_ADDRESS, which + " are not the block's", file, line);
    }
    return at;
}

// Threads that take blocks of the same grid as their caller.
class Helpers {
public:
    Helpers() {
        const char *told = getenv("STANDIN_THREADS");
        unsigned count = told ? (unsigned)atoi(told) : std::thread::hardware_concurrency();
        for (unsigned i = 1; i < count; i++) {
            std::thread([this] { serve(); }).detach();
            helpers++;
        }
    }

    // On all threads at once.
    void run(const std::function<void()> &task) {
        std::unique_lock<std::mutex> lock(mutex);
        work = &task;
        working = helpers;
        round++;
        wake.notify_all();
        lock.unlock();
        task();
        lock.lock();
        done.wait(lock, [this] { return working == 0; });
    }

private:
    void serve() {
        unsigned seen = 0;
        std::unique_lock<std::mutex> lock(mutex);
        for (;;) {
            wake.wait(lock, [&] { return round != seen; });
            seen = round;
            const std::function<void()> *task = work;
            lock.unlock();
            (*task)();
            lock.lock();
            if (--working == 0) {
                done.notify_all();
            }
        }
    }

    std::mutex mutex;
    std::condition_variable wake, done;
    const std::function<void()> *work = nullptr;
    unsigned helpers = 0, working = 0, round = 0;
};

// Below it one thread is as fast.
constexpr size_t SHARED_WORK = 2048;

}  // namespace

size_t declaredBytes(const SharedMemory &shared) {
    return sharedOf(shared).declaredBytes();
}

Fault run(const Grid &grid) {
    std::atomic<unsigned> next{0};
    std::atomic<bool> failed{false};
    Fault wrong;
    std::vector<int> order(grid.blocks.count());
    std::mt19937 random(1);
    arrange(order, random);
    std::function<void()> task = [&] {
        Shared shared = sharedOf(grid.shared);
        for (unsigned i; !failed && (i = next++) < order.size();) {
            Fault found = block.run(grid, (unsigned)order[i], shared);
            if (found.status != 0 && !failed.exchange(true)) {
                wrong = found;
            }
        }
    };
    // Never destroyed: its threads wait for work until the process ends.
    static Helpers &helpers = *new Helpers();
    static std::mutex one;
    if (order.size() > 1 && (size_t)grid.threads.count() * order.size() >= SHARED_WORK) {
        std::lock_guard<std::mutex> lock(one);
        helpers.run(task);
    } else {
        task();
    }
    return wrong;
}

}  // namespace standin

using standin::block;
using standin::Fiber;

__thread const StandinPlace *standin_place;

void standin_barrier(const char *file, int line) {
    block.wait(standin::State::AT_BARRIER, file, line);
}

void standin_warp(void *mine, void (*work)(void **, int), bool whole, const char *file, int line) {
    Fiber &fiber = *block.current;
    if (whole && !block.isWhole(fiber)) {
        block.fail(standin::LAUNCH_FAILED, "a warp of fewer than 32 threads", file, line);
    }
    fiber.brought = mine;
    fiber.work = work;
    block.wait(standin::State::AT_WARP, file, line);
}

int standin_lane() {
    return block.current->number % standin::WARP;
}

void *standin_shared_memory(unsigned address, unsigned bytes, const char *file, int line) {
    return block.sharedMemory(address, bytes, file, line);
}

// The bytes are lost at once and arrive late: who reads too early or writes too late is seen.
void standin_copy(unsigned to, const void *from, unsigned size, unsigned bytes, const char *file, int line) {
    auto *at = (char *)block.sharedMemory(to, size, file, line);
    if ((uintptr_t)from % size != 0) {
        block.fail(standin::MISALIGNED_ADDRESS, std::to_string(size) + " bytes to copy are not aligned", file, line);
    }
    if (bytes > size) {
        block.fail(standin::LAUNCH_FAILED, std::to_string(bytes) + " of " + std::to_string(size) + " bytes to copy", file,
                   line);
    }
    memset(at, 0xFF, size);
    block.current->copies.push_back({at, from, size, bytes});
}

void standin_commit() {
    Fiber &fiber = *block.current;
    fiber.groups.push_back(fiber.copies.size());
}

void standin_await(int groups) {
    Fiber &fiber = *block.current;
    if ((size_t)groups >= fiber.groups.size()) {
        return;
    }
    auto last = fiber.groups.end() - groups;
    size_t count = last[-1];
    for (size_t i = 0; i < count; i++) {
        const standin::Copy &copy = fiber.copies[i];
        memcpy(copy.to, copy.from, copy.bytes);
        memset(copy.to + copy.bytes, 0, copy.size - copy.bytes);
    }
    fiber.copies.erase(fiber.copies.begin(), fiber.copies.begin() + (ptrdiff_t)count);
    fiber.groups.erase(fiber.groups.begin(), last);
    for (size_t &end : fiber.groups) {
        end -= count;
    }
}

// What the compiler of the host calls where a pointer is not aligned, in programs that compiler.cpp asks that of.
struct Mismatch {
    const char *file;
    unsigned line, column;
    void *type;
    unsigned char alignment;
};

STANDIN_EXPORT void __ubsan_handle_type_mismatch_v1(Mismatch *found, uintptr_t) {
    std::string what = "an address that is not aligned by " + std::to_string(1u << found->alignment);
    block.fail(standin::MISALIGNED_ADDRESS, what, found->file, (int)found->line);
}
