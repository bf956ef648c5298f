#include "script/text_edit.h"

#include <algorithm>

#include "base/utf8.h"

namespace stom::script {

TextOffsets::TextOffsets(std::string_view source) : line_starts_{0} {
  std::size_t i = source.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (i < source.size()) {
    bytes_.push_back(i);
    const char32_t c = decode_utf8(source, i);
    if (c == U'\r' && i < source.size() && source[i] == '\n') ++i;
    if (c == U'\r' || c == U'\n') line_starts_.push_back(bytes_.size());
  }
  bytes_.push_back(source.size());
}

std::size_t TextOffsets::character_of(SourcePosition position) const {
  if (position.line < 1) return 0;
  const auto line = static_cast<std::size_t>(position.line) - 1;
  if (line >= line_starts_.size()) return bytes_.size() - 1;
  return std::min(line_starts_[line] + static_cast<std::size_t>(std::max(position.column, 1)) - 1, bytes_.size() - 1);
}

std::size_t TextOffsets::byte_of_character(std::size_t character) const { return bytes_[std::min(character, bytes_.size() - 1)]; }

std::string apply_edits(std::string_view text, std::vector<TextEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
  std::string out;
  std::size_t done = 0;
  for (const TextEdit& edit : edits) {
    out += text.substr(done, edit.begin - done);
    out += edit.text;
    done = edit.end;
  }
  out += text.substr(done);
  return out;
}

}  // namespace stom::script
