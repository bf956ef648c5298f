// Trade records on their way to the query role: gathered, numbered, sent in order, kept until acknowledged, sent again
// when no answer came. A batch that is refused is offered again later and never holds up the ones behind it; while the
// disk refuses, the oldest is offered every two seconds, and when one is stored again the others follow. Batch numbers
// begin with the clock: an answer to an earlier run's batch means nothing here. One thread.
#pragma once

#include <deque>
#include <functional>

#include "bus/messages/trade_records.h"
#include "bus/messages/trading.h"
#include "live/record_lines.h"

namespace stom::live {

class RecordOutbox {
 public:
  using Send = std::function<bool(const bus::RecordTrades&)>;  // false: not taken now

  RecordOutbox(LineContext context, std::string reply_to, EpochMicros now);

  void add(bus::OrderLine line);  // replaces a line of the same order that waits
  void add(bus::OrderEventLine line) { waiting_.events.push_back(std::move(line)); }
  void add(bus::FillLine line) { waiting_.fills.push_back(std::move(line)); }
  void add(bus::TradeLine line) { waiting_.trades.push_back(std::move(line)); }
  void add(bus::BalanceLine line);
  void add(bus::DayTotalLine line);
  void set_positions(std::vector<bus::PositionRecordLine> positions);

  // Closes the waiting batch when it is old or large enough, then sends what is new or overdue.
  void flush(EpochMicros now, const Send& send, bool everything = false);
  // What to tell people: a batch was refused for the first time.
  [[nodiscard]] std::optional<std::string> on_ack(const bus::RecordAck& ack, EpochMicros now);
  [[nodiscard]] bool is_empty() const { return sent_.empty() && lines(waiting_) == 0 && !waiting_.has_positions; }
  [[nodiscard]] std::size_t unacknowledged() const { return sent_.size(); }

 private:
  struct Batch {
    bus::RecordTrades records;
    EpochMicros next_send = 0;
    int refusals = 0;
  };
  [[nodiscard]] static std::size_t lines(const bus::RecordTrades& records);
  void close();
  void drop_stale(Batch& batch);
  void offer_again(EpochMicros now);

  LineContext context_;
  bus::RecordTrades waiting_;
  std::map<std::string, std::size_t> waiting_orders_;  // client id → place in waiting_.orders
  std::deque<Batch> sent_;
  bool is_refused_ = false;  // by the last answer
  EpochMicros last_offer_ = 0;
  std::uint64_t next_batch_;
  EpochMicros last_close_ = 0;
};

}  // namespace stom::live
