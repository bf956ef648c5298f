#include "aggregation/formats/json_list.h"

#include "aggregation/formats/candle_check.h"
#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/json_text.h"
#include "aggregation/formats/time_text.h"

namespace stom::aggregation {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

ParseResult not_whole() {
  return ParseResult::bad(message("JSON이 아니거나 도중에 끊겼습니다.", "not a whole JSON value."));
}

ParseResult bad_value(std::string_view what, std::string_view token) {
  return ParseResult::bad(message("{} 값이 잘못되었습니다: '{}'", "bad value of {}: '{}'", what, token));
}

ParseResult no_code() {
  return ParseResult::bad(message("종목 코드가 없습니다. --code로 지정하세요.", "no symbol: give --code."));
}

bool read_double(std::string_view token, double& value) {
  Decimal decimal;
  if (!not_negative(token, decimal)) return false;
  value = decimal.to_double();
  return true;
}

// [open time, o, h, l, c, volume, close time, quote volume, trades, taker buy volume, …]
ParseResult read_kline(const std::vector<std::string>& token, Candle& candle) {
  std::uint64_t number = 0;
  if (!parse_unsigned(token[0], number) || !epoch_from_number(number, candle.time)) return bad_value("open time", token[0]);
  Decimal* prices[] = {&candle.open, &candle.high, &candle.low, &candle.close};
  for (std::size_t i = 0; i < 4; ++i) {
    if (!Decimal::parse(token[i + 1], *prices[i])) return bad_value("price", token[i + 1]);
  }
  if (!Decimal::parse(token[5], candle.volume)) return bad_value("volume", token[5]);
  if (!read_double(token[7], candle.value)) return bad_value("quote volume", token[7]);
  if (!not_negative(token[9], candle.buy_volume)) return bad_value("taker buy volume", token[9]);
  return check_candle(candle);
}

// [ms, "id", type, "buy"|"sell", price, amount, cost]
ParseResult read_print(const std::vector<std::string>& token, Trade& trade) {
  std::uint64_t number = 0;
  if (!parse_unsigned(token[0], number) || !epoch_from_number(number, trade.time)) return bad_value("time", token[0]);
  if (token[3] != "buy" && token[3] != "sell") return bad_value("side", token[3]);
  trade.taker = token[3] == "buy" ? Side::kBuy : Side::kSell;
  if (!positive(token[4], trade.price)) return bad_value("price", token[4]);
  if (!positive(token[5], trade.quantity)) return bad_value("amount", token[5]);
  return ParseResult::events();
}

}  // namespace

bool split_json(std::string_view text, std::vector<std::string_view>& elements) {
  text = without_byte_order_mark(text);
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (text.empty()) return false;
  // A list of lists of numbers or of objects: elements end where the nesting returns to one, outside strings.
  const bool is_list = text.front() == '[';
  int depth = 0;
  bool quoted = false, escaped = false;
  std::size_t begin = is_list ? 1 : 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (escaped) escaped = false;
      else if (c == '\\') escaped = true;
      else if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') {
      quoted = true;
      continue;
    }
    const bool opens = c == '[' || c == '{', closes = c == ']' || c == '}';
    if (opens) ++depth;
    if (closes && --depth < 0) return false;
    const bool element_ends = is_list && ((c == ',' && depth == 1) || (closes && depth == 0));
    if (element_ends) {
      std::string_view element = text.substr(begin, i - begin);
      while (!element.empty() && is_space(element.front())) element.remove_prefix(1);
      while (!element.empty() && is_space(element.back())) element.remove_suffix(1);
      if (!element.empty()) elements.push_back(element);
      begin = i + 1;
    }
    if (closes && depth == 0) {
      if (!is_list) elements.push_back(text.substr(0, i + 1));
      return i + 1 == text.size();
    }
  }
  return false;
}

JsonElementReader::JsonElementReader(SymbolTable& symbols, std::string code)
    : symbols_(symbols), code_(std::move(code)), recording_(symbols, code_), json_(std::make_unique<JsonText>()) {}
JsonElementReader::~JsonElementReader() = default;

ParseResult JsonElementReader::parse(std::string_view element, std::vector<Event>& events) {
  if (element.empty()) return ParseResult::ignore("empty line");
  if (element[0] == '[') return parse_array(element, events);
  if (element[0] != '{') return not_whole();
  if (element.find("\"candle_date_time_utc\"") != std::string_view::npos) return parse_upbit_candle(element, events);
  EpochMicros received = kNoTime;
  return recording_.parse(element, events, received);
}

ParseResult JsonElementReader::parse_array(std::string_view element, std::vector<Event>& events) {
  ondemand::document document;
  ondemand::array list;
  if (json_->open(element, document) != simdjson::SUCCESS || document.get_array().get(list) != simdjson::SUCCESS) return not_whole();
  std::vector<std::string> tokens;
  for (auto item : list) {
    ondemand::value value;
    if (std::move(item).get(value) != simdjson::SUCCESS) return not_whole();
    tokens.emplace_back(scalar_token(value));
  }
  if (!at_end(document)) return not_whole();
  if (code_.empty()) return no_code();
  if (tokens.size() >= 11) {
    Candle candle;
    ParseResult result = read_kline(tokens, candle);
    candle.symbol = symbols_.id(code_);
    if (result.kind == ParseKind::kEvents) events.emplace_back(candle);
    return result;
  }
  if (tokens.size() == 7) {
    Trade trade;
    ParseResult result = read_print(tokens, trade);
    trade.symbol = symbols_.id(code_);
    if (result.kind == ParseKind::kEvents) events.emplace_back(trade);
    return result;
  }
  return ParseResult::bad(message("값이 {}개인 목록입니다. 체결은 7개, 봉은 12개여야 합니다.",
                                  "a list of {} values; a trade has 7, a kline 12.", tokens.size()));
}

ParseResult JsonElementReader::parse_upbit_candle(std::string_view element, std::vector<Event>& events) {
  ondemand::document document;
  ondemand::object object;
  if (json_->open(element, document) != simdjson::SUCCESS || document.get_object().get(object) != simdjson::SUCCESS) return not_whole();
  Candle candle;
  std::string_view market, time, value_token;
  std::string_view price_tokens[5];
  constexpr std::string_view kNames[5] = {"opening_price", "high_price", "low_price", "trade_price", "candle_acc_trade_volume"};
  for (auto item : object) {
    std::string_view key;
    ondemand::value value;
    if (item.unescaped_key().get(key) != simdjson::SUCCESS || item.value().get(value) != simdjson::SUCCESS) return not_whole();
    if (key == "market") market = scalar_token(value);
    else if (key == "candle_date_time_utc") time = scalar_token(value);
    else if (key == "candle_acc_trade_price") value_token = scalar_token(value);
    for (int i = 0; i < 5; ++i) {
      if (key == kNames[i]) price_tokens[i] = scalar_token(value);
    }
  }
  if (!at_end(document)) return not_whole();
  Decimal* targets[5] = {&candle.open, &candle.high, &candle.low, &candle.close, &candle.volume};
  for (int i = 0; i < 5; ++i) {
    if (!Decimal::parse(price_tokens[i], *targets[i])) return bad_value(kNames[i], price_tokens[i]);
  }
  if (!parse_time(time, TimeRules{}, candle.time)) return bad_value("candle_date_time_utc", time);
  if (!read_double(value_token, candle.value)) return bad_value("candle_acc_trade_price", value_token);
  const std::string_view code = code_.empty() ? market : std::string_view(code_);
  if (code.empty()) return no_code();
  ParseResult result = check_candle(candle);
  candle.symbol = symbols_.id(code);
  if (result.kind == ParseKind::kEvents) events.emplace_back(candle);
  return result;
}

}  // namespace stom::aggregation
