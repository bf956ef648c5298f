#include "script/name_table.h"

#include <array>
#include <deque>
#include <mutex>
#include <string>

#include "feature/keys.h"
#include "market/schema.h"

namespace stom::script {
namespace {

using market::Field;
using market::Frame;
using market::Market;

constexpr int kKinds = 4;
constexpr std::size_t kTableCount = 3 * 2 * kKinds * 2;

struct FixedName {
  std::string_view name;
  BindingKind kind;
  int id;
  std::string_view ko, en;
  bool strict_only = false;
  bool stock_only = false;
};

template <typename Id>
constexpr int number(Id id) {
  return static_cast<int>(id);
}

constexpr FixedName kScalars[] = {
    {"종목코드", BindingKind::kScalar, number(Scalar::kCode), "종목 코드 (문자열)", "symbol code (text)"},
    {"종목명", BindingKind::kScalar, number(Scalar::kName), "종목 이름 (모르면 코드)",
     "symbol name (the code if unknown)"},
    {"데이터길이", BindingKind::kScalar, number(Scalar::kDataLength), "당일 행의 수 (현재 행 포함, 1부터)",
     "rows of the day so far, the current one included"},
    {"시분초", BindingKind::kScalar, number(Scalar::kTimeOfDay), "현재 행의 시각 hhmmss (정수)",
     "time of the row as hhmmss (integer)"},
    {"호가단위", BindingKind::kScalar, number(Scalar::kTickSize), "매도호가2 − 매도호가1", "매도호가2 − 매도호가1"},
    {"VI해제시간", BindingKind::kScalar, number(Scalar::kViReleaseTime), "최근 VI 해제 시각 (날짜시간)",
     "last volatility-interruption release (date-time)", false, true},
    {"VI아래5호가", BindingKind::kScalar, number(Scalar::kViLowerFive), "VI가격의 5호가 아래 가격",
     "price five ticks below VI가격", false, true},
    {"체결시간", BindingKind::kScalar, number(Scalar::kRowTime), "현재 행의 시각 YYYYMMDDhhmmss (정수)",
     "time of the row as YYYYMMDDhhmmss (integer)", true},
    {"평균값계산틱수", BindingKind::kScalar, number(Scalar::kAverageTicks), "평균값 계산 틱수 (정수)",
     "the run's average ticks (integer)", true},
};

constexpr FixedName kStates[] = {
    {"수익률", BindingKind::kState, number(State::kProfitRate), "비용을 뺀 수익률 %",
     "net return of the position, percent"},
    {"최고수익률", BindingKind::kState, number(State::kHighestProfitRate), "매수 후 최고 수익률",
     "highest 수익률 since entry"},
    {"최저수익률", BindingKind::kState, number(State::kLowestProfitRate), "매수 후 최저 수익률",
     "lowest 수익률 since entry"},
    {"보유시간", BindingKind::kState, number(State::kHoldTime), "보유 시간 (틱: 초, 분봉: 분)",
     "holding time (tick: seconds, min: minutes)"},
    {"매수틱번호", BindingKind::kState, number(State::kBuyRowNumber), "매수한 행의 번호",
     "row number of the first purchase"},
    {"수익금", BindingKind::kState, number(State::kProfit), "비용을 뺀 수익금", "net profit in currency", true},
    {"보유수량", BindingKind::kState, number(State::kQuantity), "보유 수량", "held quantity", true},
    {"매수가", BindingKind::kState, number(State::kEntryPrice), "매수 평균가", "average entry price", true},
    {"매입가", BindingKind::kState, number(State::kEntryPrice), "매수 평균가 (매수가와 같음)",
     "average entry price (as 매수가)", true},
    {"분할매수횟수", BindingKind::kState, number(State::kBuySplits), "분할 매수한 횟수", "number of split buys", true},
    {"분할매도횟수", BindingKind::kState, number(State::kSellSplits), "분할 매도한 횟수", "number of split sells",
     true},
};
constexpr FixedName kPosition = {"포지션", BindingKind::kState, number(State::kPosition), "'LONG' 또는 'SHORT'",
                                 "'LONG' or 'SHORT'"};

constexpr FixedName kFunctions[] = {
    {"경과틱수", BindingKind::kFunction, number(Function::kElapsedTicks), "조건이 마지막으로 참이던 때부터의 행 수",
     "rows since the named condition was last true"},
    {"now", BindingKind::kFunction, number(Function::kNow), "현재 행의 날짜시간", "date-time of the row"},
    {"now_utc", BindingKind::kFunction, number(Function::kNowUtc), "현재 행의 날짜시간", "date-time of the row"},
    {"timedelta_sec", BindingKind::kFunction, number(Function::kTimedeltaSec), "날짜시간 + 초",
     "a date-time plus seconds"},
};

constexpr FixedName kBuiltins[] = {
    {"abs", BindingKind::kBuiltin, number(Builtin::kAbs), "절댓값", "absolute value"},
    {"min", BindingKind::kBuiltin, number(Builtin::kMin), "가장 작은 값", "smallest"},
    {"max", BindingKind::kBuiltin, number(Builtin::kMax), "가장 큰 값", "largest"},
    {"round", BindingKind::kBuiltin, number(Builtin::kRound), "반올림", "rounding"},
    {"int", BindingKind::kBuiltin, number(Builtin::kInt), "정수로", "to an integer"},
    {"float", BindingKind::kBuiltin, number(Builtin::kFloat), "실수로", "to a float"},
    {"str", BindingKind::kBuiltin, number(Builtin::kStr), "문자열로", "to text"},
    {"bool", BindingKind::kBuiltin, number(Builtin::kBool), "참/거짓으로", "to True or False"},
    {"len", BindingKind::kBuiltin, number(Builtin::kLen), "길이", "length"},
    {"sum", BindingKind::kBuiltin, number(Builtin::kSum), "합", "sum"},
    {"range", BindingKind::kBuiltin, number(Builtin::kRange), "정수 범위", "range of integers"},
    {"any", BindingKind::kBuiltin, number(Builtin::kAny), "하나라도 참", "any true"},
    {"all", BindingKind::kBuiltin, number(Builtin::kAll), "모두 참", "all true"},
    {"print", BindingKind::kBuiltin, number(Builtin::kPrint), "기록에 쓰기", "writes to the log"},
    {"list", BindingKind::kBuiltin, number(Builtin::kList), "리스트로", "to a list"},
    {"tuple", BindingKind::kBuiltin, number(Builtin::kTuple), "튜플로", "to a tuple"},
    {"sorted", BindingKind::kBuiltin, number(Builtin::kSorted), "정렬", "sorted list"},
    {"enumerate", BindingKind::kBuiltin, number(Builtin::kEnumerate), "번호와 함께", "with numbers"},
    {"zip", BindingKind::kBuiltin, number(Builtin::kZip), "나란히 묶기", "side by side"},
    {"reversed", BindingKind::kBuiltin, number(Builtin::kReversed), "거꾸로", "in reverse"},
    {"np", BindingKind::kModule, 0, "배열 함수 (np.mean 등)", "array functions (np.mean and others)"},
    {"math", BindingKind::kModule, 1, "수학 함수 (math.sqrt 등)", "mathematical functions (math.sqrt and others)"},
};

struct FlagName {
  std::string_view name;
  Flag flag;
  bool binance, sell;
  std::string_view ko, en;
};
constexpr FlagName kFlags[] = {
    {"매수", Flag::kBuy, false, false, "매수 결정 (처음에 True)", "buy decision (True on entry)"},
    {"매도", Flag::kSell, false, true, "매도 결정 (처음에 False)", "sell decision (False on entry)"},
    {"BUY_LONG", Flag::kBuyLong, true, false, "롱 진입 결정 (처음에 True)", "long entry decision (True on entry)"},
    {"SELL_SHORT", Flag::kSellShort, true, false, "숏 진입 결정 (처음에 True)", "short entry decision (True on entry)"},
    {"SELL_LONG", Flag::kSellLong, true, true, "롱 청산 결정 (처음에 False)", "long exit decision (False on entry)"},
    {"BUY_SHORT", Flag::kBuyShort, true, true, "숏 청산 결정 (처음에 False)", "short exit decision (False on entry)"},
};

// Derived names ("현재가N", "RSI_N"): made once per process, so that tables may point at them.
const std::deque<std::string>& derived_names() {
  static const std::deque<std::string> names = [] {
    std::deque<std::string> made;
    for (const market::FieldInfo& info : market::kFields) {
      made.push_back(std::string{info.tick_name} + "N");
      made.push_back(std::string{info.minute_name} + "N");
    }
    for (std::string_view indicator : feature::kIndicatorNames) made.push_back(std::string{indicator} + "_N");
    return made;
  }();
  return names;
}

class Builder {
 public:
  explicit Builder(const NameContext& context) : context_(context), crypto_(market::is_crypto(context.market)) {}

  NameTable run() {
    fields();
    fixed(kScalars);
    windows();
    if (context_.frame == Frame::kMinute) indicators();
    fixed(kFunctions);
    if (context_.kind == TextKind::kSell) {
      fixed(kStates);
      if (context_.market == Market::kBinance) add(kPosition);
    }
    flags();
    fixed(kBuiltins);
    for (std::size_t i = 0; i < table_.entries.size(); ++i) table_.index.emplace(table_.entries[i].name, i);
    return std::move(table_);
  }

 private:
  void add(std::string_view name, BindingKind kind, int id, Message meaning) {
    table_.entries.push_back(
        {name, {kind, static_cast<std::uint16_t>(id), BindingKind::kUnknown, 0}, std::move(meaning)});
  }
  void add(const FixedName& name) { add(name.name, name.kind, name.id, {std::string{name.ko}, std::string{name.en}}); }

  void fixed(std::span<const FixedName> names) {
    for (const FixedName& name : names) {
      if ((name.strict_only && context_.lenient) || (name.stock_only && crypto_)) continue;
      // The reference's minute engines do not know np.
      if (name.name == "np" && context_.lenient && context_.frame == Frame::kMinute) continue;
      add(name);
    }
  }

  void fields() {
    for (Field field : market::schema(context_.market, context_.frame)) {
      if (field == Field::kViReleaseTime) continue;  // a date-time: see the scalars
      const market::FieldInfo& info = market::kFields[static_cast<std::size_t>(field)];
      add(market::field_name(field, context_.frame), BindingKind::kField, number(field),
          {std::string{info.meaning_ko}, std::string{info.meaning_en}});
    }
    for (Field field : market::schema(context_.market, context_.frame)) {
      const market::FieldInfo& info = market::kFields[static_cast<std::size_t>(field)];
      if (!info.has_lookback) continue;
      const std::string_view plain = market::field_name(field, context_.frame);
      const std::string& name =
          derived_names()[static_cast<std::size_t>(field) * 2 + (context_.frame == Frame::kMinute ? 1 : 0)];
      add(name, BindingKind::kFieldLookback, number(field), message("pre행 전의 {}", "{} pre rows ago", plain));
    }
  }

  void windows() {
    static constexpr std::string_view kKo[] = {"평균", "최고", "최저", "합", "각도"},
                                      kEn[] = {"mean", "maximum", "minimum", "sum", "angle"};
    for (int f = 0; f < feature::kWindowFunctionCount; ++f) {
      const feature::WindowFunctionInfo& info = feature::kWindowFunctions[static_cast<std::size_t>(f)];
      const std::string_view name = context_.frame == Frame::kTick ? info.tick_name : info.minute_name;
      if (name.empty() || (info.stock_only && crypto_)) continue;
      const std::size_t aggregate = static_cast<std::size_t>(info.aggregate);
      const std::string_view source = market::field_name(info.source, context_.frame);
      add(name, BindingKind::kWindow, f,
          message("최근 tick행의 {0} {1}", "{3} of {2} over the last tick rows", source, kKo[aggregate], source,
                  kEn[aggregate]));
    }
  }

  void indicators() {
    constexpr std::size_t kFirst = market::kFieldCount * 2;
    for (int i = 0; i < feature::kIndicatorOutputCount; ++i) {
      const std::string_view name = feature::kIndicatorNames[static_cast<std::size_t>(i)];
      add(name, BindingKind::kIndicator, i, message("보조지표 {}", "indicator {}", name));
    }
    for (int i = 0; i < feature::kIndicatorOutputCount; ++i) {
      add(derived_names()[kFirst + static_cast<std::size_t>(i)], BindingKind::kIndicatorLookback, i,
          message("pre행 전의 {}", "{} pre rows ago", feature::kIndicatorNames[static_cast<std::size_t>(i)]));
    }
  }

  void flags() {
    if (context_.kind == TextKind::kCondition) return;
    const bool sell = context_.kind == TextKind::kSell, binance = context_.market == Market::kBinance;
    for (const FlagName& flag : kFlags) {
      // The reference sets the decisions of both sides before either text, so old texts may read the other side's.
      if (flag.binance == binance && (flag.sell == sell || context_.lenient)) {
        add(flag.name, BindingKind::kFlag, number(flag.flag), {std::string{flag.ko}, std::string{flag.en}});
      }
    }
  }

  NameContext context_;
  bool crypto_;
  NameTable table_;
};

}  // namespace

const NameTable& name_table(const NameContext& context) {
  static std::array<std::once_flag, kTableCount> made;
  static std::array<NameTable, kTableCount> tables;
  std::size_t at = static_cast<std::size_t>(context.market);
  at = at * 2 + static_cast<std::size_t>(context.frame);
  at = at * kKinds + static_cast<std::size_t>(context.kind);
  at = at * 2 + (context.lenient ? 1 : 0);
  std::call_once(made[at], [&] { tables[at] = Builder(context).run(); });
  return tables[at];
}

}  // namespace stom::script
