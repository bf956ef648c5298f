#include "venue/message_reader.h"

namespace stom::venue {

std::string upper_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

Number difference(const Number& whole, const Number& part) {
  if (!whole.is_known() || !part.is_known()) return {};
  return Number::of(whole.decimal() - part.decimal());
}

ParseResult unknown_kind(const Fields& fields) {
  std::string keys;
  for (const Token& token : fields.tokens()) {
    if (keys.size() > 80) break;
    keys += keys.empty() ? "" : ", ";
    keys += token.key.substr(0, 30);
  }
  return ParseResult::bad(message("알 수 없는 종류의 메시지입니다 (항목: {}).", "a message of an unknown kind (keys: {}).", keys));
}

ParseResult not_of_kind(std::string_view expected, std::string_view found) {
  return ParseResult::bad(message("{} 메시지여야 하는데 {} 메시지입니다.", "expected a {} message, got {}.", expected, found));
}

}  // namespace stom::venue
