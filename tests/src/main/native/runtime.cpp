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
#include <numeric>
#include <random>
#include <thread>
#include <vector>

#include "place.h"

__attribute__((tls_model("initial-exec"))) __thread const StandinPlace *standin_place;

namespace standin {
namespace {

constexpr size_t STACK = 64 << 10;
// Bytes by which stacks are apart in their pages.
constexpr size_t COLOURS = 4096;
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

class Block;

struct Fiber : StandinPlace {
    Block *its = nullptr;
    State state = State::READY;
    // From its first step to its last.
    char *stack = nullptr;
    void *stackPointer = nullptr;
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

// Numbers in the chosen order.
void arrange(int from, int to, std::vector<int> &numbers, std::mt19937 &random) {
    numbers.resize((size_t)(to - from));
    std::iota(numbers.begin(), numbers.end(), from);
    if (ORDER == Order::REVERSE) {
        std::reverse(numbers.begin(), numbers.end());
    } else if (ORDER == Order::RANDOM) {
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

    void wait(Fiber &fiber, State state, const char *file, int line);
    // Ends the block, from one of its threads.
    [[noreturn]] void fail(Fiber &fiber, int status, const std::string &what, const char *file, int line);
    bool isWhole(const Fiber &fiber) const;
    void *sharedMemory(Fiber &fiber, unsigned address, unsigned size, const char *file, int line);

private:
    std::string where() const;
    void failApart(const Fiber &a, const Fiber &b);
    void begin(unsigned number);
    Fiber *next();
    void go(Fiber &from, Fiber *to);
    void prepare(Fiber &fiber);
    void advance(int from, int to);
    bool together(int from, int to);
    bool release();
    static void enter();

    const Grid *grid = nullptr;
    const Shared *shared = nullptr;
    Fault fault;
    // There may be more than the block has threads.
    std::vector<Fiber> fibers;
    int count = 0;
    // Threads of a round, and which of them is next.
    std::vector<int> order;
    size_t at = 0;
    // Those that no fiber has; the last one was used last.
    std::vector<char *> stacks;
    unsigned colours = 0;
    std::mt19937 random;
    void *scheduler = nullptr;
};

// Of a thread of the processor, for as long as it lives: there are as many as streams and helpers.
Block &ofThread() {
    static __thread Block *block;
    if (block == nullptr) {
        block = new Block();
    }
    return *block;
}

// The thread that runs.
Fiber &self() {
    return *(Fiber *)standin_place;
}

// Keeps the registers that calls keep, and goes on with another stack. By a jump, since a return that no call went before
// is one that the processor does not foresee.
__attribute__((naked, noinline)) void change(void **, void *) {
    asm("pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
        "movq %rsp, (%rdi)\n movq %rsi, %rsp\n"
        "popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n popq %rcx\n jmpq *%rcx");
}

// What a stack begins with: threads, one after the other, as long as the next one has not begun elsewhere. So those that
// wait for nobody share one, which stays in the cache.
void Block::enter() {
    Block &block = *self().its;
    for (;;) {
        block.grid->run(block.grid->arguments);
        Fiber &ended = self();
        char *stack = ended.stack;
        ended.stack = nullptr;
        ended.state = State::ENDED;
        ended.file = "";
        ended.line = 0;
        Fiber *to = block.next();
        if (to == nullptr || to->stack != nullptr) {
            block.stacks.push_back(stack);
            block.go(ended, to);
        }
        to->stack = stack;
        standin_place = to;
    }
}

// The next of this round that can go on; null if there is none.
Fiber *Block::next() {
    while (at < order.size()) {
        Fiber &fiber = fibers[order[at++]];
        if (fiber.state == State::READY) {
            return &fiber;
        }
    }
    return nullptr;
}

void Block::wait(Fiber &fiber, State state, const char *file, int line) {
    fiber.state = state;
    fiber.file = file;
    fiber.line = line;
    go(fiber, fault.status == 0 ? next() : nullptr);
}

// From one thread to another, or to who has called `advance`.
void Block::go(Fiber &from, Fiber *to) {
    if (to == nullptr) {
        change(&from.stackPointer, scheduler);
    } else {
        prepare(*to);
        change(&from.stackPointer, to->stackPointer);
    }
}

void Block::prepare(Fiber &fiber) {
    standin_place = &fiber;
    if (fiber.stack == nullptr) {
        if (stacks.empty()) {
            // At a multiple of a power of two they would share few places of the cache.
            stacks.push_back((char *)aligned_alloc(64, STACK) + colours++ % 61 * 64);
        }
        fiber.stack = stacks.back();
        stacks.pop_back();
        // What `change` takes from a stack: six registers and where to go; 16 bytes aligned there, as at a call.
        auto **top = (void **)(fiber.stack + STACK - COLOURS) - 2;
        *top = (void *)enter;
        fiber.stackPointer = top - 6;
    }
}

// All threads of a block at their start.
void Block::begin(unsigned number) {
    Extent blocks = grid->blocks, threads = grid->threads;
    count = (int)threads.count();
    fibers.resize(std::max(fibers.size(), (size_t)count));
    uint3 at = {number % blocks.x, number / blocks.x % blocks.y, number / blocks.x / blocks.y};
    StandinPlace place = {{0, 0, 0}, at, {threads.x, threads.y, threads.z}, {blocks.x, blocks.y, blocks.z}, shared->begin, 0};
    for (int i = 0; i < count; i++) {
        Fiber &fiber = fibers[i];
        if (fiber.stack != nullptr) {  // of a block that has failed
            stacks.push_back(fiber.stack);
            fiber.stack = nullptr;
        }
        fiber.its = this;
        fiber.number = i;
        fiber.state = State::READY;
        fiber.copies.clear();
        fiber.groups.clear();
        place.lane = i % WARP;
        (StandinPlace &)fiber = place;
        uint3 &thread = place.thread;
        if (++thread.x == threads.x) {
            thread.x = 0;
            if (++thread.y == threads.y) {
                thread.y = 0;
                ++thread.z;
            }
        }
    }
}

Fault Block::run(const Grid &of, unsigned number, const Shared &memory) {
    grid = &of;
    shared = &memory;
    fault = {};
    shared->fill(grid->dynamicBytes);
    begin(number);
    if (ORDER == Order::RANDOM) {
        random.seed(number);
    }
    // A warp goes as far as it can before the next one; in random order they go by turns.
    int step = ORDER == Order::RANDOM ? count : WARP;
    do {
        for (int i = 0; i < count && fault.status == 0; i += step) {
            int from = ORDER == Order::REVERSE ? (count - 1) / WARP * WARP - i : i;
            advance(from, std::min(from + step, count));
        }
    } while (fault.status == 0 && release());
    if (fault.status == 0 && !shared->isFenceWhole(grid->dynamicBytes)) {
        fault = {ILLEGAL_ADDRESS, where() + "writes behind its " + std::to_string(grid->dynamicBytes) +
                                      " bytes of dynamic shared memory"};
    }
    return fault;
}

// The kernel and the block.
std::string Block::where() const {
    const uint3 &at = fibers[0].block;
    return "kernel " + grid->name + ", block " + std::to_string(at.x) + "," + std::to_string(at.y) + "," +
           std::to_string(at.z) + ": ";
}

void Block::fail(Fiber &fiber, int status, const std::string &what, const char *file, int line) {
    fault = {status, where() + "thread " + std::to_string(fiber.number) + " at " + file + ":" +
                         std::to_string(line) + ": " + what};
    wait(fiber, State::ENDED, file, line);
    abort();  // a block that has failed goes on no more
}

// Whether they wait for the same, or have both ended.
bool isTogether(const Fiber &a, const Fiber &b) {
    return a.state == b.state && a.line == b.line && (a.file == b.file || strcmp(a.file, b.file) == 0);
}

void Block::failApart(const Fiber &a, const Fiber &b) {
    auto place = [](const Fiber &f) {
        return "thread " + std::to_string(f.number) + " " +
               (f.state == State::ENDED ? std::string("has ended")
                                        : "waits at " + std::string(f.file) + ":" + std::to_string(f.line));
    };
    fault = {LAUNCH_FAILED, where() + "not all threads come to the same place: " + place(a) + ", " + place(b)};
}

// Lets the threads of some warps go on until each waits for the block, or has ended.
void Block::advance(int from, int to) {
    for (bool any = true; any && fault.status == 0;) {
        arrange(from, to, order, random);
        at = 0;
        if (Fiber *first = next()) {
            prepare(*first);
            change(&scheduler, first->stackPointer);
        }
        if (fault.status != 0) {
            return;
        }
        any = false;
        for (int warp = from; warp < to; warp += WARP) {
            any |= together(warp, std::min(warp + WARP, to));
        }
    }
}

// What a warp does in one, if any of its threads wait for that.
bool Block::together(int from, int to) {
    auto begin = fibers.begin() + from, end = fibers.begin() + to;
    if (std::none_of(begin, end, [](const Fiber &f) { return f.state == State::AT_WARP; })) {
        return false;
    }
    void *brought[WARP];
    for (auto f = begin; f != end; ++f) {
        if (!isTogether(*begin, *f) || f->work != begin->work) {
            failApart(*begin, *f);
            return false;
        }
        brought[f - begin] = f->brought;
    }
    for (auto f = begin; f != end; ++f) {
        f->state = State::READY;
    }
    begin->work(brought, to - from);
    return true;
}

// Lets threads go on that wait for the block; false if they have ended.
bool Block::release() {
    auto begin = fibers.begin(), end = begin + count;
    for (auto f = begin; f != end; ++f) {
        if (!isTogether(*begin, *f)) {
            failApart(*begin, *f);
            return false;
        }
    }
    if (begin->state == State::ENDED) {
        return false;
    }
    for (auto f = begin; f != end; ++f) {
        f->state = State::READY;
    }
    return true;
}

bool Block::isWhole(const Fiber &fiber) const {
    return (fiber.number / WARP + 1) * WARP <= count;
}

void *Block::sharedMemory(Fiber &fiber, unsigned address, unsigned size, const char *file, int line) {
    char *at = shared->begin + address;
    std::string which = std::to_string(size) + " bytes at address " + std::to_string(address) + " of shared memory";
    if ((uintptr_t)at % size != 0) {
        fail(fiber, MISALIGNED_ADDRESS, which + " are not aligned", file, line);
    }
    if (!shared->has(at, size, grid->dynamicBytes)) {
        fail(fiber, ILLEGAL_ADDRESS, which + " are not the block's", file, line);
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
    std::vector<int> order;
    std::mt19937 random(1);
    arrange(0, (int)grid.blocks.count(), order, random);
    std::function<void()> task = [&] {
        Shared shared = sharedOf(grid.shared);
        Block &block = ofThread();
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

using standin::Fiber;
using standin::self;

void standin_barrier(const char *file, int line) {
    Fiber &fiber = self();
    fiber.its->wait(fiber, standin::State::AT_BARRIER, file, line);
}

void standin_warp(void *mine, void (*work)(void **, int), bool whole, const char *file, int line) {
    Fiber &fiber = self();
    if (whole && !fiber.its->isWhole(fiber)) {
        fiber.its->fail(fiber, standin::LAUNCH_FAILED, "a warp of fewer than 32 threads", file, line);
    }
    fiber.brought = mine;
    fiber.work = work;
    fiber.its->wait(fiber, standin::State::AT_WARP, file, line);
}

void *standin_shared_memory(unsigned address, unsigned bytes, const char *file, int line) {
    Fiber &fiber = self();
    return fiber.its->sharedMemory(fiber, address, bytes, file, line);
}

// The bytes are lost at once and arrive late: who reads too early or writes too late is seen.
void standin_copy(unsigned to, const void *from, unsigned size, unsigned bytes, const char *file, int line) {
    Fiber &fiber = self();
    auto *at = (char *)fiber.its->sharedMemory(fiber, to, size, file, line);
    if ((uintptr_t)from % size != 0) {
        fiber.its->fail(fiber, standin::MISALIGNED_ADDRESS, std::to_string(size) + " bytes to copy are not aligned", file,
                        line);
    }
    if (bytes > size) {
        fiber.its->fail(fiber, standin::LAUNCH_FAILED,
                        std::to_string(bytes) + " of " + std::to_string(size) + " bytes to copy", file, line);
    }
    memset(at, 0xFF, size);
    fiber.copies.push_back({at, from, size, bytes});
}

void standin_commit() {
    self().groups.push_back(self().copies.size());
}

void standin_await(int groups) {
    Fiber &fiber = self();
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
    self().its->fail(self(), standin::MISALIGNED_ADDRESS, what, found->file, (int)found->line);
}
