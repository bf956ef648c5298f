#include "venue/binance/messages.h"

#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

using aggregation::ParseKind;

constexpr std::string_view kCoinMargined = "2";  // st

// Other names of a kind that a caller may use.
std::string_view canonical(std::string_view kind) {
  if (kind == "openOrders" || kind == "allOrders") return "order";
  if (kind == "partialDepth") return "depthUpdate";
  return kind;
}

bool allowed(std::string_view forced, std::string_view found, bool is_stream) {
  if (forced.empty() || found == "error" || found == "empty" || found == "subscription") return true;
  if (forced == "ws") return is_stream;
  if (forced == "rest") return !is_stream;
  return canonical(forced) == found;
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_list_of_objects(std::string_view list) {
  if (list.empty() || list[0] != '[') return false;
  const std::size_t first = list.find_first_not_of(" \t\r\n", 1);
  return first != std::string_view::npos && (list[first] == '{' || list[first] == ']');
}

// [open time, o, h, l, c, volume, close time, quote volume, trades, taker buy base, taker buy quote, ignored]
ParseResult read_kline_row(std::span<const Token> row, std::string_view symbol, std::vector<Event>& events) {
  constexpr std::size_t kColumns = 11;
  std::string_view text[kColumns];
  const std::size_t count = row.size();
  for (std::size_t i = 0; i < std::min(count, kColumns); ++i) text[i] = without_spaces(row[i].text);
  const auto bad = [&](std::size_t column) {
    return ParseResult::bad(
        message("klines의 {}번째 값이 잘못되었습니다: '{}'", "klines: value {} is wrong: '{}'", column + 1, text[column].substr(0, 60)));
  };
  if (count < 6) return bad(std::min(count, kColumns - 1));
  Candle& candle = add<Candle>(events);
  candle.symbol = symbol;
  const auto millis = [](std::string_view token, EpochMicros& time) {
    Number number;
    if (!number.parse(token) || number.value() < 0 || number.value() >= 4.2e12 ||
        token.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
    time = static_cast<EpochMicros>(number.value()) * 1000;
    return true;
  };
  if (!millis(text[0], candle.time)) return bad(0);
  Number* const prices[] = {&candle.open, &candle.high, &candle.low, &candle.close};
  if (!candle.volume.parse(text[5]) || candle.volume.value() < 0) return bad(5);
  // Candles of the premium index have no volume and may lie below zero.
  const bool is_traded = candle.volume.value() > 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (!prices[i]->parse(text[i + 1]) || (is_traded && !(prices[i]->value() > 0))) return bad(i + 1);
  }
  if (count > 6 && !millis(text[6], candle.end)) return bad(6);
  if (count > 7 && !candle.value.parse(text[7])) return bad(7);
  if (Number trades; count > 8) {
    if (!trades.parse(text[8]) || !(trades.value() >= 0) || trades.value() > 1e15) return bad(8);
    candle.trades = static_cast<std::uint64_t>(trades.value());
  }
  if (count > 9 && !candle.buy_volume.parse(text[9])) return bad(9);
  if (count > 10 && !candle.buy_value.parse(text[10])) return bad(10);
  return ParseResult::events();
}

}  // namespace

struct Messages::State {
  JsonWalk json, nested;
  LevelLists levels;
  std::string_view forced;
  bool in_list = false, in_answer = false;

  ParseResult dispatch(Fields& one, std::vector<Event>& events, std::string_view symbol) {
    if (!one.stream().empty()) {
      // A list in a list's element would overwrite what it is read from.
      if (const std::string_view list = one.raw("data"); !list.empty() && !in_list) {
        in_list = true;
        ParseResult result = read_list(list, events, symbol);
        in_list = false;
        return result;
      }
    }
    if (const std::string_view answer = one.raw("result"); is_answer(one, answer)) return read_answer(answer, one, events, symbol);
    if (const std::string_view product = one.text("st"); product == kCoinMargined) {
      Ignored& ignored = add<Ignored>(events);
      ignored.what = one.text("e");
      ignored.why = "COIN-M";
      return ParseResult::events();
    }
    ReadContext context{one, levels, events, symbol, forced};
    const std::string_view event = one.text("e");
    if (!event.empty()) {
      const MessageKind* kind = by_name(market_kinds(), event);
      if (kind == nullptr) kind = by_name(user_kinds(), event);
      if (kind == nullptr) return forced.empty() || forced == "ws" ? unknown_event(event, events) : not_of_kind(forced, event);
      if (!allowed(forced, kind->name, true)) return not_of_kind(forced, kind->name);
      context.kind = kind->name;
      return kind->read(context);
    }
    const MessageKind* kind = by_keys(rest_kinds(), one);
    if (kind == nullptr) return unknown_kind(one);
    // The same answers come over a socket.
    if (!(in_answer && forced == "ws") && !allowed(forced, kind->name, false)) return not_of_kind(forced, kind->name);
    context.kind = kind->name;
    return kind->read(context);
  }

  // {"id":…,"status":200,"result":…,"rateLimits":[…]} of the WebSocket API; answers to SUBSCRIBE have no objects in them.
  [[nodiscard]] bool is_answer(const Fields& one, std::string_view answer) const {
    return !in_list && one.has("id") && (answer.starts_with('{') || (is_list_of_objects(answer) && one.has("status")));
  }

  ParseResult read_answer(std::string_view answer, const Fields& one, std::vector<Event>& events, std::string_view symbol) {
    const std::size_t first = events.size();
    // Reading the answer does not touch what it is read from, but the fields around it are looked at no more.
    std::uint64_t status = 0;
    FieldReader(one, "id").may_whole("status", status);
    in_list = in_answer = true;
    ParseResult result = read_list(answer, events, symbol);
    in_list = in_answer = false;
    if (result.kind != ParseKind::kBad && events.size() == first) {
      add<Acknowledgement>(events).code = static_cast<int>(std::min<std::uint64_t>(status, 999));
    }
    return result;
  }

  // The list inside a combined-stream envelope, or an answer inside its own.
  ParseResult read_list(std::string_view raw, std::vector<Event>& events, std::string_view symbol) {
    ParseResult result = ParseResult::events();
    const auto object = [&](Fields& one) {
      result = dispatch(one, events, symbol);
      return result.kind != ParseKind::kBad;
    };
    return nested.walk(raw, &levels, Visitor<Fields&>(object), nullptr) == WalkEnd::kBroken ? broken(levels) : result;
  }

  ParseResult read(std::string_view text, std::vector<Event>& events, std::string_view symbol) {
    ParseResult result = ParseResult::events();
    const auto object = [&](Fields& one) {
      result = dispatch(one, events, symbol);
      return result.kind != ParseKind::kBad;
    };
    const auto row = [&](std::span<const Token> tokens) {
      result = allowed(forced, "klines", false) ? read_kline_row(tokens, symbol, events) : not_of_kind(forced, "klines");
      return result.kind != ParseKind::kBad;
    };
    const Visitor<std::span<const Token>> rows(row);
    return json.walk(text, &levels, Visitor<Fields&>(object), &rows) == WalkEnd::kBroken ? broken(levels) : result;
  }
};

Messages::Messages() : state_(std::make_unique<State>()) {}
Messages::~Messages() = default;
Messages::Messages(Messages&&) noexcept = default;
Messages& Messages::operator=(Messages&&) noexcept = default;

ParseResult Messages::parse(std::string_view json, std::vector<Event>& events, std::string_view kind, std::string_view symbol) {
  const std::size_t first = events.size();
  state_->forced = kind;
  ParseResult result = state_->read(json, events, symbol);
  if (result.kind == ParseKind::kBad) events.resize(first);
  return result;
}

std::vector<std::string_view> kinds() {
  std::vector<std::string_view> names = {"ws", "rest", "partialDepth", "klines", "openOrders", "allOrders"};
  for (const auto* table : {&market_kinds(), &user_kinds(), &rest_kinds()}) {
    for (const MessageKind& kind : *table) {
      if (std::find(names.begin(), names.end(), kind.name) == names.end()) names.push_back(kind.name);
    }
  }
  return names;
}

bool is_kind(std::string_view kind) {
  const auto names = kinds();
  return std::find(names.begin(), names.end(), kind) != names.end();
}

}  // namespace stom::venue::binance
