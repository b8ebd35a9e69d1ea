// Inline assembly of PTX as calls of functions.
#pragma once

#include <string>

namespace standin {

// The text of a program that is expanded, with each asm("opcode operands;" : outputs : inputs) as a call of the function
// of ptx.h with the opcode's name, on the operands in their order. Lines stay where they are. What cannot be read is an
// error of the compiler that says so.
std::string withoutAssembly(const std::string &text);

}  // namespace standin
