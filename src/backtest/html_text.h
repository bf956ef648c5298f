// Text on its way into report.html: everything that comes from outside (names, strategies, settings) passes through
// here.
#pragma once

#include <string>
#include <string_view>

#include "base/message.h"

namespace stom::backtest {

// Safe as element text and inside quoted attributes; bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string html_escaped(std::string_view text);

// Both languages, of which the page shows one: <span class="ko">…</span><span class="en">…</span>; one plain text if
// equal.
[[nodiscard]] std::string html_both(const Message& text);

// A JSON string literal that is also safe inside a <script> element.
[[nodiscard]] std::string json_string(std::string_view text);
// A JSON number in the shortest form that reads back the same; null if not finite.
[[nodiscard]] std::string json_number(double value);

// "gain", "loss" or "" for colouring.
[[nodiscard]] std::string_view sign_class(double value);

}  // namespace stom::backtest
