// What the code generator knows about a value at compile time: which kinds of number it may be, its bounds, and the SSA
// values that hold it at run time. Integers and bools are held as exact doubles (never −0.0); date-times and time-deltas
// as microseconds in a double.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "script/native_ir.h"
#include "script/number_model.h"

namespace stom::script {

// A set of NumberTag, one bit each.
using TagSet = std::uint8_t;
[[nodiscard]] constexpr TagSet tag_set(NumberTag tag) { return static_cast<TagSet>(1U << static_cast<unsigned>(tag)); }
inline constexpr TagSet kBoolTags = tag_set(NumberTag::kBool) | tag_set(NumberTag::kArrayBool);
inline constexpr TagSet kIntTags = tag_set(NumberTag::kInt) | tag_set(NumberTag::kArrayInt);
inline constexpr TagSet kFloatTags = tag_set(NumberTag::kFloat) | tag_set(NumberTag::kArrayFloat);
inline constexpr TagSet kArrayTags =
    tag_set(NumberTag::kArrayBool) | tag_set(NumberTag::kArrayInt) | tag_set(NumberTag::kArrayFloat);
inline constexpr TagSet kPlainTags = tag_set(NumberTag::kBool) | tag_set(NumberTag::kInt) | tag_set(NumberTag::kFloat);
inline constexpr TagSet kAllTags = kArrayTags | kPlainTags;
inline constexpr NumberTag kNumberTags[] = {NumberTag::kBool,      NumberTag::kInt,      NumberTag::kFloat,
                                            NumberTag::kArrayBool, NumberTag::kArrayInt, NumberTag::kArrayFloat};

[[nodiscard]] constexpr bool is_single(TagSet set) { return set != 0 && (set & (set - 1)) == 0; }
[[nodiscard]] constexpr bool within(TagSet set, TagSet other) { return (set & ~other) == 0; }

enum class NativeKind : std::uint8_t {
  kNumber,
  kDateTime, kTimeDelta,
  kText,       // a string known at compile time
  kPosition,   // 포지션: number holds HoldingState::side
  kNone,
  kSequence,   // a literal list or tuple, or range(): its elements
  kUnusable,   // kinds that native code cannot hold in one place; an error only when read
};

// Bounds of a number that is known not to be NaN; unknown: −inf…inf and maybe NaN.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  [[nodiscard]] bool is_known() const { return low > -std::numeric_limits<double>::infinity() && high < std::numeric_limits<double>::infinity(); }
  [[nodiscard]] bool is_within(double lowest, double highest) const { return is_known() && low >= lowest && high <= highest; }
  [[nodiscard]] bool excludes_zero() const { return is_known() && (low > 0 || high < 0); }
  friend bool operator==(const Bounds&, const Bounds&) = default;
};
inline constexpr double kLargestExact = static_cast<double>(kLargestInteger);
inline constexpr Bounds kIntegerBounds{-kLargestExact, kLargestExact};

struct NativeValue {
  NativeKind kind = NativeKind::kUnusable;
  TagSet tags = 0;         // kNumber: the kinds it may be
  Ssa number = nullptr;    // the double; may be null while `bit` holds a bool
  Ssa bit = nullptr;       // a bool as a bit, or null
  Ssa tag = nullptr;       // NumberTag at run time; null when `tags` has one element
  Bounds bounds;
  int variable = -1;       // kNumber: it is self.vars[variable] itself
  std::string text;                  // kText
  std::vector<NativeValue> elements;       // kSequence
  bool is_list = false;              // kSequence: list rather than tuple

  [[nodiscard]] bool is_number() const { return kind == NativeKind::kNumber; }
};

// Thrown inside the generator; compile_native() turns them into an answer.
struct NativeUnsupported {
  std::string reason;
};
struct NotBranchFree {
  std::string reason;
};

}  // namespace stom::script
