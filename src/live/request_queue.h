// Requests to a venue that wait for their turn: cancels before exits before entries, in the order of coming within
// each, at least kApart between two orders of an account. Pure; times are UTC microseconds.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "live/order_intent.h"

namespace stom::live {

enum class RequestTurn : std::uint8_t { kCancel, kExit, kEntry };

struct QueuedRequest {
  enum class Kind : std::uint8_t { kPlace, kCancel, kAmend };
  Kind kind = Kind::kPlace;
  RequestTurn turn = RequestTurn::kEntry;
  std::string client_id;
  std::string new_client_id;   // amendments under a new id
  Decimal limit;               // amendments
  EpochMicros not_before = 0;
};

class RequestQueue {
 public:
  static constexpr EpochMicros kApart = 300'000;

  void push(QueuedRequest request) { waiting_.push_back(std::move(request)); }
  // The next that may go now; it counts as gone. Cancels do not wait for the pause behind orders.
  [[nodiscard]] std::optional<QueuedRequest> next(EpochMicros now);
  [[nodiscard]] bool may_go_at_once(EpochMicros now) const { return waiting_.empty() && now - last_order_ >= kApart && now >= quiet_until_; }
  // Nothing but cancels goes before that time: the account stands still while it is compared.
  void keep_quiet(EpochMicros until) { quiet_until_ = until; }
  void went(EpochMicros now) { last_order_ = now; }
  // False: no such placement waits.
  bool remove_place(const std::string& client_id);
  [[nodiscard]] bool has(QueuedRequest::Kind kind, const std::string& client_id) const;
  [[nodiscard]] bool is_empty() const { return waiting_.empty(); }

 private:
  std::deque<QueuedRequest> waiting_;
  EpochMicros last_order_ = 0, quiet_until_ = 0;
};

}  // namespace stom::live
