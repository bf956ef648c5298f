#include "script/random_program.h"

#include <fmt/format.h>

namespace stom::script::test {

std::uint64_t Choices::next() {
  if (reads_bytes_) {
    std::uint64_t value = 0;
    for (int i = 0; i < 2; ++i) value = value << 8 | (position_ < bytes_.size() ? bytes_[position_++] : 0);
    return value;
  }
  state_ += 0x9E3779B97F4A7C15;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

namespace {

class Writer {
 public:
  Writer(Choices& choices, const CompileOptions& options) : c_(choices), options_(options), is_tame_(choices.one_in(2)) {}

  std::string condition(int depth) {
    if (depth <= 0) return compare(0);
    switch (c_.below(8)) {
      case 0: return fmt::format("not {}", condition(depth - 1));
      case 1: return fmt::format("({} and {})", condition(depth - 1), condition(depth - 1));
      case 2: return fmt::format("({} or {})", condition(depth - 1), condition(depth - 1));
      case 3: return number(depth - 1);
      case 4: return fmt::format("({} < {} <= {})", number(depth - 1), number(depth - 1), number(depth - 1));
      case 5:
        if (c_.one_in(3)) return time_condition();
        return fmt::format("{} in ({}, {}, {})", number(depth - 1), number(0), number(0), number(0));
      default: return compare(depth);
    }
  }

  std::string number(int depth) {
    if (depth <= 0) return leaf();
    const auto below = [&] { return number(depth - 1); };
    switch (c_.below(is_tame_ ? 18 : 20)) {
      case 0:
      case 1: return fmt::format("({} + {})", below(), below());
      case 2:
      case 3: return fmt::format("({} - {})", below(), below());
      case 4:
      case 5: return fmt::format("{} * {}", below(), below());
      case 6: return fmt::format("({} / {})", below(), divisor());
      case 7: return fmt::format("({} // {})", below(), divisor());
      case 8: return fmt::format("({} % {})", below(), divisor());
      case 9:
        if (is_tame_) return fmt::format("{} ** 2", c_.below(30));
        return fmt::format("({} ** {})", below(), c_.one_in(3) ? below() : std::to_string(c_.below(5)));
      case 10: return fmt::format("(-{})", below());
      case 11: return fmt::format("abs({})", below());
      case 12: return fmt::format("{}({}, {})", c_.one_in(2) ? "min" : "max", below(), below());
      case 13:
        if (is_tame_) return fmt::format("round({} * 1.5, {})", c_.of(kFields), c_.below(4));
        return c_.one_in(2) ? fmt::format("round({}, {})", below(), c_.below(6) - 1) : fmt::format("round({})", below());
      case 14: return is_tame_ ? fmt::format("int({})", c_.below(9) / 2.0) : fmt::format("int({})", below());
      case 15: return fmt::format("({} if {} else {})", below(), condition(depth - 1), below());
      case 16: return fmt::format("({} {} {})", below(), c_.one_in(2) ? "and" : "or", below());
      case 17: return fmt::format("({})", condition(depth - 1));
      case 18: return rare(depth - 1);
      default: return leaf();
    }
  }

  void block(int indent, int statements, int depth) {
    for (int i = 0; i < statements; ++i) statement(indent, depth);
  }

  std::string text;

 private:
  std::string time_condition() {
    if (options_.market != market::Market::kStock) return fmt::format("now_utc() > timedelta_sec(-{}, now())", c_.below(3));
    switch (c_.below(6)) {
      case 4: return fmt::format("(VI해제시간 - now()).{} > {}", c_.one_in(2) ? "seconds" : "days", c_.below(60) - 30);
      case 5: return fmt::format("VI해제시간.{} > {}", c_.one_in(2) ? "hour" : "minute", c_.below(30));
      case 0: return fmt::format("VI해제시간 < now() < timedelta_sec({}, VI해제시간)", c_.below(90));
      case 1: return fmt::format("(now() - VI해제시간).total_seconds() > {}", c_.below(60));
      case 2: return "now() - VI해제시간 > now() - timedelta_sec(30)";
      default: return fmt::format("timedelta_sec({}, now()) != VI해제시간", leaf());
    }
  }

  std::string rare(int depth) {
    switch (c_.below(13)) {
      case 0: return fmt::format("sum(({}, {}, {}))", number(depth), number(0), number(0));
      case 1: return fmt::format("any([{}, {}])", condition(depth), condition(0));
      case 2: return fmt::format("all(({}, {}))", condition(depth), number(0));
      case 3: return fmt::format("float({})", number(depth));
      case 4: return fmt::format("bool({})", number(depth));
      case 5: return fmt::format("max([{}, {}, {}])", number(depth), number(0), number(0));
      case 6: return fmt::format("np.{}({})", c_.one_in(2) ? "sqrt" : "floor", number(depth));
      case 7: return fmt::format("math.{}({})", c_.one_in(2) ? "floor" : "sqrt", number(depth));
      case 8: return fmt::format("({} {} {})", number(depth), c_.of(kBitOperators), number(0));
      case 9: return fmt::format("(~{})", condition(depth));
      case 10: return fmt::format("(({}) + ({}))", condition(depth), condition(0));
      case 11:
        if (options_.market == market::Market::kStock) return "(now() - VI해제시간).total_seconds()";
        return "(timedelta_sec(90, now()) - now()).total_seconds()";
      default: return fmt::format("({}, {}, {})[{}]", number(depth), number(0), number(0), c_.below(4));
    }
  }

  [[nodiscard]] bool has_locals() const { return !is_tame_ && options_.kind != TextKind::kCondition; }
  std::string divisor() { return is_tame_ ? c_.of(kDivisors) : number(1); }

  std::string compare(int depth) {
    return fmt::format("{} {} {}", number(depth - 1), c_.of(kRelations), number(depth - 1));
  }

  std::string pre() {
    switch (c_.below(12)) {
      case 0: return "-1";
      case 1: return has_locals() ? "i" : "3";
      case 2: return has_locals() ? "a" : "1";
      case 3: return fmt::format("self.vars[{}]", 1 + c_.below(is_tame_ ? 3 : 9));
      case 4: return std::to_string(c_.below(70));
      default: return std::to_string(c_.below(6));
    }
  }

  std::string leaf() {
    const bool is_tick = options_.frame == market::Frame::kTick;
    switch (c_.below(22)) {
      case 0: return std::to_string(c_.below(12));
      case 1: return fmt::format("{:.2f}", (c_.below(2000) - 500) / 100.0);
      case 2: return c_.of(kConstants);
      case 3:
      case 4: return options_.kind == TextKind::kCondition && !c_.one_in(40) ? c_.of(kFields) : c_.of(kNames);
      case 5: return fmt::format("self.vars[{}]", c_.below(is_tame_ ? 8 : 9));
      case 6: return "데이터길이";
      case 7: return "시분초";
      case 8:
      case 9: return fmt::format("{}N({})", c_.of(kFields), pre());
      case 10: {
        const std::string window = has_locals() && c_.one_in(6) ? "b" : c_.one_in(5) ? "self.vars[0]" : std::to_string(c_.of(kWindows));
        return fmt::format("{}({}{})", c_.of(kWindowNames), window, c_.one_in(2) ? ", " + pre() : std::string());
      }
      case 11: return fmt::format("{}({})", is_tick ? "초당거래대금평균" : "분당거래대금평균", c_.of(kWindows));
      case 12: return options_.kind == TextKind::kSell ? c_.of(kStates) : "관심종목";
      case 13: return is_tick ? "경과틱수('상승')" : c_.of(kIndicators);
      case 14: return !is_tame_ && options_.market == market::Market::kStock ? "VI아래5호가" : "호가단위";
      case 15: return options_.market == market::Market::kBinance && options_.kind == TextKind::kSell
                          ? "(포지션 == 'LONG')"
                          : "(종목코드 == '005930')";
      default: return c_.of(kFields);
    }
  }

  void line(int indent, const std::string& content) { text += std::string(indent * 4, ' ') + content + "\n"; }

  void statement(int indent, int depth) {
    const int kind = depth <= 0 ? c_.below(5) : c_.below(13);
    switch (kind) {
      case 0:
      case 1: line(indent, fmt::format("{} = {}", c_.of(kLocals), number(2))); return;
      case 2: line(indent, fmt::format("{} {} {}", c_.of(kLocals), c_.of(kAugmented), number(1))); return;
      case 3:
      case 4: flag(indent); return;
      case 5: {
        line(indent, fmt::format("for i in range({}, {}):", c_.below(3), !is_tame_ && c_.one_in(4) ? "a" : std::to_string(c_.below(5))));
        block(indent + 1, 1 + c_.below(2), depth - 1);
        if (c_.one_in(3)) line(indent + 1, fmt::format("if {}: {}", condition(1), c_.one_in(2) ? "break" : "continue"));
        if (c_.one_in(3)) flag(indent + 1);
        if (c_.one_in(5)) {
          line(indent, "else:");
          flag(indent + 1);
        }
        return;
      }
      case 6:
        line(indent, fmt::format("for i in ({}, {}, {}):", number(1), c_.below(9), number(0)));
        block(indent + 1, 1 + c_.below(2), depth - 1);
        return;
      case 7:
        if (is_tame_ || !c_.one_in(3)) break;
        line(indent, "k = 0");
        line(indent, fmt::format("while k < {} and {}:", 1 + c_.below(6), condition(1)));
        line(indent + 1, "k += 1");
        block(indent + 1, 1 + c_.below(2), depth - 1);
        if (c_.one_in(3)) line(indent + 1, fmt::format("if {}: break", condition(1)));
        return;
      default: break;
    }
    line(indent, fmt::format("if {}:", condition(2)));
    block(indent + 1, 1 + c_.below(2), depth - 1);
    for (int i = c_.below(3); i > 0; --i) {
      line(indent, fmt::format("elif {}:", condition(2)));
      block(indent + 1, 1, depth - 1);
    }
    if (c_.one_in(3)) {
      line(indent, "else:");
      block(indent + 1, 1, depth - 1);
    }
  }

  void flag(int indent) {
    const bool sells = options_.kind == TextKind::kSell;
    const bool second = c_.one_in(2);
    std::string name = sells ? "매도" : "매수";
    if (options_.market == market::Market::kBinance) {
      name = sells ? (second ? "SELL_LONG" : "BUY_SHORT") : (second ? "BUY_LONG" : "SELL_SHORT");
    }
    line(indent, fmt::format("{} = {}", name, c_.one_in(6) ? condition(1) : sells == c_.one_in(8) ? "False" : "True"));
  }

  static constexpr const char* kFields[] = {"현재가", "시가", "고가", "저가", "등락율", "체결강도", "매도총잔량",
                                                 "매수총잔량", "매도호가1", "매수잔량1", "당일거래대금", "관심종목"};
  static constexpr const char* kWindowNames[] = {"이동평균", "최고현재가", "최저현재가", "체결강도평균",
                                                      "최고체결강도", "등락율각도", "당일거래대금각도"};
  static constexpr int kWindows[] = {2, 5, 10, 20, 30, 31, 60};
  static constexpr const char* kLocals[] = {"a", "b", "d", "i"};
  static constexpr const char* kNames[] = {"a", "b", "d", "i", "시가"};
  static constexpr const char* kConstants[] = {"0", "1", "-1", "True", "False", "0.0", "1e300", "100000", "9007199254740992"};
  static constexpr const char* kDivisors[] = {"7", "-3", "2.5", "현재가", "체결강도", "매도총잔량", "데이터길이"};
  static constexpr const char* kRelations[] = {"<", "<=", ">", ">=", "==", "!="};
  static constexpr const char* kAugmented[] = {"+=", "-=", "*=", "/=", "//=", "%="};
  static constexpr const char* kBitOperators[] = {"&", "|", "^", "<<", ">>"};
  static constexpr const char* kIndicators[] = {"RSI", "MACD", "RSI_N(1)", "OBV_N(2)", "AD", "BBU_N(i)"};
  static constexpr const char* kStates[] = {"수익률", "최고수익률", "최저수익률", "보유시간", "매수틱번호"};

  Choices& c_;
  const CompileOptions& options_;
  bool is_tame_;  // nothing that needs a library call, little that raises: mostly branch-free code
};

}  // namespace

RandomProgram random_program(Choices& choices, TextKind kind) {
  RandomProgram program;
  CompileOptions& options = program.options;
  options.market = market::kMarkets[choices.below(3)];
  options.frame = market::kFrames[choices.below(2)];
  options.kind = kind;
  options.lenient = true;
  options.average_list = {30};
  options.vars_count = 8;
  if (choices.one_in(2)) options.elapsed_names = {"상승"};
  Writer writer(choices, options);
  if (kind == TextKind::kCondition) {
    program.text = writer.condition(4);
    return program;
  }
  if (!choices.one_in(12)) writer.text += "a = 3\n";
  if (!choices.one_in(12)) writer.text += "i = 2\n";
  if (!choices.one_in(12)) writer.text += choices.one_in(2) ? "b = 20\n" : "b = 현재가 * 2\n";
  if (!choices.one_in(12)) writer.text += "d = 1.5\n";
  writer.block(0, 2 + choices.below(3), 2);
  program.text = writer.text;
  return program;
}

double* RandomRows::column(Choices& choices, int mood) {
  auto data = std::make_unique<double[]>(static_cast<std::size_t>(rows_));
  double value = 10'000 + choices.below(100);
  for (std::int64_t i = 0; i < rows_; ++i) {
    static constexpr double kOdd[] = {0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e17, -1e300, 9007199254740992.0};
    static constexpr double kNotFinite[] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                                            -std::numeric_limits<double>::infinity()};
    switch (mood) {
      case 0: value += (choices.below(5) - 2) * 10; break;      // prices
      case 1: value = (choices.below(4000) - 1000) / 100.0; break;
      case 2: value = choices.below(4); break;
      default: value = choices.below(1000) / 8.0; break;
    }
    data[i] = value;
    if (mood >= 2 && choices.one_in(12)) data[i] = choices.of(kOdd);
    if (mood == 3 && choices.one_in(8)) data[i] = choices.of(kNotFinite);
  }
  storage_.push_back(std::move(data));
  return storage_.back().get();
}

RandomRows::RandomRows(Choices& choices, const CompiledText& text, std::int64_t rows) : rows_(rows) {
  const CompileOptions& options = text.options;
  const bool is_tick = options.frame == market::Frame::kTick;
  for (const market::Field field : market::schema(options.market, options.frame)) {
    double* data = column(choices, field <= market::Field::kLow ? choices.below(2) * 3 : choices.below(4));
    if (field == market::Field::kViReleaseTime) {
      for (std::int64_t i = 0; i < rows; ++i) {
        static constexpr double kTimes[] = {20240229235959, 20000301000000, 19991231000000, 21000228101010, 20240831153000,
                                            22540101000000, 99991231235959, 16000229000000};
        static constexpr double kNoTimes[] = {0, 20230229000000, 20241301000000, 20240102240000, 20240102096000,
                                              21000229000000, 20240431000000, 20240100000000, 202401020900};
        data[i] = choices.one_in(60)  ? choices.of(kNoTimes)
                  : choices.one_in(9) ? choices.of(kTimes)
                                      : 20240102090000.0 + choices.below(60);
      }
    }
    if (field == market::Field::kViPrice) {
      for (std::int64_t i = 0; i < rows; ++i) data[i] = 10'000 + choices.below(1000) * 10;
    }
    if (field == market::Field::kViTickSize) {
      for (std::int64_t i = 0; i < rows; ++i) data[i] = choices.one_in(3) ? 50 : 10;
    }
    columns_.push_back(data);
    first_row_.push_back(choices.one_in(9) ? 0.0 : data[0] + 10);
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::int64_t minutes = is_tick ? i / 60 : i;
    const std::int64_t time = (9 + minutes / 60) * 100 + minutes % 60;
    index_.push_back(is_tick ? (20240102LL * 10'000 + time) * 100 + i % 60 : 20240102LL * 10'000 + time);
  }
  for (int i = 0; i < 8; ++i) {
    vars_.is_integer.push_back(i < 4 ? 1 : choices.below(2));  // the first four are sizes and look-backs
    vars_.values.push_back(i == 0 ? 30 : i < 4 ? choices.below(8) : vars_.is_integer[i] != 0 ? choices.below(9) - 3
                                                                                               : choices.below(800) / 100.0);
  }
  if (choices.one_in(6)) vars_.values[0] = 20;
  for (const SlotKey& key : resolve_slots(text.plan, vars_, options.frame, options.average_list,
                                          text.indicator_parameters(vars_), options.indicator_set)) {
    SlotBinding slot;
    const auto* window = std::get_if<feature::WindowKey>(&key);
    const bool is_count = window == nullptr || window->function == feature::WindowFunction::kValueAverage;
    slot.data = column(choices, is_count && !choices.one_in(4) ? 1 : 1 + choices.below(3));
    slot.first = choices.one_in(4) ? 0.0 : 12.5;
    if (window != nullptr) {
      slot.kind = static_cast<std::int64_t>(feature::number_kind(*window));
      slot.base_need = window->held ? 1 : window->window;
      if (window->window < 1) slot = {};
    }
    if (std::holds_alternative<ElapsedKey>(key) && options.elapsed_names.empty()) slot = {};
    slots_.push_back(slot);
  }
  for (std::size_t i = 0; i < text.plan.symbol_tests.size(); ++i) symbol_tests_.push_back(choices.below(2));
  context_.columns = columns_.data();
  context_.index = index_.data();
  context_.slots = slots_.data();
  context_.vars = vars_.values.data();
  context_.vars_integer = vars_.is_integer.data();
  context_.vars_count = static_cast<std::int64_t>(vars_.values.size());
  context_.first_row = first_row_.data();
  context_.symbol_tests = symbol_tests_.empty() ? nullptr : symbol_tests_.data();
  context_.rows = rows;
  context_.first_row_number = choices.below(100);
  context_.average_ticks = 30;
  context_.code = &code_;
  context_.name = &name_;
}

HoldingState RandomRows::holding(Choices& choices, std::int64_t row) const {
  HoldingState state;
  state.profit_rate = (choices.below(600) - 300) / 100.0;
  state.highest = choices.below(300) / 100.0;
  state.lowest = -choices.below(300) / 100.0;
  state.hold_time = choices.below(500);
  state.buy_row = choices.one_in(6) ? -1 : choices.below(static_cast<int>(row) + 1);
  state.side = choices.below(3);
  state.quantity = choices.below(50);
  state.entry_price = 10'000;
  state.profit = choices.below(1000) - 500;
  return state;
}

}  // namespace stom::script::test
