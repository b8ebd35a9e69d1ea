// libnvrtc.so.12 without CUDA: compiles a program in CUDA C++ with the compiler of the host and kernel.h. What it gives for
// PTX is the shared object in hexadecimal digits, which driver.cpp loads.
#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "assembly.h"

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

enum Result { SUCCESS = 0, INVALID_OPTION = 5, COMPILATION = 6 };

struct Program {
    std::string source, name, log, ptx;
};

std::string read(const std::string &file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
}

// The folder of this library, in which kernel.h is too.
std::string here() {
    Dl_info info;
    dladdr((void *)here, &info);
    std::string file = info.dli_fname;
    return file.substr(0, file.rfind('/'));
}

std::string shellWord(const std::string &word) {
    return "'" + std::regex_replace(word, std::regex("'"), "'\\''") + "'";
}

const char *compiler() {
    const char *told = getenv("CXX");
    return told && *told ? told : "g++";
}

int run(const std::string &command, const std::string &log) {
    return system((std::string(compiler()) + " " + command + " >>" + shellWord(log) + " 2>&1").c_str());
}

// Kernels say FMA where they want one, and numbers are those of the language: see CudaPrograms.
const char FLAGS[] = " -std=c++20 -w -fPIC -c -ffp-contract=off -fno-strict-aliasing -O2 ";

const char *processor() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? "-mavx2 -mfma " : "";
}

// For other compilers to check: with STANDIN_KEEP=FOLDER, every program with its macros, one file each.
void keep(const Program &p, const std::string &defines) {
    const char *folder = getenv("STANDIN_KEEP");
    if (folder != nullptr) {
        std::string text = defines + "#line 1 \"" + p.name + "\"\n" + p.source;
        std::string hash = std::to_string(std::hash<std::string>()(text));
        std::ofstream(std::string(folder) + "/" + p.name + "." + hash + ".cu") << text;
    }
}

// Where the program has vectors: an address of one that is not aligned calls a function of runtime.cpp.
const char *alignment(const std::string &text) {
    static const std::regex VECTOR("\\b(float|u?int)[24]\\b");
    return std::regex_search(text, VECTOR) ? "-fsanitize=alignment " : "";
}

// What is before the compiler of the host can read a program that is expanded.
std::string ready(const std::string &expanded) {
    std::string text = standin::withoutAssembly(expanded);
    static const char BOUNDS[] = "__launch_bounds__";
    for (size_t at = 0; (at = text.find(BOUNDS, at)) != std::string::npos;) {
        size_t end = text.find('(', at);
        int depth = 0;
        do {
            depth += (text[end] == '(') - (text[end] == ')');
        } while (++end < text.size() && depth > 0);
        text.erase(at, end - at);
    }
    static const std::regex KERNEL("__global__\\s+void\\s+(\\w+)\\s*\\(");
    static const std::regex DYNAMIC("extern\\s+__shared__\\s+([^;\\[]+\\[\\s*\\])\\s*;");
    std::string whole = "#include \"kernel.h\"\n" +
                        std::regex_replace(text, DYNAMIC, "extern __thread $1 __asm__(\"standin_dynamic\");") + "\n";
    if (std::regex_search(text, DYNAMIC)) {
        whole += "STANDIN_DYNAMIC\n";
    }
    for (std::sregex_iterator k(text.begin(), text.end(), KERNEL), end; k != end; ++k) {
        whole += "STANDIN_KERNEL(" + (*k)[1].str() + ")\n";
    }
    return whole;
}

int compile(Program &p, const std::string &macros, const std::string &folder) {
    std::string in = folder + "/program.cu", expanded = folder + "/program.ii", whole = folder + "/program.cpp";
    std::string compiled = folder + "/program.o", object = folder + "/program.so", log = folder + "/log";
    std::ofstream(in) << "#line 1 \"" << p.name << "\"\n" << p.source;
    int status = run("-E -x c++ " + macros + shellWord(in) + " -o " + shellWord(expanded), log);
    if (status == 0) {
        std::string text = read(expanded);
        std::ofstream(whole) << ready(text);
        status = run(processor() + shellWord(whole) + FLAGS + alignment(text) + "-I" + shellWord(here()) + " -o " +
                         shellWord(compiled),
                     log);
    }
    if (status == 0) {
        status = run("-shared " + shellWord(compiled) + " -L" + shellWord(here()) + " -l:libcuda.so.1 -o " +
                         shellWord(object),
                     log);
    }
    p.log = read(log);
    if (status != 0) {
        return COMPILATION;
    }
    std::string bytes = read(object);
    static const char DIGITS[] = "0123456789abcdef";
    p.ptx = "//stand-in ";
    for (unsigned char c : bytes) {
        p.ptx += DIGITS[c >> 4];
        p.ptx += DIGITS[c & 15];
    }
    p.ptx += "\n";
    return SUCCESS;
}

}  // namespace

EXPORT const char *nvrtcGetErrorString(int status) {
    switch (status) {
        case SUCCESS:
            return "NVRTC_SUCCESS";
        case INVALID_OPTION:
            return "NVRTC_ERROR_INVALID_OPTION";
        case COMPILATION:
            return "NVRTC_ERROR_COMPILATION";
        default:
            return "NVRTC_ERROR unknown";
    }
}

// A version that no other compiler has, and another one when kernel.h changes or the processor: programs are kept by it.
EXPORT int nvrtcVersion(int *major, int *minor) {
    *major = 0;
    *minor = (int)(STANDIN_VERSION % 1000000000u) * 2 + (*processor() != 0);
    return SUCCESS;
}

EXPORT int nvrtcGetNumSupportedArchs(int *count) {
    *count = 1;
    return SUCCESS;
}

EXPORT int nvrtcGetSupportedArchs(int *all) {
    all[0] = 80;
    return SUCCESS;
}

EXPORT int nvrtcCreateProgram(Program **program, const char *source, const char *name, int, const char *const *,
                              const char *const *) {
    *program = new Program{source, name, "", ""};
    return SUCCESS;
}

EXPORT int nvrtcDestroyProgram(Program **program) {
    delete *program;
    *program = nullptr;
    return SUCCESS;
}

EXPORT int nvrtcCompileProgram(Program *program, int count, const char *const *options) {
    static const std::regex KNOWN("--gpu-architecture=compute_80|--fmad=false|--ftz=false|--prec-(div|sqrt)=true");
    std::string macros, defines;
    for (int i = 0; i < count; i++) {
        if (strncmp(options[i], "-D", 2) == 0) {
            macros += shellWord(options[i]) + " ";
            std::string define = options[i] + 2;
            defines += "#define " + define.replace(define.find('='), 1, " ") + "\n";
        } else if (!std::regex_match(options[i], KNOWN)) {
            program->log = "unknown option " + std::string(options[i]);
            return INVALID_OPTION;
        }
    }
    keep(*program, defines);
    std::error_code absent;
    std::string folder = std::filesystem::temp_directory_path(absent) / "standin-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) {
        program->log = "no folder " + folder;
        return COMPILATION;
    }
    int status = compile(*program, macros, folder);
    for (const char *file : {"program.cu", "program.ii", "program.cpp", "program.o", "program.so", "log"}) {
        unlink((folder + "/" + file).c_str());
    }
    rmdir(folder.c_str());
    return status;
}

EXPORT int nvrtcGetPTXSize(Program *program, size_t *bytes) {
    *bytes = program->ptx.size() + 1;
    return SUCCESS;
}

EXPORT int nvrtcGetPTX(Program *program, char *to) {
    strcpy(to, program->ptx.c_str());
    return SUCCESS;
}

EXPORT int nvrtcGetProgramLogSize(Program *program, size_t *bytes) {
    *bytes = program->log.size() + 1;
    return SUCCESS;
}

EXPORT int nvrtcGetProgramLog(Program *program, char *to) {
    strcpy(to, program->log.c_str());
    return SUCCESS;
}
