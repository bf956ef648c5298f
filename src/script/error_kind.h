// The kinds of strategy errors, named as the reference names them (ScriptError::kind).
#pragma once

#include <cstdint>
#include <string_view>

namespace stom::script {

enum class ErrorKind : std::uint8_t {
  kNone,
  kZeroDivision, kValue, kOverflow, kType, kName, kIndex, kAttribute, kUnboundLocal,
  kMemory,       // a text made too many or too long values at one row
  kRecursion,    // a list that contains itself
  kEndlessLoop,  // kStepLimit reached; not catchable by try
  kEmptySlice,   // max/min/… of no rows in a finder text: no match at this row
};

[[nodiscard]] constexpr std::string_view name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNone: return "";
    case ErrorKind::kZeroDivision: return "ZeroDivisionError";
    case ErrorKind::kValue: return "ValueError";
    case ErrorKind::kOverflow: return "OverflowError";
    case ErrorKind::kType: return "TypeError";
    case ErrorKind::kName: return "NameError";
    case ErrorKind::kIndex: return "IndexError";
    case ErrorKind::kAttribute: return "AttributeError";
    case ErrorKind::kUnboundLocal: return "UnboundLocalError";
    case ErrorKind::kMemory: return "MemoryError";
    case ErrorKind::kRecursion: return "RecursionError";
    case ErrorKind::kEndlessLoop: return "EndlessLoop";
    case ErrorKind::kEmptySlice: return "EmptySlice";
  }
  return "";
}

}  // namespace stom::script
