// The name that a misspelled name was probably meant to be.
#include <algorithm>
#include <array>
#include <string>

#include "base/utf8.h"
#include "script/name_table.h"

namespace stom::script {
namespace {

// Syllables taken apart into jamo: 강두 and 강도 differ by one letter, as they do on the keyboard.
std::u32string letters(std::string_view name) {
  std::u32string out;
  for (std::size_t i = 0; i < name.size();) {
    const char32_t c = decode_utf8(name, i);
    if (c >= 0xAC00 && c <= 0xD7A3) {
      const char32_t index = c - 0xAC00;
      out.push_back(0x1100 + index / 588);
      out.push_back(0x1161 + index % 588 / 28);
      if (index % 28 != 0) out.push_back(0x11A7 + index % 28);
    } else {
      out.push_back(c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : c);
    }
  }
  return out;
}

// Edit distance with adjacent transpositions; gives up beyond `limit`.
int distance(const std::u32string& a, const std::u32string& b, int limit) {
  if (std::abs(static_cast<int>(a.size()) - static_cast<int>(b.size())) > limit) return limit + 1;
  std::vector<int> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    int best = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
      best = std::min(best, row[j]);
    }
    if (best > limit) return limit + 1;
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

}  // namespace

std::optional<std::string_view> suggest(std::string_view name, const NameContext& context) {
  const NameTable& table = name_table({context.market, context.frame, context.kind, context.lenient});
  const auto known = [&](const std::string& candidate) -> std::optional<std::string_view> {
    const auto found = table.index.find(candidate);
    if (found == table.index.end() || found->first == name) return std::nullopt;
    return found->first;
  };

  std::string plain{name};
  std::erase(plain, '_');
  const std::string swapped = replaced(replaced(std::string{name}, "초당", "\x01"), "분당", "초당");
  const std::string stem = plain.ends_with('N') ? plain.substr(0, plain.size() - 1) : plain;
  for (const std::string& candidate : {plain, replaced(swapped, "\x01", "분당"),
                                       replaced(std::string{name}, "분봉", ""), plain + "N", stem + "_N", stem}) {
    if (const auto found = known(candidate)) return found;
  }
  for (std::string_view constant : {"True", "False", "None"}) {
    if (name != constant && letters(name) == letters(constant)) return constant;
  }

  const std::u32string wanted = letters(name);
  int best = std::clamp(static_cast<int>(wanted.size()) / 4, 1, 4) + 1;
  if (wanted.size() < 3) return std::nullopt;
  std::optional<std::string_view> found;
  for (const NameEntry& entry : table.entries) {
    const int d = distance(wanted, letters(entry.name), best - 1);
    if (d < best) {
      best = d;
      found = entry.name;
    }
  }
  return found;
}

}  // namespace stom::script
