#include <charconv>
#include <cstdlib>

#include "base/utf8.h"
#include "script/lexer_literals.h"
#include "script/runtime.h"

namespace stom::script {
namespace {

void report(Diagnostics& diagnostics, std::string_view id, SourcePosition at, std::size_t length, Message text,
            Message hint = {}) {
  diagnostics.push_back(
      {Severity::kError, std::string{id}, at, static_cast<int>(length), std::move(text), std::move(hint)});
}

// Value of digits in a base; false beyond the largest integer of the language.
bool integer_value(std::string_view digits, int base, std::int64_t& value) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return error == std::errc{} && end == digits.data() + digits.size() && value <= kLargestInteger;
}

double float_value(const std::string& digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  (void)end;
  return error == std::errc{} ? value : std::strtod(digits.c_str(), nullptr);  // too large or too small: inf or 0
}

bool is_base_digit(char32_t c, int base) {
  const char32_t digit = fold_full_width(c);
  if (digit >= U'0' && digit <= U'9') return static_cast<int>(digit - U'0') < base;
  return base == 16 && ((digit >= U'a' && digit <= U'f') || (digit >= U'A' && digit <= U'F'));
}

}  // namespace

bool is_digit(char32_t c) {
  const char32_t folded = fold_full_width(c);
  return folded >= U'0' && folded <= U'9';
}

void read_number(CharacterCursor& cursor, Token& token, Diagnostics& diagnostics) {
  const SourcePosition here = cursor.here();
  std::string spelled, digits;
  const auto take = [&] {
    const char32_t c = fold_full_width(cursor.peek());
    append_utf8(spelled, c);
    if (c != U'_') append_utf8(digits, c);
    cursor.next();
  };
  bool bad_underscore = false;
  const auto take_digits = [&](int base) {
    bool any = false;
    while (true) {
      if (is_base_digit(cursor.peek(), base))
        any = true, take();
      else if (cursor.peek() == U'_' && is_base_digit(cursor.peek(1), base) && any)
        take();
      else
        break;
    }
    if (cursor.peek() == U'_') bad_underscore = true;
  };

  int base = 10;
  bool is_float = false;
  if (fold_full_width(cursor.peek()) == U'0') {
    const char32_t letter = fold_full_width(cursor.peek(1));
    base = letter == U'x' || letter == U'X'   ? 16
           : letter == U'o' || letter == U'O' ? 8
           : letter == U'b' || letter == U'B' ? 2
                                              : 10;
  }
  if (base != 10) {
    take(), take();
    if (cursor.peek() == U'_') take();
    digits.clear();
    take_digits(base);
  } else {
    take_digits(10);
    if (fold_full_width(cursor.peek()) == U'.') {
      is_float = true;
      take();
      if (is_digit(cursor.peek())) take_digits(10);
    }
    const char32_t e = fold_full_width(cursor.peek()), sign = fold_full_width(cursor.peek(1));
    if (e == U'e' || e == U'E') {
      const bool has_sign = sign == U'+' || sign == U'-';
      if (is_digit(cursor.peek(has_sign ? 2 : 1))) {
        is_float = true;
        take();
        if (has_sign) take();
        take_digits(10);
      }
    }
  }

  // What follows a number directly must not be part of a word, except a keyword as in "1if x else 2".
  std::string tail;
  for (std::size_t i = 0; !cursor.is_end(i) && is_identifier_part(cursor.peek(i)); ++i)
    append_utf8(tail, cursor.peek(i));
  const bool before_keyword =
      tail == "if" || tail == "else" || tail == "and" || tail == "or" || tail == "in" || tail == "is" || tail == "not";
  if (bad_underscore || digits.empty() || (!tail.empty() && !before_keyword)) {
    while (!cursor.at_end() && is_identifier_part(cursor.peek())) cursor.next();
    if (tail == "j" || tail == "J") {
      report(diagnostics, "not-supported", here, spelled.size() + 1,
             message("복소수는 쓸 수 없습니다.", "Complex numbers are not supported."));
    } else {
      report(diagnostics, "invalid-number", here, spelled.size() + character_count(tail),
             message("'{}{}'는 숫자도 이름도 아닙니다.", "'{}{}' is neither a number nor a name.", spelled, tail),
             message("이름은 숫자로 시작할 수 없습니다. 숫자와 이름 사이에 연산자를 넣으십시오.",
                     "A name cannot begin with a digit. Put an operator between number and name."));
    }
    return;
  }
  if (is_float) {
    token.kind = TokenKind::kFloat;
    token.number = float_value(digits);
    return;
  }
  token.kind = TokenKind::kInteger;
  if (base == 10 && digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos) {
    const std::string without = digits.substr(digits.find_first_not_of('0'));
    report(diagnostics, "leading-zero", here, spelled.size(),
           message("정수 앞에 0을 붙일 수 없습니다: {}", "An integer cannot begin with 0: {}", spelled),
           message("{}로 쓰십시오.", "Write {}.", without));
    return;
  }
  if (!integer_value(digits, base, token.integer)) {
    token.integer = 0;
    report(diagnostics, "integer-too-large", here, spelled.size(),
           message("정수가 너무 큽니다: {} (최대 9007199254740992)",
                   "The integer {} is too large (at most 9007199254740992).", spelled),
           message("실수로 쓰려면 끝에 .0을 붙이십시오.", "Append .0 to write it as a float."));
  }
  token.number = static_cast<double>(token.integer);
}

}  // namespace stom::script
