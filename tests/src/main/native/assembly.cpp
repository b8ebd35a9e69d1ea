// Reads asm statements as GCC and NVCC define them, and of PTX what a single instruction is: an opcode, and operands that
// are %number, [%number], [%number+offset], {list} or a constant. Neither predicates nor declarations of registers.
#include "assembly.h"

#include <cctype>
#include <regex>
#include <stdexcept>
#include <vector>

namespace standin {
namespace {

bool isName(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

std::string trimmed(const std::string &s) {
    size_t from = s.find_first_not_of(" \t\r\n");
    return from == std::string::npos ? "" : s.substr(from, s.find_last_not_of(" \t\r\n") + 1 - from);
}

// The parts between separators that are not within brackets.
std::vector<std::string> split(const std::string &s, char separator) {
    std::vector<std::string> parts(1);
    int depth = 0;
    for (char c : s) {
        depth += (c == '{' || c == '[' || c == '(') - (c == '}' || c == ']' || c == ')');
        if (c == separator && depth == 0) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

// One statement, from behind the word asm.
class Statement {
public:
    Statement(const std::string &text, size_t at) : text(text), at(at) {}

    // The call.
    std::string read() {
        for (std::string word = name(); !word.empty(); word = name()) {
            if (word != "volatile" && word != "__volatile__") {
                throw std::runtime_error("asm " + word);
            }
        }
        expect('(');
        std::string instructions = strings();
        std::vector<std::string> operands;
        for (int section = 0; next() == ':'; section++) {
            at++;
            while (next() == '"') {
                std::string constraint = strings();
                if (section < 2) {
                    expect('(');
                    operands.push_back(operand(constraint, expression()));
                    expect(')');
                }
                if (next() == ',') {
                    at++;
                }
            }
        }
        expect(')');
        return calls(instructions, operands);
    }

    size_t end() const {
        return at;
    }

private:
    // Passes over spaces and the preprocessor's lines with numbers of lines.
    char next() {
        while (at < text.size() && (isspace((unsigned char)text[at]) || (text[at] == '#' && text[at - 1] == '\n'))) {
            at = text[at] == '#' ? text.find('\n', at) : at + 1;
        }
        return at < text.size() ? text[at] : '\0';
    }

    void expect(char c) {
        if (next() != c) {
            throw std::runtime_error(std::string("an asm statement without ") + c);
        }
        at++;
    }

    std::string name() {
        next();
        size_t from = at;
        while (at < text.size() && isName(text[at])) {
            at++;
        }
        return text.substr(from, at - from);
    }

    // String literals one after the other; of their escapes only spaces are known.
    std::string strings() {
        std::string all;
        while (next() == '"') {
            for (at++; at < text.size() && text[at] != '"'; at++) {
                if (text[at] == '\\') {
                    at++;
                    all += ' ';
                } else {
                    all += text[at];
                }
            }
            at++;
        }
        return all;
    }

    // Up to the bracket that closes.
    std::string expression() {
        size_t from = at;
        for (int depth = 0; at < text.size() && (depth > 0 || text[at] != ')'); at++) {
            depth += (text[at] == '(') - (text[at] == ')');
        }
        return text.substr(from, at - from);
    }

    static std::string operand(const std::string &constraint, const std::string &expression) {
        static const std::regex KNOWN("[=+]?[rlf]|n");
        if (!std::regex_match(constraint, KNOWN)) {
            throw std::runtime_error("an operand of asm with " + constraint);
        }
        if (constraint == "n") {
            return "ptx::Constant<(int)(" + expression + ")>()";
        }
        const char *access = constraint[0] == '=' ? "write_" : constraint[0] == '+' ? "change_" : "read_";
        return "ptx::" + (access + constraint.substr(constraint.size() - 1)) + "(" + expression + ")";
    }

    static std::string calls(const std::string &instructions, const std::vector<std::string> &operands) {
        std::string all;
        for (const std::string &part : split(instructions, ';')) {
            std::string instruction = trimmed(part);
            if (!instruction.empty()) {
                all += (all.empty() ? "" : ", ") + call(instruction, operands);
            }
        }
        return "(" + (all.empty() ? "(void)0" : all) + ")";
    }

    static std::string call(const std::string &instruction, const std::vector<std::string> &operands) {
        size_t space = instruction.find_first_of(" \t");
        std::string opcode = instruction.substr(0, space), rest = trimmed(instruction.substr(opcode.size()));
        if (!std::regex_match(opcode, std::regex("[a-zA-Z][\\w.:]*"))) {
            throw std::runtime_error("the instruction " + instruction);
        }
        std::string function = std::regex_replace(opcode, std::regex("[^\\w]+"), "_"), arguments;
        for (const std::string &part : split(rest, ',')) {
            std::string s = trimmed(part);
            bool list = s.size() > 1 && s[0] == '{' && s.back() == '}';
            for (const std::string &one : split(list ? s.substr(1, s.size() - 2) : s, ',')) {
                std::string word = trimmed(one);
                if (!word.empty()) {
                    arguments += (arguments.empty() ? "" : ", ") + argument(word, operands);
                }
            }
        }
        return "ptx::" + function + "(" + arguments + ")";
    }

    static std::string argument(std::string word, const std::vector<std::string> &operands) {
        if (word[0] == '[' && word.back() == ']') {
            word = trimmed(word.substr(1, word.size() - 2));
        }
        std::smatch found;
        if (std::regex_match(word, found, std::regex("%(\\d+)(?:\\s*\\+\\s*(\\d+))?"))) {
            size_t number = std::stoul(found[1]);
            if (number >= operands.size()) {
                throw std::runtime_error("an asm statement without operand " + word);
            }
            return operands[number] + (found[2].matched ? " + " + found[2].str() : "");
        }
        if (std::regex_match(word, std::regex("\\d+"))) {
            return "ptx::Constant<" + word + ">()";
        }
        throw std::runtime_error("the operand " + word);
    }

    const std::string &text;
    size_t at;
};

// Behind the literal that begins here.
size_t behindLiteral(const std::string &text, size_t at) {
    char quote = text[at];
    for (at++; at < text.size() && text[at] != quote && text[at] != '\n'; at++) {
        at += text[at] == '\\';
    }
    return at + 1;
}

std::string quoted(const std::string &s) {
    return "\"" + std::regex_replace(s, std::regex("[\"\\\\]"), "\\$&") + "\"";
}

}  // namespace

std::string withoutAssembly(const std::string &text) {
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
        size_t from = at;
        if (text[at] == '"' || text[at] == '\'') {
            at = behindLiteral(text, at);
            out.append(text, from, at - from);
            continue;
        }
        while (at < text.size() && isName(text[at])) {
            at++;
        }
        at += at == from;
        std::string word = text.substr(from, at - from);
        if (word != "asm" && word != "__asm__" && word != "__asm") {
            out += word;
            continue;
        }
        Statement statement(text, at);
        try {
            out += statement.read();
            size_t end = statement.end();
            for (; at < end; at++) {
                out += text[at] == '\n' ? "\n" : "";
            }
        } catch (const std::runtime_error &e) {
            out += "static_assert(false, " + quoted(std::string("the stand-in does not know ") + e.what()) + ")";
            // On to the statement's end, for the messages that follow.
            at = std::min(text.find(';', statement.end()), text.size());
        }
    }
    return out;
}

}  // namespace standin
