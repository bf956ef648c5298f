#include "sim/upbit_stream.h"

#include <nlohmann/json.hpp>

#include "sim/candle_rows.h"
#include "sim/http_call.h"
#include "sim/wire_text.h"

namespace stom::sim {
namespace {

using nlohmann::json;

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kIdle = 120 * kSecond, kUpEvery = 10 * kSecond;
constexpr std::string_view kCandle = "candle.1s";

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool flag_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::string_view message_of(std::string_view name) {
  if (name == "INVALID_AUTH") return "인증 정보가 올바르지 않습니다.";
  if (name == "WRONG_FORMAT") return "Format이 맞지 않습니다.";
  if (name == "NO_TICKET") return "티켓이 존재하지 않거나 유효하지 않습니다.";
  if (name == "NO_TYPE") return "type 필드가 존재하지 않습니다.";
  if (name == "NO_CODES") return "codes 필드가 존재하지 않습니다.";
  if (name == "TOO_MANY_REQUEST") return "too many requests";
  return "파라미터가 올바르지 않습니다.";
}

}  // namespace

UpbitStream::UpbitStream(Outlet& outlet, FaultPlan& faults, VenueFloor& floor, std::string account, bool is_private, bool with_limits)
    : TalkBase(outlet, faults, std::move(account)), floor_(floor), is_private_(is_private), with_limits_(with_limits) {}

void UpbitStream::on_open(const Moment& now) {
  opened_ = last_heard_ = last_said_ = now.steady;
  if (!is_private_ || !account().empty()) return;
  say(upbit_wire::stream_error("INVALID_AUTH", message_of("INVALID_AUTH")));
  outlet_.close(1008, "INVALID_AUTH");
}

std::string UpbitStream::add_type(const void* raw, Subscription& wanted) const {
  const json& object = *static_cast<const json*>(raw);
  const std::string type = text_of(object, "type");
  if (type.empty()) return "NO_TYPE";
  const auto codes = object.find("codes");
  if (type == "myAsset") {
    if (!is_private_) return "INVALID_AUTH";
    if (codes != object.end()) return "WRONG_FORMAT";
    wanted.assets = true;
    return {};
  }
  std::vector<std::string> names;
  if (codes != object.end()) {
    if (!codes->is_array()) return "WRONG_FORMAT";
    for (const json& code : *codes) {
      if (!code.is_string()) return "WRONG_FORMAT";
      names.push_back(code.get<std::string>());
    }
  }
  if (type == "myOrder") {
    if (!is_private_) return "INVALID_AUTH";
    wanted.orders = true;
    wanted.order_codes = names;
    return {};
  }
  Wishes* wishes = type == "ticker" ? &wanted.tickers : type == "trade" ? &wanted.trades : type == "orderbook" ? &wanted.books
                                                    : type == kCandle   ? &wanted.candles
                                                                        : nullptr;
  if (wishes == nullptr) return "INVALID_PARAM";
  if (names.empty()) return "NO_CODES";
  Wish wish;
  const bool only_snapshot = flag_of(object, "is_only_snapshot"), only_realtime = flag_of(object, "is_only_realtime");
  if (only_snapshot && only_realtime) return "INVALID_PARAM";
  wish.snapshot = !only_realtime;
  wish.realtime = !only_snapshot;
  for (const std::string& name : names) {
    const std::size_t point = name.find('.');
    Wish one = wish;
    if (std::int64_t units = 0; point != std::string::npos) {
      if (type != "orderbook" || !parse_whole(std::string_view(name).substr(point + 1), units) ||
          (units != 1 && units != 5 && units != 15 && units != 30))
        return "INVALID_PARAM";
      one.units = static_cast<std::size_t>(units);
    }
    // Codes that are not (or no longer) listed bring nothing.
    if (const std::string code = name.substr(0, point); floor_.instrument(code) != nullptr) (*wishes)[code] = one;
  }
  return wishes->empty() ? "NO_CODES" : std::string{};
}

std::string UpbitStream::read_request(std::string_view text, Subscription& wanted) const {
  const json request = json::parse(text, nullptr, false);
  if (!request.is_array() || request.empty()) return "WRONG_FORMAT";
  for (const json& object : request) {
    if (!object.is_object()) return "WRONG_FORMAT";
    if (object.contains("ticket")) {
      wanted.ticket = text_of(object, "ticket");
    } else if (object.contains("format")) {
      const std::string format = text_of(object, "format");
      if (format != "DEFAULT" && format != "SIMPLE" && format != "JSON_LIST" && format != "SIMPLE_LIST") return "WRONG_FORMAT";
      wanted.brief = format.starts_with("SIMPLE");
      wanted.in_list = format.ends_with("LIST");
    }
  }
  if (wanted.ticket.empty()) return "NO_TICKET";
  bool has_type = false;
  for (const json& object : request) {
    if (object.contains("ticket") || object.contains("format") || object.contains("method")) continue;
    if (const std::string wrong = add_type(&object, wanted); !wrong.empty()) return wrong;
    has_type = true;
  }
  const bool lists =
      std::any_of(request.begin(), request.end(), [](const json& one) { return text_of(one, "method") == "LIST_SUBSCRIPTIONS"; });
  if (lists && !has_type) return "LIST";
  return has_type ? std::string{} : "NO_TYPE";
}

void UpbitStream::on_frame(std::string_view text, const Moment& now) {
  last_heard_ = now.steady;
  if (text.empty()) return;  // a ping frame
  if (text == "PING") {
    say(R"({"status":"UP"})");
    next_up_ = now.steady + kUpEvery;
    return;
  }
  const auto refuse = [&](std::string_view name) { say(upbit_wire::stream_error(name, message_of(name))); };
  note_received(now);
  if (with_limits_ && (received_within(now, kSecond) > 5 || received_within(now, 60 * kSecond) > 100)) return refuse("TOO_MANY_REQUEST");
  Subscription wanted;
  if (const json lone = json::parse(text, nullptr, false); lone.is_object() && text_of(lone, "method") == "LIST_SUBSCRIPTIONS")
    return send_list();
  const std::string wrong = read_request(text, wanted);
  if (wrong == "LIST") return send_list();
  if (!wrong.empty()) return refuse(wrong);
  subscription_ = std::move(wanted);
  send_snapshots();
}

void UpbitStream::tell(std::string message) {
  if (subscription_.in_list) message = '[' + message + ']';
  say(std::move(message), true);
}

void UpbitStream::send_snapshots() {
  Exchange& exchange = floor_.exchange();
  for (const auto& [code, wish] : subscription_.tickers) {
    const venue::Ticker ticker = exchange.ticker(code);
    if (wish.snapshot && ticker.price.is_known()) tell(upbit_wire::ticker_message(ticker, style(true)));
  }
  for (const auto& [code, wish] : subscription_.trades) {
    const venue::Trade* trade = floor_.last_trade(code);
    if (wish.snapshot && trade != nullptr) tell(upbit_wire::trade_message(*trade, style(true)));
  }
  for (const auto& [code, wish] : subscription_.books) {
    const venue::BookPicture book = exchange.book(code);
    if (wish.snapshot && !book.asks.empty()) tell(upbit_wire::book_message(book, wish.units, style(true)));
  }
  for (const auto& [code, wish] : subscription_.candles) {
    const auto candles = newest_candles(exchange, code, "1s", exchange.now() + 1, 1);
    if (wish.snapshot && !candles.empty()) tell(upbit_wire::candle_message(candles.back(), style(true)));
  }
}

void UpbitStream::send_list() {
  JsonText list;
  list.object().text("method", "LIST_SUBSCRIPTIONS").list("result");
  const auto add = [&](std::string_view type, const Wishes& wishes) {
    if (wishes.empty()) return;
    list.object().text("type", type).list("codes");
    for (const auto& [code, wish] : wishes) list.text(type == "orderbook" ? fmt::format("{}.{}", code, wish.units) : code);
    list.end_list();
    if (type == "orderbook") list.whole("level", 0);
    list.end_object();
  };
  add("ticker", subscription_.tickers);
  add("trade", subscription_.trades);
  add("orderbook", subscription_.books);
  add(kCandle, subscription_.candles);
  if (subscription_.orders) {
    list.object().text("type", "myOrder").list("codes");
    for (const std::string& code : subscription_.order_codes) list.text(code);
    list.end_list().end_object();
  }
  if (subscription_.assets) list.object().text("type", "myAsset").end_object();
  list.end_list().text("ticket", subscription_.ticket).end_object();
  say(list.take());
}

void UpbitStream::on_trade(const venue::Trade& trade, const Moment& now) {
  if (const auto wish = subscription_.trades.find(trade.symbol); wish != subscription_.trades.end() && wish->second.realtime)
    tell(upbit_wire::trade_message(trade, style()));
  if (const auto wish = subscription_.candles.find(trade.symbol); wish != subscription_.candles.end() && wish->second.realtime) {
    const auto candles = newest_candles(floor_.exchange(), trade.symbol, "1s", now.exchange + 1, 1);
    if (!candles.empty()) tell(upbit_wire::candle_message(candles.back(), style()));
  }
}

void UpbitStream::on_book(const venue::BookPicture& book, const Moment&) {
  if (const auto wish = subscription_.books.find(book.symbol); wish != subscription_.books.end() && wish->second.realtime)
    tell(upbit_wire::book_message(book, wish->second.units, style()));
}

void UpbitStream::on_ticker(const venue::Ticker& ticker, const Moment&) {
  if (const auto wish = subscription_.tickers.find(ticker.symbol); wish != subscription_.tickers.end() && wish->second.realtime)
    tell(upbit_wire::ticker_message(ticker, style()));
}

void UpbitStream::on_private(const PrivateEvent& event, const Moment& now) {
  const auto wants = [&](const std::string& code) {
    const auto& codes = subscription_.order_codes;
    return subscription_.orders && (codes.empty() || std::find(codes.begin(), codes.end(), code) != codes.end());
  };
  if (const auto* order = std::get_if<OrderEvent>(&event)) {
    if (wants(order->order.symbol)) tell(upbit_wire::order_message(order->order, now.exchange, style()));
  } else if (const auto* fill = std::get_if<FillEvent>(&event)) {
    if (wants(fill->order.symbol)) tell(upbit_wire::fill_message(fill->fill, fill->order, now.exchange, style()));
  } else if (const auto* changed = std::get_if<AccountEvent>(&event)) {
    const std::string uuid = fmt::format("5157a550-0000-4000-8000-{:012x}", ++assets_told_);
    if (subscription_.assets) tell(upbit_wire::asset_message(changed->balances, uuid, now.exchange, style()));
  }
}

void UpbitStream::on_time(const Moment& now) {
  if (next_up_ != 0 && now.steady >= next_up_) {
    say(R"({"status":"UP"})");
    next_up_ = now.steady + kUpEvery;
  }
  if (!passes_second(now)) return;
  if (now.steady - std::max(last_heard_, last_said_) > kIdle) outlet_.close(1000, "idle");
}

bool UpbitStream::wants_market() const {
  const Subscription& all = subscription_;
  return !all.tickers.empty() || !all.trades.empty() || !all.books.empty() || !all.candles.empty();
}

}  // namespace stom::sim
