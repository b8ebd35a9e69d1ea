// libcuda.so.1 without a GPU: what braid.kernels.cuda calls of the driver API. Memory is the host's, filled with NaN; a
// stream is a thread, which works on what is queued later; kernels are shared objects that compiler.cpp made.
#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "place.h"
#include "runtime.h"

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

enum Result {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    INVALID_DEVICE = 101,
    INVALID_CONTEXT = 201,
    INVALID_PTX = 218,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    ILLEGAL_ADDRESS = standin::ILLEGAL_ADDRESS,
    MISALIGNED_ADDRESS = standin::MISALIGNED_ADDRESS,
    LAUNCH_FAILED = standin::LAUNCH_FAILED,
};

// Attributes, of devices and functions.
enum { DEVICE_SHARED = 8, DEVICE_PROCESSORS = 16, DEVICE_MAJOR = 75, DEVICE_MINOR = 76, DEVICE_MOST_SHARED = 97 };
enum { FUNCTION_MOST_DYNAMIC = 8 };
// What the words of a launch's `extra` are.
enum { EXTRA_END = 0, EXTRA_BUFFER = 1, EXTRA_SIZE = 2 };

// Shared memory of a block, where nothing else was asked for.
constexpr size_t SHARED = 48 << 10;

using Pointer = unsigned long long;

struct Module {
    void *library;
    standin::SharedMemory shared;
    size_t declaredBytes;
};

struct Function {
    std::string name;
    void (*run)(void **);
    const Module *module;
    const StandinParameter *parameters;
    // The most shared memory of a launch, beyond what is declared.
    size_t dynamicBytes;
};

// Threads wait on them until the process ends, so they are never destroyed.
std::mutex &mutex = *new std::mutex();
std::condition_variable &changed = *new std::condition_variable();
// Once a kernel has failed, the context is lost: every call says so.
int lost = SUCCESS;
bool initialized = false;
int context;
thread_local void *current = nullptr;
std::map<Pointer, size_t> memory;
std::map<const char *, size_t> pinned;
size_t taken = 0;

size_t limit() {
    const char *told = getenv("STANDIN_MEMORY");
    return told ? strtoull(told, nullptr, 10) : (size_t)4 << 30;
}

class Stream {
public:
    Stream() {
        std::thread([this] { serve(); }).detach();
    }

    // Under the mutex: queues work, and returns its number.
    unsigned long add(std::function<void()> work) {
        queue.push_back(std::move(work));
        changed.notify_all();
        return ++added;
    }

    unsigned long last() const {
        return added;
    }

    void wait(std::unique_lock<std::mutex> &lock, unsigned long number) {
        changed.wait(lock, [&] { return done >= number; });
    }

private:
    void serve() {
        std::unique_lock<std::mutex> lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return !queue.empty(); });
            std::function<void()> work = std::move(queue.front());
            queue.pop_front();
            bool skipped = lost != SUCCESS;
            lock.unlock();
            if (!skipped) {
                work();
            }
            lock.lock();
            done++;
            changed.notify_all();
        }
    }

    std::deque<std::function<void()>> queue;
    unsigned long added = 0, done = 0;
};

struct Event {
    Stream *stream = nullptr;
    unsigned long number = 0;
};

std::vector<Stream *> streams;

// Whether memory of the device has these bytes.
bool isInside(Pointer at, size_t bytes) {
    auto after = memory.upper_bound(at);
    if (after == memory.begin()) {
        return false;
    }
    auto block = std::prev(after);
    return at + bytes <= block->first + block->second;
}

bool isPinned(const void *at) {
    auto after = pinned.upper_bound((const char *)at);
    return after != pinned.begin() && at < std::prev(after)->first + std::prev(after)->second;
}

int state() {
    return !initialized ? NOT_INITIALIZED : current == nullptr ? INVALID_CONTEXT : lost;
}

void fail(const standin::Fault &wrong) {
    fprintf(stderr, "stand-in: %s\n", wrong.text.c_str());
    std::lock_guard<std::mutex> lock(mutex);
    lost = wrong.status;
}

std::vector<char> decode(const char *hex) {
    std::vector<char> bytes;
    auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    for (; hex[0] > ' ' && hex[1] > ' '; hex += 2) {
        bytes.push_back((char)(digit(hex[0]) << 4 | digit(hex[1])));
    }
    return bytes;
}

const char *text(int status, bool name) {
    switch (status) {
        case SUCCESS:
            return name ? "CUDA_SUCCESS" : "no error";
        case INVALID_VALUE:
            return name ? "CUDA_ERROR_INVALID_VALUE" : "invalid argument";
        case OUT_OF_MEMORY:
            return name ? "CUDA_ERROR_OUT_OF_MEMORY" : "out of memory";
        case NOT_INITIALIZED:
            return name ? "CUDA_ERROR_NOT_INITIALIZED" : "initialization error";
        case INVALID_DEVICE:
            return name ? "CUDA_ERROR_INVALID_DEVICE" : "invalid device ordinal";
        case INVALID_CONTEXT:
            return name ? "CUDA_ERROR_INVALID_CONTEXT" : "invalid device context";
        case INVALID_PTX:
            return name ? "CUDA_ERROR_INVALID_PTX" : "a PTX JIT compilation failed";
        case NOT_FOUND:
            return name ? "CUDA_ERROR_NOT_FOUND" : "named symbol not found";
        case ILLEGAL_ADDRESS:
            return name ? "CUDA_ERROR_ILLEGAL_ADDRESS" : "an illegal memory access was encountered";
        case MISALIGNED_ADDRESS:
            return name ? "CUDA_ERROR_MISALIGNED_ADDRESS" : "misaligned address";
        case LAUNCH_FAILED:
            return name ? "CUDA_ERROR_LAUNCH_FAILED" : "unspecified launch failure";
        default:
            return name ? "CUDA_ERROR_UNKNOWN" : "unknown error";
    }
}

}  // namespace

EXPORT int cuGetErrorName(int status, const char **name) {
    *name = text(status, true);
    return SUCCESS;
}

EXPORT int cuGetErrorString(int status, const char **string) {
    *string = text(status, false);
    return SUCCESS;
}

EXPORT int cuInit(unsigned) {
    initialized = true;
    return SUCCESS;
}

EXPORT int cuDriverGetVersion(int *version) {
    *version = 12060;
    return SUCCESS;
}

EXPORT int cuDeviceGetCount(int *count) {
    *count = 1;
    return SUCCESS;
}

EXPORT int cuDeviceGet(int *device, int number) {
    *device = 0;
    return number == 0 ? SUCCESS : INVALID_DEVICE;
}

EXPORT int cuDeviceGetName(char *name, int length, int) {
    snprintf(name, (size_t)length, "stand-in on the processor");
    return SUCCESS;
}

EXPORT int cuDeviceTotalMem_v2(size_t *bytes, int) {
    *bytes = limit();
    return SUCCESS;
}

EXPORT int cuDeviceGetAttribute(int *value, int attribute, int) {
    switch (attribute) {
        case DEVICE_SHARED:
            *value = SHARED;
            return SUCCESS;
        case DEVICE_MOST_SHARED:
            *value = STANDIN_MOST_SHARED;
            return SUCCESS;
        case DEVICE_PROCESSORS:
            *value = (int)std::thread::hardware_concurrency();
            return SUCCESS;
        case DEVICE_MAJOR:  // compute capability 8.0
            *value = 8;
            return SUCCESS;
        case DEVICE_MINOR:
            *value = 0;
            return SUCCESS;
        default:
            return INVALID_VALUE;
    }
}

EXPORT int cuDevicePrimaryCtxRetain(void **handle, int) {
    *handle = &context;
    return SUCCESS;
}

EXPORT int cuCtxSetCurrent(void *handle) {
    current = handle;
    return state();
}

EXPORT int cuMemAlloc_v2(Pointer *at, size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    if (bytes == 0) {
        return INVALID_VALUE;
    }
    void *block = nullptr;
    if (taken + bytes > limit() || posix_memalign(&block, 512, bytes) != 0) {
        return OUT_OF_MEMORY;
    }
    memset(block, 0xFF, bytes);
    *at = (Pointer)block;
    memory[*at] = bytes;
    taken += bytes;
    return SUCCESS;
}

EXPORT int cuMemFree_v2(Pointer at) {
    std::unique_lock<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    auto block = memory.find(at);
    if (block == memory.end()) {
        return INVALID_VALUE;
    }
    for (Stream *stream : streams) {
        stream->wait(lock, stream->last());
    }
    taken -= block->second;
    memory.erase(block);
    free((void *)at);
    return SUCCESS;
}

EXPORT int cuMemHostAlloc(void **at, size_t bytes, unsigned) {
    std::lock_guard<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    if (posix_memalign(at, 4096, bytes) != 0) {
        return OUT_OF_MEMORY;
    }
    pinned[(const char *)*at] = bytes;
    return SUCCESS;
}

// Page-locked memory is read when the stream comes to it, other memory at once.
EXPORT int cuMemcpyHtoDAsync_v2(Pointer to, const void *from, size_t bytes, Stream *stream) {
    std::lock_guard<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    if (!isInside(to, bytes)) {
        return INVALID_VALUE;
    }
    if (isPinned(from)) {
        stream->add([=] { memcpy((void *)to, from, bytes); });
    } else {
        auto copy = std::make_shared<std::vector<char>>((const char *)from, (const char *)from + bytes);
        stream->add([=] { memcpy((void *)to, copy->data(), bytes); });
    }
    return SUCCESS;
}

EXPORT int cuMemcpyDtoHAsync_v2(void *to, Pointer from, size_t bytes, Stream *stream) {
    std::unique_lock<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    if (!isInside(from, bytes)) {
        return INVALID_VALUE;
    }
    unsigned long number = stream->add([=] { memcpy(to, (const void *)from, bytes); });
    if (!isPinned(to)) {
        stream->wait(lock, number);
    }
    return lost;
}

EXPORT int cuStreamCreate(Stream **stream, unsigned) {
    std::lock_guard<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    *stream = new Stream();
    streams.push_back(*stream);
    return SUCCESS;
}

EXPORT int cuStreamSynchronize(Stream *stream) {
    std::unique_lock<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    stream->wait(lock, stream->last());
    return lost;
}

EXPORT int cuEventCreate(Event **event, unsigned) {
    std::lock_guard<std::mutex> lock(mutex);
    *event = new Event();
    return state();
}

EXPORT int cuEventRecord(Event *event, Stream *stream) {
    std::lock_guard<std::mutex> lock(mutex);
    *event = {stream, stream->last()};
    return state();
}

EXPORT int cuEventSynchronize(Event *event) {
    std::unique_lock<std::mutex> lock(mutex);
    if (event->stream != nullptr) {
        event->stream->wait(lock, event->number);
    }
    return state();
}

// The image is what compiler.cpp wrote: a line of comment, and the shared object in hexadecimal digits.
EXPORT int cuModuleLoadData(Module **module, const void *image) {
    static const char MARK[] = "//stand-in ";
    std::lock_guard<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    if (strncmp((const char *)image, MARK, sizeof(MARK) - 1) != 0) {
        return INVALID_PTX;
    }
    std::vector<char> object = decode((const char *)image + sizeof(MARK) - 1);
    // Of a name of its own, since a name that is loaded is not loaded again.
    std::error_code absent;
    std::string path = std::filesystem::temp_directory_path(absent) / "standin-XXXXXX";
    int file = mkstemp(path.data());
    bool written = write(file, object.data(), object.size()) == (ssize_t)object.size();
    close(file);
    void *library = written ? dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
    unlink(path.c_str());
    if (library == nullptr) {
        fprintf(stderr, "stand-in: %s\n", dlerror());
        return INVALID_PTX;
    }
    standin::SharedMemory shared{(const char *(*)())dlsym(library, "standin_shared"),
                                 (char *(*)())dlsym(library, "standin_dynamic_memory")};
    // Some of it is the stand-in's, before arrays that are aligned.
    size_t all = standin::declaredBytes(shared), declaredBytes = all - std::min<size_t>(all, 256);
    if (declaredBytes > SHARED) {
        return INVALID_PTX;
    }
    *module = new Module{library, shared, declaredBytes};
    return SUCCESS;
}

EXPORT int cuModuleGetFunction(Function **function, Module *module, const char *name) {
    auto run = (void (*)(void **))dlsym(module->library, ("standin_run_" + std::string(name)).c_str());
    auto parameters =
        (const StandinParameter *(*)())dlsym(module->library, ("standin_parameters_" + std::string(name)).c_str());
    if (run == nullptr || parameters == nullptr) {
        return NOT_FOUND;
    }
    *function = new Function{name, run, module, parameters(), SHARED - module->declaredBytes};
    return state();
}

EXPORT int cuFuncSetAttribute(Function *function, int attribute, int value) {
    std::lock_guard<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    bool fits = value >= 0 && (size_t)value + function->module->declaredBytes <= STANDIN_MOST_SHARED;
    if (attribute != FUNCTION_MOST_DYNAMIC || !fits) {
        return INVALID_VALUE;
    }
    function->dynamicBytes = (size_t)value;
    return SUCCESS;
}

// Copies a kernel's arguments, from behind pointers or from one buffer, where each is aligned as its type; false if that
// is not what it takes.
static bool take(const StandinParameter *parameters, void **arguments, void **extra,
                 std::vector<std::vector<char>> &values) {
    const char *buffer = nullptr;
    size_t bytes = 0, at = 0;
    for (void **e = extra; e != nullptr && *e != (void *)EXTRA_END; e += 2) {
        if (*e == (void *)EXTRA_BUFFER) {
            buffer = (const char *)e[1];
        } else if (*e == (void *)EXTRA_SIZE) {
            bytes = *(const size_t *)e[1];
        } else {
            return false;
        }
    }
    if ((arguments != nullptr) == (buffer != nullptr)) {
        return arguments == nullptr && parameters->size == 0;
    }
    for (int i = 0; parameters[i].size != 0; i++) {
        auto [size, alignment] = parameters[i];
        at = (at + alignment - 1) / alignment * alignment;
        if (buffer != nullptr && at + size > bytes) {
            return false;
        }
        auto *value = buffer != nullptr ? buffer + at : (const char *)arguments[i];
        values.emplace_back(value, value + size);
        at += size;
    }
    return buffer == nullptr || at == bytes;
}

EXPORT int cuLaunchKernel(Function *function, unsigned bx, unsigned by, unsigned bz, unsigned tx, unsigned ty,
                          unsigned tz, unsigned dynamicBytes, Stream *stream, void **arguments, void **extra) {
    std::lock_guard<std::mutex> lock(mutex);
    if (int r = state()) {
        return r;
    }
    standin::Extent blocks{bx, by, bz}, threads{tx, ty, tz};
    bool fits = bx > 0 && by > 0 && bz > 0 && bx < 1u << 31 && by < 1u << 16 && bz < 1u << 16;
    if (!fits || threads.count() == 0 || threads.count() > 1024 || tz > 64 || dynamicBytes > function->dynamicBytes) {
        return INVALID_VALUE;
    }
    std::vector<std::vector<char>> values;
    if (!take(function->parameters, arguments, extra, values)) {
        return INVALID_VALUE;
    }
    stream->add([function, blocks, threads, dynamicBytes, values]() mutable {
        std::vector<void *> pointers;
        for (auto &value : values) {
            pointers.push_back(value.data());
        }
        standin::Fault wrong = standin::run({function->name, function->run, function->module->shared, dynamicBytes,
                                             pointers.data(), blocks, threads});
        if (wrong.status != SUCCESS) {
            fail(wrong);
        }
    });
    return SUCCESS;
}
