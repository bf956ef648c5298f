#include "backtest/html_frame.h"

#include "backtest/html_page.h"
#include "backtest/html_text.h"

namespace stom::backtest {
namespace {

constexpr std::string_view kHead = R"(<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<link rel="icon" href="data:,">
)";

}  // namespace

std::string html_opening(const Message& title, Language initial, std::string_view more_style) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\" data-ko=\"{}\" "
      "data-en=\"{}\">\n<head>\n{}<title>{}</title>\n<style>{}{}</style>\n</head>\n<body><main>\n",
      initial == Language::kKorean ? "ko" : "en", html_escaped(title.ko), html_escaped(title.en), kHead, html_escaped(title.in(initial)), kReportStyle,
      more_style);
}

std::string html_closing(std::string_view script) { return fmt::format("</main>\n<script>{}{}</script>\n</body>\n</html>\n", kPageScript, script); }

std::string html_language_buttons(Language initial) {
  const auto pressed = [&](Language language) { return language == initial ? "true" : "false"; };
  return fmt::format(
      R"(<span class="language"><button value="ko" aria-pressed="{}">한국어</button> <button value="en" aria-pressed="{}">English</button></span>)",
      pressed(Language::kKorean), pressed(Language::kEnglish));
}

std::string html_badge(const Message& text) { return "<span class=\"badge\">" + html_both(text) + "</span>"; }

std::string html_headline(const Message& label, const Message& value, const Message& below, std::string_view css_class) {
  return fmt::format("<div><small>{}</small><b class=\"{}\">{}</b><small>{}</small></div>\n", html_both(label), css_class, html_both(value), html_both(below));
}

}  // namespace stom::backtest
