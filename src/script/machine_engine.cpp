#include <cmath>

#include "feature/window_column.h"
#include "script/date_time.h"
#include "script/machine.h"
#include "script/vi_price.h"

namespace stom::script {

Value Machine::eval_engine(const Node& node) {
  switch (node.op) {
    case NodeOp::kScalar: return scalar(node);
    case NodeOp::kState: return state(node);
    case NodeOp::kVars: return variable(node);
    case NodeOp::kWindow: return window(node);
    case NodeOp::kElapsed:
    case NodeOp::kElapsedByName: return elapsed(node);
    case NodeOp::kNow: return row_time(node);
    case NodeOp::kTickData: return tick_data_;
    case NodeOp::kIndex: return Value::integer_of(context_->index[row_]);
    case NodeOp::kIndexNumber: return Value::integer_of(context_->first_row_number + row_);
    case NodeOp::kMatrix: return Value::with_tag(ValueTag::kMatrix);
    default:
      if (context_->symbol_tests != nullptr) return Value::boolean(context_->symbol_tests[node.index] != 0);
      return eval(*node.a);
  }
}

Value Machine::scalar(const Node& node) {
  const market::Market market = text().options.market;
  const market::Frame frame = text().options.frame;
  const auto field = [&](market::Field f) { return context_->columns[market::column_of(market, frame, f)][row_]; };
  switch (static_cast<Scalar>(node.id)) {
    case Scalar::kCode: return Value::of(code_text_.get());
    case Scalar::kName: return Value::of(name_text_.get());
    case Scalar::kDataLength: return Value::integer_of(row_ + 1);
    case Scalar::kTimeOfDay: return Value::integer_of(market::to_second_key(frame, context_->index[row_]) % 1'000'000);
    case Scalar::kTickSize:
      return Value::array_float(field(market::Field::kAskPrice2) - field(market::Field::kAskPrice1));
    case Scalar::kViReleaseTime: {
      const double key = field(market::Field::kViReleaseTime);
      if (const auto time = date_time_of_key(key)) return Value::with_tag(ValueTag::kDateTime, *time);
      return raise(node, ErrorKind::kValue, [&] {
        return message("VI해제시간 {}은(는) 시간이 아닙니다 (YYYYMMDDhhmmss).", "VI해제시간 {} is not a time (YYYYMMDDhhmmss).",
                       text_of(key));
      });
    }
    case Scalar::kViLowerFive:
      return Value::plain(five_ticks_below(field(market::Field::kViPrice), field(market::Field::kViTickSize),
                                           market::to_second_key(frame, context_->index[row_])));
    case Scalar::kRowTime: return Value::integer_of(market::to_second_key(frame, context_->index[row_]));
    case Scalar::kAverageTicks: return Value::integer_of(context_->average_ticks);
  }
  return Value::none();
}

Value Machine::state(const Node& node) {
  static const HoldingState kFlat;
  const HoldingState& holding = holding_ != nullptr ? *holding_ : kFlat;
  switch (static_cast<State>(node.id)) {
    case State::kProfitRate: return Value::plain(holding.profit_rate);
    case State::kHighestProfitRate: return Value::plain(holding.highest);
    case State::kLowestProfitRate: return Value::plain(holding.lowest);
    case State::kHoldTime:
      if (text().options.frame == market::Frame::kTick) return Value::plain(holding.hold_time);
      return Value::integer_of(static_cast<std::int64_t>(holding.hold_time));
    case State::kBuyRowNumber:
      return Value::integer_of(holding.buy_row < 0 ? 0 : context_->first_row_number + holding.buy_row);
    case State::kPosition: {
      static const Text kLongText("LONG"), kShortText("SHORT");
      if (holding.side == 0) return Value::none();
      return Value::of(holding.side == 1 ? &kLongText : &kShortText);
    }
    case State::kProfit: return Value::plain(holding.profit);
    case State::kQuantity: return Value::plain(holding.quantity);
    case State::kEntryPrice: return Value::plain(holding.entry_price);
    case State::kBuySplits: return Value::integer_of(holding.buy_splits);
    case State::kSellSplits: return Value::integer_of(holding.sell_splits);
  }
  return Value::none();
}

Value Machine::variable(const Node& node) {
  const Value index = eval(*node.a);
  if (index.is_raised()) return index;
  if (!index.is_integral()) return raise_operation(node, ErrorKind::kType, "self.vars[]", index);
  if (index.integer < 0 || index.integer >= context_->vars_count) {
    return raise(node, ErrorKind::kIndex, [&] {
      return message("self.vars[{}]이(가) 없습니다. 변수는 {}개입니다.", "there is no self.vars[{}]: {} variables are set.",
                     index.integer, context_->vars_count);
    });
  }
  const double value = context_->vars[index.integer];
  if (context_->vars_integer[index.integer] == 0) return Value::plain(value);
  return checked(node, to_integer(Number::plain(value)), "self.vars[]", Value::plain(value));
}

Machine::BackRow Machine::back_row(const Node& node, const Node* pre_node, std::int64_t need) {
  const Value pre = pre_node != nullptr ? eval(*pre_node) : Value::integer_of(0);
  if (pre.is_raised()) return {BackRow::Kind::kRaised};
  if (!pre.is_integral() || pre.integer < -1) {
    const bool whole = pre.is_real() && pre.real == std::floor(pre.real) && std::isfinite(pre.real);
    raise(node, pre.is_integral() || whole ? ErrorKind::kIndex : ErrorKind::kType, [&] {
      return message("이전 행 수는 0 이상의 정수이거나 -1(매수 시점)이어야 하는데 {} ({})입니다.",
                     "the number of rows back must be an integer, 0 or more, or -1 (purchase row); got {} ({}).",
                     shown(pre), type_name(pre));
    });
    return {BackRow::Kind::kRaised};
  }
  if (pre.integer >= 0) {
    if (pre.integer > row_ || row_ - pre.integer + 1 < need) return {BackRow::Kind::kShort};
    return {BackRow::Kind::kRow, row_ - pre.integer};
  }
  if (holding_ != nullptr && holding_->buy_row >= 0) {
    if (holding_->buy_row + 1 < need) return {BackRow::Kind::kShort};
    return {BackRow::Kind::kRow, holding_->buy_row};
  }
  return {need <= 1 ? BackRow::Kind::kFirst : BackRow::Kind::kShort};
}

Value Machine::field_back(const Node& node) {
  if (node.a == nullptr) {
    if (node.rows_back > row_) return Value::integer_of(0);
    return Value::array_float(context_->columns[node.index][row_ - node.rows_back]);
  }
  const BackRow back = back_row(node, node.a, 1);
  switch (back.kind) {
    case BackRow::Kind::kRow: return Value::array_float(context_->columns[node.index][back.row]);
    case BackRow::Kind::kFirst: return Value::array_float(context_->first_row[node.index]);
    case BackRow::Kind::kShort: return Value::integer_of(0);
    default: return Value::raised();
  }
}

Value Machine::slot_value(const Node& node, std::int64_t kind, double number) {
  switch (static_cast<feature::NumberKind>(kind)) {
    case feature::NumberKind::kArray: return Value::array_float(number);
    case feature::NumberKind::kPlainFloat: return Value::plain(number);
    default: break;
  }
  const Expr& source = *node.source;
  const std::string& name = source.children.empty() ? source.text : source.children[0]->text;
  return checked(node, integer_of_rint(number), name, Value::plain(number));
}

Value Machine::slot_now(const Node& node) {
  const SlotBinding& slot = context_->slots[node.index];
  if (slot.data == nullptr) return slot_back(node, node.index, nullptr);
  const std::int64_t row = row_ - node.rows_back;
  if (row + 1 < slot.base_need || row < 0) return Value::integer_of(0);
  if (slot.kind == static_cast<std::int64_t>(feature::NumberKind::kArray)) return Value::array_float(slot.data[row]);
  return slot_value(node, slot.kind, slot.data[row]);
}

Value Machine::slot_back(const Node& node, std::int32_t index, const Node* pre) {
  const SlotBinding& slot = context_->slots[index];
  if (slot.data == nullptr) {
    return raise(node, ErrorKind::kType, [] {
      return message("윈도우 크기는 1 이상의 정수여야 합니다. self.vars의 값을 확인하십시오.",
                     "the window size must be an integer of 1 or more; check the value of self.vars.");
    });
  }
  const BackRow back = back_row(node, pre, slot.base_need);
  switch (back.kind) {
    case BackRow::Kind::kRow: return slot_value(node, slot.kind, slot.data[back.row]);
    case BackRow::Kind::kFirst: return slot_value(node, slot.kind, slot.first);
    case BackRow::Kind::kShort: return Value::integer_of(0);
    default: return Value::raised();
  }
}

std::optional<std::int64_t> Machine::parameter_window(const Node& size) {
  const Value value = eval(size);
  if (value.is_integral()) return value.integer;
  if (value.is_raised()) error_kind_ = ErrorKind::kNone;
  return std::nullopt;
}

Value Machine::window(const Node& node) {
  const Value tick = eval(*node.a);
  if (tick.is_raised()) return tick;
  const feature::WindowFunction function = static_cast<feature::WindowFunction>(node.id);
  const CompileOptions& options = text().options;
  std::int64_t size = 0;
  if (tick.is_integral()) size = tick.integer;
  else if (tick.is_real() && tick.real == std::floor(tick.real) && std::fabs(tick.real) < 1e9 &&
           feature::is_held(function, static_cast<int>(tick.real), options.frame, options.average_list)) {
    size = static_cast<std::int64_t>(tick.real);  // 30.0 equals 30 in the reference's list of held columns
  } else {
    return raise(node, ErrorKind::kType, [&] {
      return message("윈도우 크기는 정수여야 하는데 {} ({})입니다.", "the window size must be an integer; got {} ({}).",
                     shown(tick), type_name(tick));
    });
  }
  if (size < 1) {
    return raise(node, ErrorKind::kValue, [&] {
      return message("윈도우 크기는 1 이상이어야 하는데 {}입니다.", "the window size must be 1 or more; got {}.", size);
    });
  }
  for (const WindowSlot& slot : code_.window_slots) {
    if (slot.function != function || context_->slots[slot.slot].data == nullptr) continue;
    const auto slot_size = slot.size != nullptr ? parameter_window(*slot.size) : std::optional<std::int64_t>(slot.window);
    if (slot_size == size) return slot_back(node, slot.slot, node.b);
  }
  const BackRow back = back_row(node, node.b, size);
  if (back.kind == BackRow::Kind::kShort) return Value::integer_of(0);
  if (back.kind == BackRow::Kind::kRaised) return Value::raised();
  return direct_window(node, static_cast<std::int32_t>(size), back);
}

Value Machine::direct_window(const Node& node, std::int32_t tick, const BackRow& back) {
  const feature::WindowFunction function = static_cast<feature::WindowFunction>(node.id);
  const CompileOptions& options = text().options;
  const int column = market::column_of(options.market, options.frame, feature::info(function).source);
  const bool first = back.kind == BackRow::Kind::kFirst;
  const double* begin = first ? context_->first_row + column : context_->columns[column] + back.row + 1 - tick;
  const feature::WindowSettings settings{options.market, options.frame, feature::WindowScope::kStom};
  const double number = feature::direct_window(function, settings, {begin, static_cast<std::size_t>(tick)});
  return slot_value(node, static_cast<std::int64_t>(feature::number_kind({function, false, tick})), number);
}

Value Machine::elapsed(const Node& node) {
  std::int32_t index = node.index;
  if (node.op == NodeOp::kElapsedByName) {
    index = -1;
    const Value name = node.a != nullptr ? eval(*node.a) : Value::none();
    if (name.is_raised()) return name;
    const std::vector<SlotTemplate>& slots = text().plan.slots;
    for (std::size_t i = 0; i < slots.size() && name.is_text(); ++i) {
      const auto* key = std::get_if<ElapsedKey>(&slots[i].key);
      if (key != nullptr && key->name == name.text->utf8) index = static_cast<std::int32_t>(i);
    }
  }
  if (index < 0 || context_->slots[index].data == nullptr) return Value::integer_of(0);
  return checked(node, integer_of_rint(context_->slots[index].data[row_]), "경과틱수", Value::none());
}

Value Machine::row_time(const Node& node) {
  const RowKey key = market::to_second_key(text().options.frame, context_->index[row_]);
  if (const auto time = date_time_of_key(static_cast<double>(key))) return Value::with_tag(ValueTag::kDateTime, *time);
  return raise(node, ErrorKind::kValue, [&] {
    return message("행의 시간 {}이(가) 올바르지 않습니다.", "the row's time {} is not a time.", key);
  });
}

Value Machine::timedelta_sec(const Arguments& arguments) {
  const Node& node = *arguments.call;
  Value seconds = Value::none(), from = Value::none();
  if (!arguments.values.empty()) seconds = arguments.values[0];
  if (arguments.values.size() > 1) from = arguments.values[1];
  for (const KeywordValue& keyword : arguments.keywords) {
    if (keyword.value.is_number()) seconds = keyword.value;
    else from = keyword.value;
  }
  if (from.tag == ValueTag::kNone) from = row_time(node);
  if (from.is_raised()) return from;
  if (!seconds.is_number() || from.tag != ValueTag::kDateTime) {
    return raise_operation(node, ErrorKind::kType, "timedelta_sec", seconds, from);
  }
  const auto micros = micros_of_seconds(seconds.as_double());
  if (!micros || !is_valid_date_time(from.integer + *micros)) {
    const bool nan = std::isnan(seconds.as_double());
    return raise_operation(node, nan ? ErrorKind::kValue : ErrorKind::kOverflow, "timedelta_sec", seconds, from);
  }
  return Value::with_tag(ValueTag::kDateTime, from.integer + *micros);
}

// self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata)
Value Machine::emit(const Arguments& arguments) {
  static constexpr std::size_t kHead = 3;
  const Node& node = *arguments.call;
  if (arguments.values.size() != 1 || arguments.values[0].tag != ValueTag::kTuple) {
    return raise(node, ErrorKind::kType, [] {
      return message("self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata) 형태로 사용하십시오.",
                     "use self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata).");
    });
  }
  const Sequence* sent = arguments.values[0].sequence;
  const std::size_t columns = text().finder_columns.size();
  if (sent->items.size() != kHead + columns) {
    return raise(node, ErrorKind::kValue, [&] {
      return message("self.tickcols는 {}개인데 내보낸 값은 {}개입니다.", "self.tickcols names {} columns but {} values are sent.",
                     columns, sent->items.size() < kHead ? 0 : sent->items.size() - kHead);
    });
  }
  if (emitted_ == nullptr) emitted_ = sent;
  return Value::none();
}

}  // namespace stom::script
