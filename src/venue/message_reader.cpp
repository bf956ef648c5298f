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

const MessageKind* by_name(const std::vector<MessageKind>& kinds, std::string_view name) {
  for (const MessageKind& kind : kinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

const MessageKind* by_keys(const std::vector<MessageKind>& kinds, const Fields& fields) {
  for (const MessageKind& kind : kinds) {
    const bool fits = kind.keys.empty() ? fields.tokens().empty()
                                        : std::all_of(kind.keys.begin(), kind.keys.end(), [&](Key key) { return fields.has(key); });
    if (fits) return &kind;
  }
  return nullptr;
}

ParseResult ignore_message(ReadContext& context) {
  Ignored& ignored = add<Ignored>(context.events);
  ignored.what = context.kind;
  ignored.why = "not used";
  return ParseResult::events();
}

ParseResult unknown_event(std::string_view name, std::vector<Event>& events) {
  constexpr std::size_t kLongestName = 100;
  Ignored& ignored = add<Ignored>(events);
  std::size_t length = std::min(name.size(), kLongestName);
  while (length > 0 && length < name.size() && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) --length;  // no half of a letter
  ignored.what = name.substr(0, length);
  ignored.why = kUnknownKind;
  return ParseResult::events();
}

ParseResult broken(const LevelLists& levels) {
  if (levels.ok) return not_whole_json();
  return ParseResult::bad(message("호가 목록의 가격이나 수량이 잘못되었거나 도중에 끊겼습니다.",
                                  "a price or quantity of a list of price levels is wrong, or the list is cut off."));
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
