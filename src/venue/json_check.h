// Strict reading of JSON text piece by piece, only to find where a value ends or what is wrong with it, and where: the
// readers of messages say no more than that something is. Texts are not kept; UTF-8 is not checked.
#pragma once

#include <string_view>
#include <vector>

#include "base/message.h"

namespace stom::venue {

class JsonCheck {
 public:
  enum class Status : std::uint8_t { kOpen, kEnded, kWrong };

  // Takes characters until the value ends, or is wrong, or the text does; says how many were taken. Of a wrong value the
  // character that is wrong is not taken.
  std::size_t feed(std::string_view text);
  [[nodiscard]] Status status() const { return status_; }
  // What is wrong, or what is missing of a value that has not ended.
  [[nodiscard]] Message reason() const;

 private:
  enum class Expects : std::uint8_t { kValue, kFirstItem, kItemEnd, kFirstKey, kKey, kColon, kMemberEnd };
  enum class Inside : std::uint8_t {
    kNothing, kString, kEscape, kHex, kMinus, kZero, kWhole, kPoint, kFraction, kExponent, kExponentSign, kExponentDigits, kWord
  };

  bool take(char c);
  bool take_in_string(char c);
  bool take_in_number(char c);
  bool begin_value(char c);
  void value_ended();
  [[nodiscard]] bool number_may_end() const;

  static constexpr std::size_t kDeepest = 500;

  std::vector<char> open_;  // brackets
  Status status_ = Status::kOpen;
  Expects expects_ = Expects::kValue;
  Inside inside_ = Inside::kNothing;
  bool is_key_ = false;
  bool is_too_deep_ = false;
  int hex_digits_ = 0;
  std::string_view word_;  // what is left of true, false or null
};

}  // namespace stom::venue
