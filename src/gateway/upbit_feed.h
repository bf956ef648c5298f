// Market feed of Upbit: tickers and order books of all codes on a socket each. The ticker's own counters cover the day and every gap. See
// market_feed.h.
#pragma once

#include "gateway/venue_feed.h"
#include "venue/book_upkeep.h"
#include "venue/upbit/messages.h"

namespace stom::gateway {

class UpbitFeed final : public VenueFeed {
 public:
  UpbitFeed(net::Runtime& runtime, FeedOptions options, FeedListener& listener);

 private:
  struct Symbol {
    EpochMicros last_sent = venue::kNoTime;
    std::string state, delisting_date;  // as last told
    bool has_day = false;
  };

  void begin() override;
  void request_universe() override;
  void subscribe(const std::vector<std::string>& added, const std::vector<std::string>& removed) override;
  net::WebSocketOpening opening_of(const FeedStream& stream) override;
  aggregation::ParseResult parse(std::string_view payload, std::vector<venue::Event>& events) override;
  void take(FeedStream& stream, venue::Event& event, EpochMicros received) override;
  void state_changed(FeedStream& stream, FeedState& state) override;

  void take_ticker(const venue::Event& event, const venue::Ticker& ticker, EpochMicros received);
  void ask_ticks(std::vector<venue::Instrument> instruments);
  [[nodiscard]] std::string frame_of(const FeedStream& stream);

  venue::upbit::Messages messages_;
  venue::BookUpkeep books_;
  std::map<std::string, Symbol> by_code_;
  FeedStream* trades_ = nullptr;
  FeedStream* books_stream_ = nullptr;
  int tickets_ = 0;
};

}  // namespace stom::gateway
