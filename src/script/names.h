// Every name that a strategy text may use, declared once: data scalars come from market/schema.h, window functions and
// indicators from feature/keys.h, the rest is listed here. resolve() turns a name into a binding for one market, frame and
// kind of text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "market/market.h"

namespace stom::script {

enum class TextKind : std::uint8_t {
  kBuy, kSell,
  kCondition,  // one bare expression: elapsed-tick condition
  kFinder,     // back-finder text
};

enum class BindingKind : std::uint8_t {
  kUnknown,           // raises NameError when reached (lenient), refused when strict
  kLocal,             // id = local slot; `fallback` says what the name means before the first assignment
  kFlag,              // id = Flag
  kField,             // id = market::Field at the current row: array number
  kScalar,            // id = Scalar
  kState,             // id = State: only while a position is held (0 when flat)
  kIndicator,         // id = feature::IndicatorOutput
  // callables
  kFieldLookback,     // 현재가N(pre)                    id = market::Field
  kWindow,            // 이동평균(tick, pre=0)            id = feature::WindowFunction
  kIndicatorLookback, // RSI_N(pre)                      id = feature::IndicatorOutput
  kFunction,          // id = Function
  kBuiltin,           // id = Builtin
  // self.*
  kSelfVars, kSelfIndicator, kSelfBuy, kSelfSell, kSelfTickColumns, kSelfTickData, kSelfIndex, kSelfIndexNumber,
  kSelfArray, kSelfEmit,
  kModule,            // np (id 0) or math (id 1): attribute calls of their whitelisted functions, interpreter only
};

enum class Flag : std::uint8_t { kBuy, kSell, kBuyLong, kSellShort, kSellLong, kBuyShort };

enum class Scalar : std::uint8_t {
  kCode, kName,        // text
  kDataLength,         // 데이터길이: plain integer
  kTimeOfDay,          // 시분초: plain integer hhmmss
  kTickSize,           // 호가단위 = 매도호가2 − 매도호가1: array number
  kViReleaseTime,      // VI해제시간: date-time
  kViLowerFive,        // VI아래5호가: plain number
  kRowTime,            // 체결시간 (strict only): plain integer row key as 14 digits
  kAverageTicks,       // 평균값계산틱수 (strict only): plain integer
};

enum class State : std::uint8_t {
  kProfitRate, kHighestProfitRate, kLowestProfitRate,  // plain floats
  kHoldTime,       // tick: plain float seconds; minute: plain integer minutes
  kBuyRowNumber,   // 매수틱번호: plain integer
  kPosition,       // 포지션: 'LONG' / 'SHORT'
  kProfit, kQuantity, kEntryPrice, kBuySplits, kSellSplits,  // strict only in the plain engine: plain numbers
};

enum class Function : std::uint8_t { kElapsedTicks, kNow, kNowUtc, kTimedeltaSec };

enum class Builtin : std::uint8_t {
  kAbs, kMin, kMax, kRound, kInt, kFloat, kStr, kBool, kLen, kSum, kRange, kAny, kAll, kPrint,
  kList, kTuple, kSorted, kEnumerate, kZip, kReversed,
};

struct NameBinding {
  BindingKind kind = BindingKind::kUnknown;
  std::uint16_t id = 0;
  // kLocal only: the engine's meaning of the name before the text assigns it (kUnknown: NameError).
  BindingKind fallback_kind = BindingKind::kUnknown;
  std::uint16_t fallback_id = 0;
  friend bool operator==(const NameBinding&, const NameBinding&) = default;
};

struct NameContext {
  market::Market market{};
  market::Frame frame{};
  TextKind kind{};
  bool lenient = false;  // as the reference: names that stom adds ("strict only" above) are unknown
};

// The engine's meaning of an identifier; kUnknown if it has none here. Decision flags exist in their own texts only.
[[nodiscard]] NameBinding resolve(std::string_view name, const NameContext& context);

// The nearest known name (spelling, missing/extra underscore or N, name of the other frame or market); for hints.
[[nodiscard]] std::optional<std::string_view> suggest(std::string_view name, const NameContext& context);

// True if the name exists in some other market, frame or kind of text: for a better message.
[[nodiscard]] bool exists_elsewhere(std::string_view name, const NameContext& context);

// All names of a context with their meaning, for docs, completion and the CLI.
struct NameEntry {
  std::string_view name;
  NameBinding binding;
  Message meaning;
};
[[nodiscard]] std::vector<NameEntry> all_names(const NameContext& context);

}  // namespace stom::script
