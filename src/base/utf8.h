// UTF-8 text as characters (code points): decoding that accepts any bytes, display width, and the light form of NFKC
// that strategy texts need: full-width ASCII becomes ASCII, conjoining Hangul jamo become syllables.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stom {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// The character at `position`, which moves behind it. A byte that is not UTF-8 counts as one replacement character.
[[nodiscard]] char32_t decode_utf8(std::string_view text, std::size_t& position);
[[nodiscard]] std::u32string decode_utf8(std::string_view text);

void append_utf8(std::string& out, char32_t character);
[[nodiscard]] std::string encode_utf8(std::u32string_view text);

// Number of characters.
[[nodiscard]] std::size_t character_count(std::string_view text);

// Columns of a terminal: 2 for Hangul, Han, kana and full-width forms, 0 for combining marks, else 1.
[[nodiscard]] int display_width(char32_t character);
[[nodiscard]] int display_width(std::string_view text);

// Full-width ASCII and the ideographic space as ASCII; every other character as it is.
[[nodiscard]] char32_t fold_full_width(char32_t character);

// fold_full_width, and conjoining jamo composed to syllables: two spellings of one identifier become equal.
[[nodiscard]] std::u32string normalise(std::u32string_view text);
[[nodiscard]] std::string normalise(std::string_view text);

}  // namespace stom
