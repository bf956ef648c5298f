#include "backtest/html_text.h"

#include <cmath>

#include "backtest/report_format.h"

namespace stom::backtest {

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_both(const Message& text) {
  if (text.ko == text.en) return html_escaped(text.ko);
  return fmt::format(R"(<span class="ko">{}</span><span class="en">{}</span>)", html_escaped(text.ko),
                     html_escaped(text.en));
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '<':  // no </script>, no <!--
      case '>':
      case '&':
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        break;
      default:
        out += c;
    }
  }
  return out + "\"";
}

std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

std::string_view sign_class(double value) {
  return value > 0 ? "gain" : value < 0 ? "loss" : "";
}

}  // namespace stom::backtest
