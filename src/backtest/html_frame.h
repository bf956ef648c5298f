// What every report page begins and ends with, and small pieces they share. A page needs nothing else, neither network nor
// files: it may run its own inline script and style and load nothing at all. Both languages are in it; `initial` shows first.
#pragma once

#include <string>
#include <string_view>

#include "base/message.h"

namespace stom::backtest {

// From the doctype to <main>; `more_style` follows the report's style sheet.
[[nodiscard]] std::string html_opening(const Message& title, Language initial, std::string_view more_style = {});
// </main>, kPageScript and then `script`.
[[nodiscard]] std::string html_closing(std::string_view script);
[[nodiscard]] std::string html_language_buttons(Language initial);
[[nodiscard]] std::string html_badge(const Message& text);
// One large figure with a line above and below.
[[nodiscard]] std::string html_headline(const Message& label, const Message& value, const Message& below, std::string_view css_class = "");

}  // namespace stom::backtest
