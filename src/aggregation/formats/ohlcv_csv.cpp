#include "aggregation/formats/ohlcv_csv.h"

#include <algorithm>

#include "aggregation/formats/candle_check.h"

namespace stom::aggregation {
namespace {

struct ColumnName {
  BarColumn column;
  std::string_view name;  // lower case
};
constexpr ColumnName kColumnNames[] = {
    {BarColumn::kTime, "time"},       {BarColumn::kTime, "timestamp"},  {BarColumn::kTime, "date"},
    {BarColumn::kTime, "datetime"},   {BarColumn::kTime, "open_time"},  {BarColumn::kTime, "open time"},
    {BarColumn::kTime, "일자"},        {BarColumn::kTime, "날짜"},        {BarColumn::kTime, "일시"},
    {BarColumn::kTime, "체결시간"},     {BarColumn::kClock, "clock"},     {BarColumn::kClock, "시간"},
    {BarColumn::kClock, "시각"},       {BarColumn::kOpen, "open"},       {BarColumn::kOpen, "시가"},
    {BarColumn::kHigh, "high"},       {BarColumn::kHigh, "고가"},        {BarColumn::kLow, "low"},
    {BarColumn::kLow, "저가"},         {BarColumn::kClose, "close"},     {BarColumn::kClose, "종가"},
    {BarColumn::kClose, "현재가"},      {BarColumn::kVolume, "volume"},   {BarColumn::kVolume, "vol"},
    {BarColumn::kVolume, "거래량"},     {BarColumn::kValue, "value"},     {BarColumn::kValue, "amount"},
    {BarColumn::kValue, "turnover"},  {BarColumn::kValue, "quote_volume"}, {BarColumn::kValue, "quote_asset_volume"},
    {BarColumn::kValue, "거래대금"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

bool find_column(std::string_view name, BarColumn& column) {
  const std::string wanted = lower(name);
  for (const ColumnName& known : kColumnNames) {
    if (wanted != known.name) continue;
    column = known.column;
    return true;
  }
  return false;
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

ParseResult bad_field(std::string_view name, std::string_view text) {
  return ParseResult::bad(message("{} 값이 잘못되었습니다: '{}'", "bad value of {}: '{}'", name, text));
}

}  // namespace

bool BarLayout::is_usable() const {
  const auto has = [&](BarColumn column) { return (*this)[column] >= 0; };
  return has(BarColumn::kTime) && has(BarColumn::kOpen) && has(BarColumn::kHigh) && has(BarColumn::kLow) && has(BarColumn::kClose);
}

BarLayout layout_of_heading(std::string_view line) {
  BarLayout layout;
  line = without_byte_order_mark(line);
  layout.delimiter = guess_delimiter(line);
  layout.has_heading = true;
  CsvLine fields;
  if (!fields.split(line, layout.delimiter)) return {};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    BarColumn column{};
    if (!find_column(fields[i], column)) continue;
    int& at = layout.at[static_cast<std::size_t>(column)];
    if (at < 0) at = static_cast<int>(i);
  }
  // "시간" alone is the whole time, beside "일자" it is the clock.
  int& time = layout.at[static_cast<std::size_t>(BarColumn::kTime)];
  int& clock = layout.at[static_cast<std::size_t>(BarColumn::kClock)];
  if (time < 0) std::swap(time, clock);
  return layout;
}

bool layout_of_names(std::string_view names, std::string_view first_line, BarLayout& layout) {
  first_line = without_byte_order_mark(first_line);
  layout = {};
  layout.delimiter = guess_delimiter(first_line);
  CsvLine wanted;
  if (!wanted.split(names, ',')) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "-" || wanted[i].empty()) continue;
    BarColumn column{};
    if (!find_column(wanted[i], column)) return false;
    int& at = layout.at[static_cast<std::size_t>(column)];
    if (at >= 0) return false;
    at = static_cast<int>(i);
  }
  CsvLine fields;
  const auto time = static_cast<std::size_t>(std::max(0, layout[BarColumn::kTime]));
  layout.has_heading = fields.split(first_line, layout.delimiter) && time < fields.size() && !has_digit(fields[time]);
  return true;
}

ParseResult OhlcvReader::parse(std::string_view line, std::vector<Event>& events) {
  const bool heading = first_line_ && layout_.has_heading;
  line = without_byte_order_mark(line);
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return ParseResult::ignore("empty line");
  first_line_ = false;
  if (heading) return ParseResult::ignore("heading");
  if (!fields_.split(line, layout_.delimiter)) {
    return ParseResult::bad(message("따옴표가 닫히지 않았습니다.", "a quote is not closed."));
  }
  const int last = *std::max_element(layout_.at.begin(), layout_.at.end());
  if (static_cast<int>(fields_.size()) <= last) {
    return ParseResult::bad(message("값이 {}개 이상이어야 하는데 {}개입니다.", "expected at least {} values, got {}.", last + 1,
                                    fields_.size()));
  }
  const auto field = [&](BarColumn column) { return fields_[static_cast<std::size_t>(layout_[column])]; };
  Candle candle;
  candle.symbol = symbol_;
  std::string time(field(BarColumn::kTime));
  if (layout_[BarColumn::kClock] >= 0) time += ' ' + std::string(field(BarColumn::kClock));
  if (!parse_time(time, time_rules_, candle.time)) return bad_field("time", time);
  struct Target {
    BarColumn column;
    std::string_view name;
    Decimal* value;
  };
  Decimal value;
  const Target targets[] = {{BarColumn::kOpen, "open", &candle.open},       {BarColumn::kHigh, "high", &candle.high},
                            {BarColumn::kLow, "low", &candle.low},          {BarColumn::kClose, "close", &candle.close},
                            {BarColumn::kVolume, "volume", &candle.volume}, {BarColumn::kValue, "value", &value}};
  for (const Target& target : targets) {
    if (layout_[target.column] < 0) continue;
    if (!parse_number(field(target.column), *target.value)) return bad_field(target.name, field(target.column));
  }
  if (layout_[BarColumn::kValue] >= 0) {
    if (value < Decimal{}) return bad_field("value", field(BarColumn::kValue));
    candle.value = value.to_double();
  }
  ParseResult result = check_candle(candle);
  if (result.kind == ParseKind::kEvents) events.emplace_back(candle);
  return result;
}

}  // namespace stom::aggregation
