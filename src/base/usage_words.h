// What is wrong with a command line, in the user's language: the option parser speaks English only, in a few fixed sentences.
#pragma once

#include <string_view>

#include "base/message.h"

namespace stom {

// `words`: the parser's own. What it does not know stays as it is.
[[nodiscard]] Message usage_words(std::string_view words);

}  // namespace stom
