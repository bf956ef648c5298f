// Which characters may stand in an identifier, and how a text becomes characters.
#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "script/lexer.h"

namespace stom::script {
namespace {

struct Range {
  char32_t first, last;
};
// Letters beyond ASCII: Latin, Greek, Cyrillic, Hangul (jamo and syllables), kana, Han.
constexpr Range kLetters[] = {{0xAA, 0xAA},     {0xB5, 0xB5},     {0xBA, 0xBA},     {0xC0, 0xD6},     {0xD8, 0xF6},
                              {0xF8, 0x2C1},    {0x370, 0x373},   {0x376, 0x377},   {0x386, 0x386},   {0x388, 0x3FF},
                              {0x400, 0x481},   {0x48A, 0x52F},   {0x1100, 0x11FF}, {0x3005, 0x3007}, {0x3041, 0x3096},
                              {0x30A1, 0x30FA}, {0x3131, 0x318E}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA960, 0xA97C},
                              {0xAC00, 0xD7A3}, {0xD7B0, 0xD7FB}, {0xF900, 0xFAD9}};

constexpr std::array<std::string_view, 35> kKeywords = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

}  // namespace

bool is_identifier_start(char32_t raw) {
  const char32_t c = fold_full_width(raw);
  if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_';
  return std::any_of(std::begin(kLetters), std::end(kLetters), [c](Range r) { return c >= r.first && c <= r.last; });
}

bool is_identifier_part(char32_t raw) {
  const char32_t c = fold_full_width(raw);
  return is_identifier_start(c) || (c >= U'0' && c <= U'9') || (c >= 0x300 && c <= 0x36F);
}

bool is_keyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

std::u32string source_characters(std::string_view source) {
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  std::u32string out;
  out.reserve(source.size());
  for (std::size_t i = 0; i < source.size();) {
    const char32_t c = decode_utf8(source, i);
    if (c == U'\r') {
      out.push_back(U'\n');
      if (i < source.size() && source[i] == '\n') ++i;
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace stom::script
