#include "live/process_end.h"

#include <utility>

namespace stom::live {

ProcessEnd::Step ProcessEnd::look(std::int64_t now, bool is_wanted, std::int64_t end_time, std::optional<std::uint32_t> open_orders) {
  constexpr std::int64_t kDay = 86'400;
  const std::int64_t before = std::exchange(last_look_, now).value_or(now);
  if (!is_wanted) return std::exchange(ends_at_, std::nullopt) ? Step::kCalledOff : Step::kNone;
  if (!ends_at_) {
    const std::int64_t moment = now / kDay * kDay + end_time / 10'000 * 3'600 + end_time / 100 % 100 * 60 + end_time % 100;
    if (before >= moment || now < moment || now - moment > kMissed) return Step::kNone;
    ends_at_ = moment + kNotice;
    return Step::kAnnounce;
  }
  if (now < *ends_at_) return Step::kNone;
  if (open_orders == 0u) {
    ends_at_.reset();  // said once
    return Step::kEnd;
  }
  if (now - reminded_ < kRemindEvery && now >= reminded_) return Step::kNone;
  reminded_ = now;
  return Step::kHeldUp;
}

}  // namespace stom::live
