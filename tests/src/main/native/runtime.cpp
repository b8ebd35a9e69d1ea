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

enum class State { READY, AT_BARRIER, AT_SHUFFLE, ENDED };

enum class Order { FORWARD, REVERSE, RANDOM };

struct Fiber {
    StandinPlace place{};
    State state = State::READY;
    void *stackPointer = nullptr;
    std::vector<char> stack;
    int number = 0;
    // Where it waits.
    const char *file = "";
    int line = 0;
    unsigned value = 0;
    int lane = 0;
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

Shared sharedOf(const char *(*module)()) {
    Shared shared{module()};
    dl_iterate_phdr(find, &shared);
    return shared;
}

// The fibers of one thread of the processor; stacks are used again.
class Block {
public:
    // Empty, or what is wrong.
    std::string run(const Grid &grid, unsigned number, const Shared &shared);

    void wait(State state, const char *file, int line);

    Fiber *current = nullptr;

private:
    std::string describe(const Fiber &a, const Fiber &b) const;
    void resume(Fiber &fiber);
    std::string release();
    std::string shuffle(int from, int to);
    static void enter();

    const Grid *grid = nullptr;
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

std::string Block::run(const Grid &of, unsigned number, const Shared &shared) {
    grid = &of;
    memset(shared.begin, 0xFF, shared.bytes);
    Extent blocks = of.blocks, threads = of.threads;
    fibers.resize(std::max<size_t>(fibers.size(), threads.count()));
    order.resize(threads.count());
    random.seed(number);
    for (unsigned i = 0; i < threads.count(); i++) {
        Fiber &fiber = fibers[i];
        fiber.number = (int)i;
        fiber.state = State::READY;
        fiber.place.thread = {i % threads.x, i / threads.x % threads.y, i / threads.x / threads.y};
        fiber.place.block = {number % blocks.x, number / blocks.x % blocks.y, number / blocks.x / blocks.y};
        fiber.place.threads = {threads.x, threads.y, threads.z};
        fiber.place.blocks = {blocks.x, blocks.y, blocks.z};
        fiber.stack.resize(STACK);
        // What `change` takes from a stack: six registers and where to go; 16 bytes aligned there, as at a call.
        auto top = ((uintptr_t)fiber.stack.data() + STACK) & ~(uintptr_t)63;
        auto **at = (void **)top - 2;
        *at = (void *)enter;
        at -= 6;
        fiber.stackPointer = at;
    }
    for (;;) {
        arrange(order, random);
        size_t ended = 0;
        for (int i : order) {
            if (fibers[i].state == State::READY) {
                resume(fibers[i]);
            }
            ended += fibers[i].state == State::ENDED;
        }
        if (ended == order.size()) {
            return "";
        }
        std::string wrong = release();
        if (!wrong.empty()) {
            return wrong;
        }
    }
}

std::string Block::describe(const Fiber &a, const Fiber &b) const {
    auto where = [](const Fiber &f) {
        return "thread " + std::to_string(f.number) + " " +
               (f.state == State::ENDED ? std::string("has ended")
                                        : "waits at " + std::string(f.file) + ":" + std::to_string(f.line));
    };
    const uint3 &at = a.place.block;
    return "kernel " + grid->name + ", block " + std::to_string(at.x) + "," + std::to_string(at.y) + "," +
           std::to_string(at.z) + ": not all threads come to the same place: " + where(a) + ", " + where(b);
}

// No fiber can go on by itself: lets those go on that wait for each other, first within warps.
std::string Block::release() {
    int count = (int)order.size();
    bool any = false;
    for (int from = 0; from < count; from += WARP) {
        int to = std::min(from + WARP, count);
        bool waits = std::any_of(&fibers[from], &fibers[to - 1] + 1,
                                 [](const Fiber &f) { return f.state == State::AT_SHUFFLE; });
        if (waits) {
            any = true;
            std::string wrong = shuffle(from, to);
            if (!wrong.empty()) {
                return wrong;
            }
        }
    }
    if (any) {
        return "";
    }
    for (int i = 0; i < count; i++) {
        Fiber &f = fibers[i];
        if (f.state != fibers[0].state || f.line != fibers[0].line || strcmp(f.file, fibers[0].file) != 0) {
            return describe(fibers[0], f);
        }
    }
    for (int i = 0; i < count; i++) {
        fibers[i].state = State::READY;
    }
    return "";
}

std::string Block::shuffle(int from, int to) {
    unsigned values[WARP];
    for (int i = from; i < to; i++) {
        Fiber &f = fibers[i];
        if (f.state != State::AT_SHUFFLE || f.line != fibers[from].line || strcmp(f.file, fibers[from].file) != 0) {
            return describe(fibers[from], f);
        }
        values[i - from] = f.value;
    }
    for (int i = from; i < to; i++) {
        Fiber &f = fibers[i];
        f.value = values[f.lane < to - from ? f.lane : i - from];
        f.state = State::READY;
    }
    return "";
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

size_t sharedBytes(const char *(*shared)()) {
    return sharedOf(shared).bytes;
}

std::string run(const Grid &grid) {
    std::atomic<unsigned> next{0};
    std::atomic<bool> failed{false};
    std::string wrong;
    std::vector<int> order(grid.blocks.count());
    std::mt19937 random(1);
    arrange(order, random);
    std::function<void()> task = [&] {
        Shared shared = sharedOf(grid.shared);
        for (unsigned i; !failed && (i = next++) < order.size();) {
            std::string found = block.run(grid, (unsigned)order[i], shared);
            if (!found.empty() && !failed.exchange(true)) {
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

__thread const StandinPlace *standin_place;

void standin_barrier(const char *file, int line) {
    block.wait(standin::State::AT_BARRIER, file, line);
}

unsigned standin_shuffle(unsigned value, int lane, const char *file, int line) {
    standin::Fiber &fiber = *block.current;
    fiber.value = value;
    fiber.lane = lane;
    block.wait(standin::State::AT_SHUFFLE, file, line);
    return fiber.value;
}

int standin_lane() {
    return block.current->number % standin::WARP;
}
