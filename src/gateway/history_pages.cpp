// How each venue's history is paged (download.h).
#include "base/error.h"
#include "gateway/download.h"
#include "venue/binance/rest_requests.h"
#include "venue/upbit/rest_requests.h"

namespace stom::gateway {
namespace {

using venue::Candle;
using venue::Event;
using venue::kNoTime;
using venue::Trade;

constexpr EpochMicros kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

EpochMicros floor_to(EpochMicros time, EpochMicros unit) { return time - (time % unit + unit) % unit; }

template <typename Kind>
std::vector<Kind> events_of(std::vector<Event> answer) {
  std::vector<Kind> result;
  for (Event& event : answer) {
    if (auto* one = std::get_if<Kind>(&event)) result.push_back(std::move(*one));
  }
  return result;
}

// Windows of as many candles as an answer holds, oldest first; within a window the venue tells the newest first and leaves out spans
// without trades, so an answer may reach back beyond its window.
class UpbitCandles final : public HistoryPages {
 public:
  UpbitCandles(const DownloadRequest& request, EpochMicros now)
      : symbol_(request.symbol),
        is_minute_(request.kind == HistoryKind::kMinuteCandles),
        unit_(is_minute_ ? kMinute : kSecond),
        at_(floor_to(request.from, unit_)),
        to_(std::min(request.to, floor_to(now, unit_))) {}

  std::optional<RestCall> next() override {
    if (at_ >= to_) return std::nullopt;
    end_ = std::min(at_ + kWindow * unit_, to_);
    RestCall call;
    const auto unit = is_minute_ ? venue::upbit::CandleUnit::kMinute : venue::upbit::CandleUnit::kSecond;
    call.request = venue::upbit::candles(unit, 1, symbol_, end_, kMost);
    call.kind = "candles";
    return call;
  }
  void take(std::vector<Event> answer, std::vector<Event>& ready) override {
    std::vector<Candle> candles = events_of<Candle>(std::move(answer));
    std::sort(candles.begin(), candles.end(), [](const Candle& a, const Candle& b) { return a.time < b.time; });
    EpochMicros last = kNoTime;
    for (Candle& candle : candles) {
      if (candle.time < at_ || candle.time >= end_ || candle.time == last) continue;
      last = candle.time;
      ready.emplace_back(std::move(candle));
    }
    at_ = end_;
  }
  [[nodiscard]] EpochMicros reached() const override { return at_; }

 private:
  // One less than an answer holds, so that it does not matter whether the end belongs to it.
  static constexpr int kMost = 200, kWindow = kMost - 1;
  std::string symbol_;
  bool is_minute_;
  EpochMicros unit_, at_, to_, end_ = 0;
};

// Days, oldest first; within a day the venue tells the newest first, so the day is collected and turned round. The venue counts the days
// back from its present one: a day whose pages were asked while that turned, or may have by the venue's clock, is asked for again.
class UpbitTrades final : public HistoryPages {
 public:
  UpbitTrades(const DownloadRequest& request, EpochMicros now)
      : symbol_(request.symbol),
        from_(request.from),
        to_(std::min(request.to, now)),
        today_(floor_to(now, kDay)),
        day_(floor_to(from_, kDay)) {}

  void at(EpochMicros now) override {
    constexpr EpochMicros kMargin = 10 * kSecond;  // of our clock against the venue's
    const EpochMicros today = std::max(today_, floor_to(now, kDay));
    const bool is_near = now < today + kMargin || now + kMargin >= today + kDay;
    may_turn_ = may_turn_ || is_near || (today != today_ && cursor_ != 0);
    today_ = today;
  }
  std::optional<RestCall> next() override {
    if (day_ >= to_) return std::nullopt;
    RestCall call;
    call.request = venue::upbit::trades(symbol_, cursor_, static_cast<int>((today_ - day_) / kDay), kMost);
    call.kind = "trade";
    return call;
  }
  void take(std::vector<Event> answer, std::vector<Event>& ready) override {
    std::vector<Trade> trades = events_of<Trade>(std::move(answer));
    if (cursor_ == 0 && !trades.empty() && trades.front().time >= day_ + kDay) {
      today_ += kDay;
      if (today_ - day_ > kFurthest) throw DataError(message("거래소가 묻지 않은 날의 체결만 줍니다.", "the venue tells only days that were not asked for."));
      return;
    }
    bool is_whole = trades.size() < kMost;
    for (Trade& trade : trades) {
      // A cursor that does not move would page for ever.
      if (cursor_ != 0 && trade.id >= cursor_) continue;
      oldest_ = trade.id;
      if (trade.time < std::max(day_, from_)) is_whole = true;
      else if (trade.time < std::min(day_ + kDay, to_)) newest_first_.push_back(std::move(trade));
    }
    if (!is_whole && oldest_ != 0 && oldest_ != cursor_) {
      cursor_ = oldest_;
      return;
    }
    if (!is_whole) throw DataError(message("거래소가 같은 체결을 되풀이해 줍니다.", "the venue tells the same trades again and again."));
    const bool is_of_one_day = !std::exchange(may_turn_, false);
    cursor_ = oldest_ = 0;
    if (!is_of_one_day) return newest_first_.clear();
    for (auto trade = newest_first_.rbegin(); trade != newest_first_.rend(); ++trade) ready.emplace_back(std::move(*trade));
    newest_first_.clear();
    day_ += kDay;
  }
  [[nodiscard]] EpochMicros reached() const override { return std::clamp(day_, from_, std::max(from_, to_)); }

 private:
  static constexpr std::size_t kMost = 500;
  static constexpr EpochMicros kFurthest = 8 * kDay;  // the venue keeps a week
  std::string symbol_;
  EpochMicros from_, to_, today_, day_;
  bool may_turn_ = false;  // the venue's day, while this one is asked for
  std::uint64_t cursor_ = 0, oldest_ = 0;
  std::vector<Trade> newest_first_;
};

class BinanceKlines final : public HistoryPages {
 public:
  BinanceKlines(const DownloadRequest& request, EpochMicros now)
      : symbol_(request.symbol), at_(floor_to(request.from, kMinute)), to_(std::min(request.to, floor_to(now, kMinute))) {}

  std::optional<RestCall> next() override {
    if (at_ >= to_) return std::nullopt;
    RestCall call;
    call.request = venue::binance::klines(symbol_, "1m", at_, to_ - kSecond, kMost);
    call.kind = "klines";
    return call;
  }
  void take(std::vector<Event> answer, std::vector<Event>& ready) override {
    EpochMicros last = kNoTime;
    for (Candle& candle : events_of<Candle>(std::move(answer))) {
      if (candle.time < at_ || candle.time >= to_ || candle.time <= last) continue;
      last = candle.time;
      ready.emplace_back(std::move(candle));
    }
    at_ = last == kNoTime ? to_ : last + kMinute;
  }
  [[nodiscard]] EpochMicros reached() const override { return at_; }

 private:
  static constexpr int kMost = 1000;  // the most per weight
  std::string symbol_;
  EpochMicros at_, to_;
};

// By time until the first trade is found, then by number. The venue takes at most an hour by time; an hour without trades is skipped with
// the help of the hour klines.
class BinanceTrades final : public HistoryPages {
 public:
  BinanceTrades(const DownloadRequest& request, EpochMicros now)
      : symbol_(request.symbol), at_(request.from), to_(std::min(request.to, now)) {}

  std::optional<RestCall> next() override {
    if (at_ >= to_) return std::nullopt;
    RestCall call;
    if (is_searching_) {
      call.request = venue::binance::klines(symbol_, "1h", floor_to(at_, kHour), to_, kMostHours);
      call.kind = "klines";
    } else if (next_id_ != 0) {
      call.request = venue::binance::aggregate_trades(symbol_, next_id_, kMost);
      call.kind = "aggTrades";
    } else {
      end_ = std::min(at_ + kHour - kSecond, to_);
      call.request = venue::binance::aggregate_trades_between(symbol_, at_, end_ - 1, kMost);
      call.kind = "aggTrades";
    }
    return call;
  }
  void take(std::vector<Event> answer, std::vector<Event>& ready) override {
    if (std::exchange(is_searching_, false)) return find_hour(events_of<Candle>(std::move(answer)));
    const std::uint64_t asked_from = next_id_;
    for (Trade& trade : events_of<Trade>(std::move(answer))) {
      if (trade.id < next_id_) continue;
      next_id_ = trade.id + 1;
      if (trade.time >= to_) {
        at_ = to_;
        return;
      }
      at_ = std::max(at_, trade.time);
      ready.emplace_back(std::move(trade));
    }
    if (next_id_ != asked_from) return;
    at_ = asked_from != 0 ? to_ : end_;  // the newest was told, or an hour without trades
    is_searching_ = at_ < to_;
  }
  [[nodiscard]] EpochMicros reached() const override { return at_; }

 private:
  static constexpr int kMost = 1000, kMostHours = 499;

  void find_hour(const std::vector<Candle>& hours) {
    for (const Candle& hour : hours) {
      if (hour.volume.decimal().is_positive() && hour.time + kHour > at_) {
        at_ = std::max(at_, hour.time);
        return;
      }
    }
    at_ = hours.size() < static_cast<std::size_t>(kMostHours) ? to_ : hours.back().time + kHour;
    is_searching_ = at_ < to_;
  }

  std::string symbol_;
  EpochMicros at_, to_, end_ = 0;
  std::uint64_t next_id_ = 0;
  bool is_searching_ = false;
};

}  // namespace

std::unique_ptr<HistoryPages> history_pages(const DownloadRequest& request, EpochMicros now) {
  if (request.venue == venue::Venue::kUpbit) {
    if (request.kind == HistoryKind::kTrades) return std::make_unique<UpbitTrades>(request, now);
    return std::make_unique<UpbitCandles>(request, now);
  }
  if (request.kind == HistoryKind::kTrades) return std::make_unique<BinanceTrades>(request, now);
  return std::make_unique<BinanceKlines>(request, now);
}

}  // namespace stom::gateway
