// Asking a person at the terminal of the process, whatever standard input and output are.
#pragma once

#include <string>

#include "base/secret_text.h"

namespace stom {

// There is a terminal to ask at.
[[nodiscard]] bool has_terminal();

// Shows the prompt and reads a line without echo. Without a terminal: UsageError. Ctrl-C, Ctrl-D: Cancelled; the echo is on again either
// way.
[[nodiscard]] SecretText ask_secret(const std::string& prompt);

// A line with echo; empty after Ctrl-D or without a terminal.
[[nodiscard]] std::string ask_line(const std::string& prompt);

}  // namespace stom
