#include "base/utf8.h"

namespace stom {
namespace {

constexpr char32_t kSyllableBase = 0xAC00, kLeadBase = 0x1100, kVowelBase = 0x1161, kTailBase = 0x11A7;
constexpr char32_t kLeads = 19, kVowels = 21, kTails = 28;

bool is_lead(char32_t c) {
  return c >= kLeadBase && c < kLeadBase + kLeads;
}
bool is_vowel(char32_t c) {
  return c >= kVowelBase && c < kVowelBase + kVowels;
}
bool is_tail(char32_t c) {
  return c > kTailBase && c < kTailBase + kTails;
}

}  // namespace

char32_t decode_utf8(std::string_view text, std::size_t& position) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(position++);
  if (first < 0x80) return first;
  int more = 0;
  char32_t value = 0, least = 0;
  if (first >= 0xC2 && first <= 0xDF)
    more = 1, value = first & 0x1F, least = 0x80;
  else if (first >= 0xE0 && first <= 0xEF)
    more = 2, value = first & 0x0F, least = 0x800;
  else if (first >= 0xF0 && first <= 0xF4)
    more = 3, value = first & 0x07, least = 0x10000;
  else
    return kReplacementCharacter;
  if (position + static_cast<std::size_t>(more) > text.size()) return kReplacementCharacter;
  for (int i = 0; i < more; ++i) {
    const unsigned char next = byte(position + static_cast<std::size_t>(i));
    if ((next & 0xC0) != 0x80) return kReplacementCharacter;
    value = (value << 6) | (next & 0x3F);
  }
  if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return kReplacementCharacter;
  position += static_cast<std::size_t>(more);
  return value;
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) out.push_back(decode_utf8(text, i));
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (c >> 6)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (c >> 12)));
    out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (c >> 18)));
    out.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 3);
  for (char32_t c : text) append_utf8(out, c);
  return out;
}

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) (void)decode_utf8(text, i);
  return count;
}

int display_width(char32_t c) {
  if ((c >= 0x0300 && c <= 0x036F) || (c >= 0x1160 && c <= 0x11FF) || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF)
    return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0x33FF) ||
                    (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xA960 && c <= 0xA97F) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF01 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t i = 0; i < text.size();) width += display_width(decode_utf8(text, i));
  return width;
}

char32_t fold_full_width(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + 0x21;
  return c == 0x3000 ? U' ' : c;
}

std::u32string normalise(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (char32_t raw : text) {
    const char32_t c = fold_full_width(raw);
    if (!out.empty()) {
      char32_t& last = out.back();
      if (is_lead(last) && is_vowel(c)) {
        last = kSyllableBase + ((last - kLeadBase) * kVowels + (c - kVowelBase)) * kTails;
        continue;
      }
      const bool open_syllable = last >= kSyllableBase && last <= 0xD7A3 && (last - kSyllableBase) % kTails == 0;
      if (open_syllable && is_tail(c)) {
        last += c - kTailBase;
        continue;
      }
    }
    out.push_back(c);
  }
  return out;
}

std::string normalise(std::string_view text) {
  return encode_utf8(normalise(decode_utf8(text)));
}

}  // namespace stom
