// Market feed of Binance USD-M: aggTrade and partial depth of every symbol over several connections, the day so far from the running
// 1d kline, missed trades from aggTrades. See market_feed.h.
#pragma once

#include <set>

#include "gateway/trade_line.h"
#include "gateway/venue_feed.h"
#include "venue/binance/messages.h"
#include "venue/binance/stream_requests.h"
#include "venue/book_upkeep.h"

namespace stom::gateway {

class BinanceFeed final : public VenueFeed {
 public:
  // Names per connection: the venue allows 1,024 streams, and a frame of few messages a second; from about 500 symbols on it takes two
  // connections of each kind.
  static constexpr std::size_t kStreamsPerConnection = 500;

  BinanceFeed(net::Runtime& runtime, FeedOptions options, FeedListener& listener);

 private:
  struct Symbol {
    TradeLine line;
    bool day_asked = false;
    int repairs = 0;  // of the same hole
  };
  // A gap that the listener has been told of, until it is known what could be repaired.
  struct Gap {
    FeedState state;
    std::uint64_t missing_before = 0;  // missing_ when it began
    std::unique_ptr<net::Timer> timer;
  };

  void begin() override;
  void request_universe() override;
  void subscribe(const std::vector<std::string>& added, const std::vector<std::string>& removed) override;
  net::WebSocketOpening opening_of(const FeedStream& stream) override;
  aggregation::ParseResult parse(std::string_view payload, std::vector<venue::Event>& events) override;
  void take(FeedStream& stream, venue::Event& event, EpochMicros received) override;
  void state_changed(FeedStream& stream, FeedState& state) override;

  [[nodiscard]] std::vector<std::string> names_of(const FeedStream& stream, const std::vector<std::string>& symbols) const;
  void place(const std::string& kind, const std::vector<std::string>& added);
  void pass_on(const std::string& code, Symbol& symbol, TradeLine::Need need, std::vector<TradeLine::Received>& ready);
  void ask_day(const std::string& code);
  void day_answered(const std::string& code, EpochMicros asked, const RestReply& reply);
  void ask_later(const std::string& code);
  void repair(const std::string& code, Symbol& symbol);
  void repair_answered(const std::string& code, std::uint64_t asked_from, RestReply reply);
  void leave_hole(const std::string& code, std::uint64_t missing);
  void watch_gap(const std::shared_ptr<Gap>& gap);

  venue::binance::Messages messages_;
  venue::BookUpkeep books_;
  std::map<std::string, Symbol> by_code_;
  std::vector<FeedStream*> connections_;
  bool has_fast_books_ = true;
  std::set<std::string> dayless_;  // whose day could not be had
  net::Timer day_timer_;
  int frames_ = 0;                 // ids of subscription frames
  std::size_t repairing_ = 0;      // symbols
  double repair_minute_ = 0;       // monotonic seconds when the count began
  int repairs_this_minute_ = 0;
  std::uint64_t missing_ = 0;      // trades that could not be had, of all symbols
};

}  // namespace stom::gateway
