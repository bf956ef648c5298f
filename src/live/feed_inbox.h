// From the network thread to the role's: what a market feed says, in order, handed over in whole batches so that the role is woken once a batch.
// Events are turned into those of the row builder on the network thread; symbols are numbered in the order in which they are first named.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "aggregation/day_record.h"
#include "gateway/market_feed.h"

namespace stom::live {

struct NewSymbol {
  std::string code;  // its number is the count of those before it
};
struct FeedEvent {
  aggregation::Event event;
  EpochMicros received = 0;
};
struct FeedDay {
  aggregation::SymbolId symbol{};
  TradingDay day = 0;
  aggregation::DaySeed seed;
};
using FeedItem = std::variant<FeedEvent, NewSymbol, FeedDay, gateway::FeedState, std::vector<venue::Instrument>, Message>;

class FeedInbox final : public gateway::FeedListener {
 public:
  // `wake`: called on the network thread when there is something to take and the last batch has been taken.
  explicit FeedInbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void on_instruments(const std::vector<venue::Instrument>& instruments) override;
  void on_day(const gateway::DaySoFar& day) override;
  void on_event(const venue::Event& event, EpochMicros received) override;
  void on_feed_state(const gateway::FeedState& state) override;
  void on_feed_problem(const Message& text) override;

  // Any thread; swaps buffers, so memory is used again.
  void take(std::vector<FeedItem>& items);

 private:
  std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<FeedItem> items_;
  std::unordered_map<std::string, aggregation::SymbolId> symbols_;  // network thread only

  aggregation::SymbolId symbol(const std::string& code);
  void add(FeedItem item);
};

}  // namespace stom::live
