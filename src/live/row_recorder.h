// Rows on their way to the query role: gathered by table, sent as numbered batches, kept until they are acknowledged, sent again when the query
// role was away or its disk refused them. Pure: what to send comes out, what was answered goes in; times are monotonic seconds.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "bus/messages/trading.h"
#include "live/receiver_core.h"

namespace stom::live {

class RowRecorder {
 public:
  static constexpr std::size_t kMostRows = 200'000;  // kept while nobody takes them; beyond, the oldest are lost and counted
  static constexpr double kAgain = 1;                // s after a refusal
  static constexpr double kSilence = 5;              // s without an answer

  // `first_batch`: larger than every batch number of an earlier start (UTC microseconds).
  RowRecorder(market::Market market, market::Frame frame, std::string reply_to, std::uint64_t first_batch);

  void add(const ReceivedRow& row);
  void add(const ReceiverCore::WatchTime& time);
  // Closes what was gathered into batches.
  void close_batches();
  // The next batch that is due, or nullptr; sent() or refused() must follow.
  [[nodiscard]] const bus::RecordRows* due(double now);
  void sent(double now);
  // The query role restarted: everything that is not acknowledged goes again.
  void send_again();
  // False when the answer is a refusal.
  bool answered(const bus::RecordAck& answer, double now);

  [[nodiscard]] std::size_t waiting_rows() const { return waiting_rows_; }
  [[nodiscard]] std::uint64_t lost_rows() const { return lost_rows_; }
  [[nodiscard]] bool is_empty() const { return waiting_.empty() && gathered_.empty(); }

 private:
  struct Batch {
    bus::RecordRows message;
    double next = 0;  // may be sent from then on
  };
  std::string market_, frame_, reply_to_;
  std::vector<std::string> columns_;
  std::uint64_t next_batch_;
  std::map<std::string, bus::RecordRows> gathered_;  // by table
  std::deque<Batch> waiting_;
  Batch* due_ = nullptr;
  std::size_t waiting_rows_ = 0;
  std::uint64_t lost_rows_ = 0;
  bus::RecordRows& table(const std::string& name);
};

}  // namespace stom::live
