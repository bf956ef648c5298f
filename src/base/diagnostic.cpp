#include "base/diagnostic.h"

#include <algorithm>

#include "base/utf8.h"

namespace stom {
namespace {

// Line `number` (from 1) without its line end; LF, CRLF and CR end a line.
std::string_view line_of(std::string_view source, int number) {
  std::size_t begin = source.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (int line = 1;; ++line) {
    const std::size_t end = std::min(source.find_first_of("\r\n", begin), source.size());
    if (line == number) return source.substr(begin, end - begin);
    if (end == source.size()) return {};
    begin = end + (source.substr(end).starts_with("\r\n") ? 2 : 1);
  }
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

std::string render(const Diagnostic& diagnostic, std::string_view source_name, std::string_view source,
                   Language language) {
  const bool korean = language == Language::kKorean;
  const bool is_error = diagnostic.severity == Severity::kError;
  std::string out{source_name};
  if (diagnostic.position.line > 0) {
    out += fmt::format(":{}:{}", diagnostic.position.line, std::max(diagnostic.position.column, 1));
  }
  out += is_error ? (korean ? ": 오류: " : ": error: ") : (korean ? ": 경고: " : ": warning: ");
  out += diagnostic.text.in(language);
  out += fmt::format(" [{}]\n", diagnostic.id);

  if (diagnostic.position.line > 0) {
    const std::string_view line = line_of(source, diagnostic.position.line);
    std::string shown = "    ", marks = "    ";
    int column = 1;
    bool marked = false;
    const int first = std::max(diagnostic.position.column, 1), last = first + std::max(diagnostic.length, 1) - 1;
    for (std::size_t i = 0; i < line.size(); ++column) {
      const char32_t c = decode_utf8(line, i);
      const bool control = c < 0x20 || c == 0x7F;  // a tab or stray control character shows as one blank
      append_utf8(shown, control ? U' ' : c);
      const int width = control ? 1 : display_width(c);
      if (column < first)
        marks.append(static_cast<std::size_t>(width), ' ');
      else if (column <= last)
        marks.append(static_cast<std::size_t>(width), '^'), marked = true;
    }
    if (!marked) marks += '^';
    out += shown + "\n" + marks + "\n";
  }
  const std::string& hint = diagnostic.hint.in(language);
  if (!hint.empty()) out += fmt::format("    {}{}\n", korean ? "도움말: " : "hint: ", hint);
  return out;
}

}  // namespace stom
