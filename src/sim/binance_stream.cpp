#include "sim/binance_stream.h"

#include <nlohmann/json.hpp>

#include "sim/binance_desk.h"
#include "sim/candle_rows.h"
#include "sim/http_call.h"
#include "sim/wire_text.h"

namespace stom::sim {
namespace {

using aggregation::Level;
using nlohmann::json;
using venue::BookPicture;

constexpr EpochMicros kMilli = 1000, kSecond = 1'000'000;
constexpr EpochMicros kPingEvery = 180 * kSecond, kLife = 24LL * 3600 * kSecond;
constexpr std::size_t kMostStreams = 1024, kMostMessagesASecond = 10;

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::span<const Level> first(const std::vector<Level>& levels, std::size_t count) {
  return {levels.data(), std::min(count, levels.size())};
}

// Levels that are new or other than before, and those that are gone with quantity 0.
std::vector<Level> changes(const std::vector<Level>& before, const std::vector<Level>& after) {
  std::map<Decimal, Decimal> known;
  for (const Level& level : before) known[level.price] = level.quantity;
  std::vector<Level> out;
  for (const Level& level : after) {
    const auto found = known.find(level.price);
    if (found == known.end() || found->second != level.quantity) out.push_back(level);
    if (found != known.end()) known.erase(found);
  }
  for (const auto& [price, quantity] : known) out.push_back({price, Decimal{}});
  return out;
}

bool same_top(const BookPicture& a, const BookPicture& b) {
  const auto same = [](const std::vector<Level>& x, const std::vector<Level>& y) {
    return x.empty() == y.empty() && (x.empty() || x.front() == y.front());
  };
  return same(a.bids, b.bids) && same(a.asks, b.asks);
}

// "depth", "depth10", "depth@100ms", "depth5@500ms"
bool read_depth(std::string_view text, std::size_t& levels, EpochMicros& every) {
  text.remove_prefix(5);
  const std::size_t at = std::min(text.find('@'), text.size());
  const std::string_view count = text.substr(0, at), pace = at < text.size() ? text.substr(at + 1) : std::string_view{};
  levels = count == "5" ? 5 : count == "10" ? 10 : count == "20" ? 20 : 0;
  every = pace == "100ms" ? 100 * kMilli : pace == "500ms" ? 500 * kMilli : 250 * kMilli;
  const bool has_pace = pace.empty() || pace == "100ms" || pace == "250ms" || pace == "500ms";
  return has_pace && (count.empty() || levels > 0);
}

bool belongs(BinanceAddress::Traffic traffic, bool is_book) {
  using Traffic = BinanceAddress::Traffic;
  return traffic == Traffic::kPublic ? is_book : traffic == Traffic::kMarket && !is_book;
}

}  // namespace

bool read_address(std::string_view path, std::string_view query, BinanceAddress& address) {
  using Traffic = BinanceAddress::Traffic;
  std::vector<std::string> parts = split(path, '/');
  if (parts.empty()) return false;
  address.traffic = Traffic::kSpot;
  if (parts[0] == "public") address.traffic = Traffic::kPublic;
  else if (parts[0] == "market") address.traffic = Traffic::kMarket;
  else if (parts[0] == "private") address.traffic = Traffic::kPrivate;
  if (address.traffic != Traffic::kSpot) parts.erase(parts.begin());
  if (parts.empty() || (parts[0] != "ws" && parts[0] != "stream")) return false;
  address.combined = parts[0] == "stream";
  const std::vector<Parameter> parameters = parse_query(query);
  address.listen_key = value_of(parameters, "listenKey");
  address.events = split(value_of(parameters, "events"), '/');
  address.streams.assign(parts.begin() + 1, parts.end());
  if (address.combined) address.streams = split(value_of(parameters, "streams"), '/');
  if (address.traffic == Traffic::kPrivate && address.listen_key.empty() && !address.streams.empty()) {
    address.listen_key = address.streams.front();
    address.streams.clear();
  }
  return true;
}

BinanceStream::BinanceStream(Outlet& outlet, FaultPlan& faults, VenueFloor& floor, BinanceAddress address, std::string account,
                             bool with_limits)
    : TalkBase(outlet, faults, std::move(account)), floor_(floor), address_(std::move(address)), with_limits_(with_limits) {}

std::optional<BinanceStream::Stream> BinanceStream::read_stream(const std::string& name) const {
  Stream stream;
  stream.name = name;
  std::string_view rest = name;
  if (name.starts_with('!')) {
    rest.remove_prefix(1);
  } else {
    const std::size_t at = name.find('@');
    // Symbols are written in lower case here.
    if (at == std::string::npos || name.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ\"\\") < at) return std::nullopt;
    stream.symbol = upper(name.substr(0, at));
    rest.remove_prefix(at + 1);
  }
  const bool is_spot = address_.traffic == BinanceAddress::Traffic::kSpot;
  const bool is_for_all = stream.symbol.empty();
  if (rest == (is_for_all ? "miniTicker@arr" : "miniTicker")) {
    stream.kind = Kind::kMiniTicker;
    stream.every = kSecond;
    return is_spot || belongs(address_.traffic, false) ? std::optional(stream) : std::nullopt;
  }
  if (is_spot) return std::nullopt;
  bool is_book = false;
  if (rest == "bookTicker") {
    stream.kind = Kind::kTop;
    is_book = true;
  } else if (rest == "contractInfo" || rest == "forceOrder@arr" || rest == "forceOrder") {
    stream.kind = Kind::kQuiet;
  } else if (rest == (is_for_all ? "ticker@arr" : "ticker")) {
    stream.kind = Kind::kTicker;
    stream.every = kSecond;
  } else if (rest == "markPrice" || rest == "markPrice@1s" || rest == "markPrice@arr" || rest == "markPrice@arr@1s") {
    stream.kind = Kind::kMarkPrice;
    stream.every = rest.ends_with("@1s") ? kSecond : 3 * kSecond;
  } else if (!is_for_all && rest == "aggTrade") {
    stream.kind = Kind::kTrades;
  } else if (!is_for_all && rest.starts_with("kline_") && candle_length(rest.substr(6)) > 0) {
    stream.kind = Kind::kKline;
    stream.interval = rest.substr(6);
    stream.every = 250 * kMilli;
  } else if (!is_for_all && rest.starts_with("depth") && read_depth(rest, stream.levels, stream.every)) {
    stream.kind = stream.levels > 0 ? Kind::kPartialDepth : Kind::kDepth;
    is_book = true;
  } else {
    return std::nullopt;
  }
  return belongs(address_.traffic, is_book) ? std::optional(std::move(stream)) : std::nullopt;
}

void BinanceStream::subscribe(const std::string& name, const Moment& now) {
  std::optional<Stream> wanted = read_stream(name);
  if (!wanted || streams_.count(name) != 0) return;
  Stream& stream = streams_[name] = std::move(*wanted);
  by_symbol_.emplace(stream.symbol, &stream);
  if (stream.kind == Kind::kDepth && floor_.instrument(stream.symbol) != nullptr) stream.shown = floor_.exchange().book(stream.symbol);
  stream.last_sent = now.exchange;
}

void BinanceStream::on_open(const Moment& now) {
  opened_ = last_said_ = now.steady;
  next_ping_ = now.steady + kPingEvery;
  for (const std::string& name : address_.streams) subscribe(name, now);
}

void BinanceStream::answer(std::string_view id, std::string_view result) {
  JsonText text;
  say(text.object().raw("result", result).raw("id", id).end_object().take());
}

void BinanceStream::refuse(std::string_view id, int code, std::string_view words) {
  JsonText text;
  say(text.object().object("error").whole("code", code).text("msg", words).end_object().raw("id", id).end_object().take());
}

void BinanceStream::on_frame(std::string_view text, const Moment& now) {
  note_received(now);
  if (with_limits_ && received_within(now, kSecond) > kMostMessagesASecond) return outlet_.close(1008, "Too many requests");
  if (text.empty()) return;  // a ping frame
  const json request = json::parse(text, nullptr, false);
  if (!request.is_object()) return refuse("null", 3, "Invalid JSON: expected value at line 1 column 1");
  const std::string id = request.contains("id") ? request["id"].dump() : "null";
  const std::string method = request.value("method", json()).is_string() ? request["method"].get<std::string>() : std::string{};
  if (method == "LIST_SUBSCRIPTIONS") {
    JsonText list;
    list.list();
    for (const auto& [name, stream] : streams_) list.text(name);
    return answer(id, list.end_list().content());
  }
  if (method != "SUBSCRIBE" && method != "UNSUBSCRIBE") return refuse(id, 2, "Invalid request: unknown variant of method");
  if (!request.contains("params") || !request["params"].is_array()) return refuse(id, 2, "Invalid request: missing field params");
  std::vector<std::string> names;
  for (const json& name : request["params"]) {
    if (!name.is_string()) return refuse(id, 2, "Invalid request: invalid type of params");
    names.push_back(name.get<std::string>());
  }
  if (method == "UNSUBSCRIBE") {
    for (const std::string& name : names) {
      const auto found = streams_.find(name);
      if (found == streams_.end()) continue;
      for (auto at = by_symbol_.begin(); at != by_symbol_.end();) at = at->second == &found->second ? by_symbol_.erase(at) : std::next(at);
      streams_.erase(found);
    }
    return answer(id, "null");
  }
  if (streams_.size() + names.size() > kMostStreams) return refuse(id, 2, "Invalid request: too many subscriptions");
  const bool all_known = std::all_of(names.begin(), names.end(), [&](const std::string& name) { return read_stream(name).has_value(); });
  if (!all_known) return refuse(id, 2, "Invalid request: a stream is not available at this address");
  for (const std::string& name : names) subscribe(name, now);
  answer(id, "null");
}

void BinanceStream::send(const Stream& stream, std::string event) {
  if (address_.combined) event = "{\"stream\":\"" + stream.name + "\",\"data\":" + event + '}';
  say(std::move(event));
}

std::vector<BinanceStream::Stream*> BinanceStream::streams_of(const std::string& symbol) {
  std::vector<Stream*> out;
  for (const std::string& key : {symbol, std::string{}}) {
    const auto [begin, end] = by_symbol_.equal_range(key);
    for (auto at = begin; at != end; ++at) out.push_back(at->second);
  }
  return out;
}

void BinanceStream::on_trade(const venue::Trade& trade, const Moment& now) {
  if (streams_.empty()) return;
  for (Stream* stream : streams_of(trade.symbol)) {
    if (stream->kind == Kind::kTrades)
      send(*stream, binance_wire::aggregate_trade_event(trade, *floor_.instrument(trade.symbol), now.exchange));
    if (stream->kind == Kind::kKline) stream->pending = true;
  }
}

void BinanceStream::on_book(const BookPicture& book, const Moment& now) {
  if (streams_.empty()) return;
  for (Stream* stream : streams_of(book.symbol)) {
    if (stream->kind == Kind::kTop) {
      if (!stream->symbol.empty() && same_top(stream->latest, book)) continue;
      if (!stream->symbol.empty()) stream->latest = book;
      send(*stream, binance_wire::book_ticker_event(book, *floor_.instrument(book.symbol), BinanceDesk::stream_id(book.last_update_id),
                                                    now.exchange));
    } else if (stream->kind == Kind::kDepth || stream->kind == Kind::kPartialDepth) {
      stream->latest = book;
      stream->pending = true;
      if (now.exchange - stream->last_sent >= stream->every) send_depth(*stream, now);
    }
  }
}

void BinanceStream::on_ticker(const venue::Ticker& ticker, const Moment&) {
  if (streams_.empty()) return;
  for (Stream* stream : streams_of(ticker.symbol)) {
    if (stream->kind != Kind::kTicker && stream->kind != Kind::kMiniTicker) continue;
    stream->changed.insert(ticker.symbol);
    stream->pending = true;
  }
}

void BinanceStream::send_depth(Stream& stream, const Moment& now) {
  stream.pending = false;
  stream.last_sent = now.exchange;
  const venue::Instrument& instrument = *floor_.instrument(stream.symbol);
  const BookPicture& book = stream.latest;
  const std::uint64_t last = BinanceDesk::stream_id(book.last_update_id), before = BinanceDesk::stream_id(stream.shown.last_update_id);
  if (stream.kind == Kind::kPartialDepth) {
    send(stream, binance_wire::depth_event(instrument, book.time, now.exchange, {before + 1, last, before}, first(book.bids, stream.levels),
                                           first(book.asks, stream.levels)));
    stream.shown.last_update_id = book.last_update_id;
    return;
  }
  const std::vector<Level> bids = changes(stream.shown.bids, book.bids), asks = changes(stream.shown.asks, book.asks);
  if (last <= before) return;
  send(stream, binance_wire::depth_event(instrument, book.time, now.exchange, {before + 1, last, before}, bids, asks));
  stream.shown = book;
}

void BinanceStream::send_kline(Stream& stream, const Moment& now) {
  stream.pending = false;
  stream.last_sent = now.exchange;
  const venue::Instrument* instrument = floor_.instrument(stream.symbol);
  if (instrument == nullptr) return;
  const EpochMicros from = stream.kline_start != 0 ? stream.kline_start : now.exchange - candle_length(stream.interval);
  for (const venue::Candle& candle : candles_between(floor_.exchange(), stream.symbol, stream.interval, from, now.exchange, 3)) {
    const bool closed = now.exchange > candle.end;
    if (candle.time < stream.kline_start || (stream.kline_start == 0 && closed)) continue;
    venue::Candle told = candle;
    told.closed = closed;
    send(stream, binance_wire::kline_event(told, *instrument, now.exchange));
    stream.kline_start = closed ? candle.end + kMilli : candle.time;
    stream.kline_end = closed ? 0 : candle.end;
  }
}

void BinanceStream::send_tickers(Stream& stream, const Moment& now) {
  stream.pending = false;
  stream.last_sent = now.exchange;
  if (stream.kind == Kind::kMarkPrice) {
    for (const venue::Instrument& one : floor_.exchange().instruments()) {
      if (stream.symbol.empty() || stream.symbol == one.symbol) stream.changed.insert(one.symbol);
    }
  }
  const bool is_spot = address_.traffic == BinanceAddress::Traffic::kSpot;
  std::string out;
  for (const std::string& symbol : stream.changed) {
    const venue::Ticker ticker = floor_.exchange().ticker(symbol);
    if (!ticker.price.is_known()) continue;
    const venue::Instrument& instrument = *floor_.instrument(symbol);
    if (!out.empty()) out += ',';
    out += stream.kind == Kind::kMarkPrice ? binance_wire::mark_price_event(ticker, instrument, now.exchange)
           : stream.kind == Kind::kTicker  ? binance_wire::ticker_event(ticker, instrument, now.exchange)
                                           : binance_wire::mini_ticker_event(ticker, instrument, now.exchange, is_spot);
  }
  stream.changed.clear();
  if (!out.empty()) send(stream, stream.symbol.empty() ? '[' + out + ']' : out);
}

void BinanceStream::on_time(const Moment& now) {
  for (auto& [name, stream] : streams_) {
    if (stream.every == 0 || now.exchange - stream.last_sent < stream.every) continue;
    switch (stream.kind) {
      case Kind::kDepth:
      case Kind::kPartialDepth:
        if (stream.pending) send_depth(stream, now);
        break;
      case Kind::kKline:
        if (stream.pending || (stream.kline_end != 0 && now.exchange > stream.kline_end)) send_kline(stream, now);
        break;
      case Kind::kTicker:
      case Kind::kMiniTicker:
        if (stream.pending) send_tickers(stream, now);
        break;
      case Kind::kMarkPrice:
        send_tickers(stream, now);
        break;
      default:
        break;
    }
  }
  if (now.steady >= next_ping_) {
    outlet_.ping();
    next_ping_ = now.steady + kPingEvery;
  }
  if (passes_second(now) && now.steady - opened_ > kLife) outlet_.close(1000, "24 hours are over");
}

void BinanceStream::tell(const char* event_name, std::string event) {
  const auto& events = address_.events;
  if (!events.empty() && std::find(events.begin(), events.end(), event_name) == events.end()) return;
  if (address_.combined) event = "{\"stream\":\"" + address_.listen_key + "\",\"data\":" + event + '}';
  say(std::move(event));
}

void BinanceStream::on_private(const PrivateEvent& event, const Moment& now) {
  static const venue::Instrument unknown;
  const auto instrument = [&](const std::string& symbol) -> const venue::Instrument& {
    const venue::Instrument* found = floor_.instrument(symbol);
    return found == nullptr ? unknown : *found;
  };
  if (const auto* order = std::get_if<OrderEvent>(&event)) {
    tell("ORDER_TRADE_UPDATE", binance_wire::order_event(order->order, nullptr, instrument(order->order.symbol), now.exchange));
  } else if (const auto* fill = std::get_if<FillEvent>(&event)) {
    const venue::Instrument& of = instrument(fill->order.symbol);
    tell("TRADE_LITE", binance_wire::trade_lite_event(fill->order, fill->fill, of, now.exchange));
    tell("ORDER_TRADE_UPDATE", binance_wire::order_event(fill->order, &fill->fill, of, now.exchange));
  } else if (const auto* changed = std::get_if<AccountEvent>(&event)) {
    tell("ACCOUNT_UPDATE", binance_wire::account_event({changed->balances, changed->positions}, now.exchange));
  } else if (const auto* leverage = std::get_if<LeverageEvent>(&event)) {
    tell("ACCOUNT_CONFIG_UPDATE", binance_wire::leverage_event(leverage->symbol, leverage->leverage, now.exchange));
  } else if (const auto* expired = std::get_if<KeyExpiredEvent>(&event)) {
    if (expired->key != address_.listen_key) return;
    say(binance_wire::listen_key_expired_event(expired->key, now.exchange));
    outlet_.close(1000, "listenKeyExpired");
  }
}

}  // namespace stom::sim
