// Rows to the strategy workers: each symbol to its worker, in order, by the channel market.<market>. A row that a full channel does not take waits
// here; a row for a worker that is away is not kept, because that worker reads the day from the recording when it comes back.
#pragma once

#include <deque>
#include <vector>

#include "bus/messages/market.h"
#include "bus/sender.h"
#include "live/receiver_core.h"

namespace stom::live {

class RowPublisher {
 public:
  static constexpr std::size_t kMostWaiting = 8192;  // rows a worker; beyond, the oldest are lost and counted

  RowPublisher(bus::Sender& market, unsigned workers);

  void publish(const ReceivedRow& row);
  // Sends what waits, as far as there is room.
  void flush();
  [[nodiscard]] bool has_waiting() const;
  [[nodiscard]] std::uint64_t lost_rows() const { return lost_rows_; }
  [[nodiscard]] unsigned worker_of(std::string_view code) const;

 private:
  bus::Sender& market_;
  std::vector<std::deque<bus::MarketRow>> waiting_;  // by worker
  std::uint64_t lost_rows_ = 0;
  void flush(unsigned worker);
};

}  // namespace stom::live
