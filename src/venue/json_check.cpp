#include "venue/json_check.h"

namespace stom::venue {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

std::size_t JsonCheck::feed(std::string_view text) {
  std::size_t taken = 0;
  while (taken < text.size() && status_ == Status::kOpen) {
    if (inside_ == Inside::kString) {  // most of a message
      const char c = text[taken];
      if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) {
        ++taken;
        continue;
      }
    }
    if (!take(text[taken])) {
      status_ = Status::kWrong;
      break;
    }
    ++taken;
  }
  return taken;
}

void JsonCheck::value_ended() {
  inside_ = Inside::kNothing;
  if (open_.empty()) status_ = Status::kEnded;
  else expects_ = open_.back() == '[' ? Expects::kItemEnd : Expects::kMemberEnd;
}

bool JsonCheck::begin_value(char c) {
  if (c == '{' || c == '[') {
    is_too_deep_ = open_.size() >= kDeepest;
    if (is_too_deep_) return false;
    open_.push_back(c);
    expects_ = c == '{' ? Expects::kFirstKey : Expects::kFirstItem;
    return true;
  }
  if (c == '"') {
    inside_ = Inside::kString;
    is_key_ = false;
  } else if (c == '-') {
    inside_ = Inside::kMinus;
  } else if (is_digit(c)) {
    inside_ = c == '0' ? Inside::kZero : Inside::kWhole;
  } else if (c == 't' || c == 'f' || c == 'n') {
    inside_ = Inside::kWord;
    word_ = c == 't' ? "rue" : c == 'f' ? "alse" : "ull";
  } else {
    return false;
  }
  return true;
}

bool JsonCheck::take_in_string(char c) {
  if (inside_ == Inside::kEscape) {
    if (c == 'u') {
      inside_ = Inside::kHex;
      hex_digits_ = 0;
      return true;
    }
    inside_ = Inside::kString;
    return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
  }
  if (inside_ == Inside::kHex) {
    if (!is_hex(c)) return false;
    if (++hex_digits_ == 4) inside_ = Inside::kString;
    return true;
  }
  if (static_cast<unsigned char>(c) < 0x20) return false;
  if (c == '\\') {
    inside_ = Inside::kEscape;
  } else if (c == '"') {
    if (is_key_) {
      inside_ = Inside::kNothing;
      expects_ = Expects::kColon;
    } else {
      value_ended();
    }
  }
  return true;
}

bool JsonCheck::number_may_end() const {
  return inside_ == Inside::kZero || inside_ == Inside::kWhole || inside_ == Inside::kFraction || inside_ == Inside::kExponentDigits;
}

// False: the character is no part of the number.
bool JsonCheck::take_in_number(char c) {
  const bool digit = is_digit(c);
  switch (inside_) {
    case Inside::kMinus:
      if (!digit) return false;
      inside_ = c == '0' ? Inside::kZero : Inside::kWhole;
      return true;
    case Inside::kZero:
    case Inside::kWhole:
      if (digit && inside_ == Inside::kWhole) return true;
      if (c == '.') inside_ = Inside::kPoint;
      else if (c == 'e' || c == 'E') inside_ = Inside::kExponent;
      else return false;
      return true;
    case Inside::kPoint:
    case Inside::kFraction:
      if (digit) inside_ = Inside::kFraction;
      else if (inside_ == Inside::kFraction && (c == 'e' || c == 'E')) inside_ = Inside::kExponent;
      else return false;
      return true;
    case Inside::kExponent:
      if (c == '+' || c == '-') inside_ = Inside::kExponentSign;
      else if (digit) inside_ = Inside::kExponentDigits;
      else return false;
      return true;
    default:  // behind the sign, or in the digits, of an exponent
      if (!digit) return false;
      inside_ = Inside::kExponentDigits;
      return true;
  }
}

bool JsonCheck::take(char c) {
  if (inside_ == Inside::kString || inside_ == Inside::kEscape || inside_ == Inside::kHex) return take_in_string(c);
  if (inside_ == Inside::kWord) {
    if (word_.empty() || c != word_.front()) return false;
    word_.remove_prefix(1);
    if (word_.empty()) value_ended();
    return true;
  }
  if (inside_ != Inside::kNothing) {
    if (take_in_number(c)) return true;
    if (!number_may_end()) return false;
    value_ended();  // and the character belongs to what follows
    if (status_ != Status::kOpen) return false;
  }
  if (is_space(c)) return true;
  switch (expects_) {
    case Expects::kFirstItem:
    case Expects::kItemEnd:
      if (c == ']') {
        open_.pop_back();
        value_ended();
        return true;
      }
      if (expects_ == Expects::kFirstItem) return begin_value(c);
      expects_ = Expects::kValue;
      if (c == ',') return true;
      expects_ = Expects::kItemEnd;
      return false;
    case Expects::kFirstKey:
    case Expects::kKey:
      if (c == '"') {
        inside_ = Inside::kString;
        is_key_ = true;
        return true;
      }
      if (c != '}' || expects_ == Expects::kKey) return false;
      open_.pop_back();
      value_ended();
      return true;
    case Expects::kColon:
      if (c != ':') return false;
      expects_ = Expects::kValue;
      return true;
    case Expects::kMemberEnd:
      if (c == ',') {
        expects_ = Expects::kKey;
        return true;
      }
      if (c != '}') return false;
      open_.pop_back();
      value_ended();
      return true;
    case Expects::kValue:
      return begin_value(c);
  }
  return false;
}

Message JsonCheck::reason() const {
  if (is_too_deep_) return message("JSON이 너무 깊이 겹쳐 있습니다.", "the JSON is nested too deep.");
  switch (inside_) {
    case Inside::kString:
    case Inside::kEscape:
    case Inside::kHex:
      return message("따옴표로 시작한 글이 끝나지 않았거나 잘못된 글자가 있습니다.", "a text in quotes does not end, or has a character that may not be there.");
    case Inside::kWord:
      return message("true, false, null이 아닌 낱말입니다.", "a word other than true, false or null.");
    case Inside::kNothing: break;
    default:
      if (!number_may_end()) return message("숫자가 잘못되었습니다.", "not a number.");
  }
  switch (expects_) {
    case Expects::kFirstItem:
    case Expects::kValue:
      return message("값이 있어야 합니다.", "a value is missing.");
    case Expects::kItemEnd:
      return message("',' 또는 ']'가 있어야 합니다.", "',' or ']' is missing.");
    case Expects::kFirstKey:
    case Expects::kKey:
      return message("따옴표로 시작하는 이름이 있어야 합니다.", "a name in quotes is missing.");
    case Expects::kColon:
      return message("':'이 있어야 합니다.", "':' is missing.");
    case Expects::kMemberEnd:
      return message("',' 또는 '}}'가 있어야 합니다.", "',' or '}}' is missing.");
  }
  return {};
}

}  // namespace stom::venue
