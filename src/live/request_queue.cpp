#include "live/request_queue.h"

namespace stom::live {

std::optional<QueuedRequest> RequestQueue::next(EpochMicros now) {
  if (now < last_order_) {  // the clock was set back
    last_order_ = now - kApart;
    quiet_until_ = 0;
  }
  const bool order_may_go = now - last_order_ >= kApart && now >= quiet_until_;
  auto best = waiting_.end();
  for (auto request = waiting_.begin(); request != waiting_.end(); ++request) {
    if (request->not_before > now || (request->turn != RequestTurn::kCancel && !order_may_go)) continue;
    if (best == waiting_.end() || request->turn < best->turn) best = request;
  }
  if (best == waiting_.end()) return std::nullopt;
  QueuedRequest request = std::move(*best);
  waiting_.erase(best);
  if (request.turn != RequestTurn::kCancel) last_order_ = now;
  return request;
}

bool RequestQueue::remove_place(const std::string& client_id) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const QueuedRequest& request) {
    return request.kind == QueuedRequest::Kind::kPlace && request.client_id == client_id;
  });
  if (found == waiting_.end()) return false;
  waiting_.erase(found);
  return true;
}

bool RequestQueue::has(QueuedRequest::Kind kind, const std::string& client_id) const {
  return std::any_of(waiting_.begin(), waiting_.end(),
                     [&](const QueuedRequest& request) { return request.kind == kind && request.client_id == client_id; });
}

}  // namespace stom::live
