// Sentences of more than one part.
#pragma once

#include "base/message.h"

namespace stom::gateway {

// "text: why" in both languages.
[[nodiscard]] inline Message because(const Message& text, const Message& why) { return {text.ko + ": " + why.ko, text.en + ": " + why.en}; }

}  // namespace stom::gateway
