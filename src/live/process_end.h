// When a platform ends by itself: with 코인프로세스종료, three minutes after 코인전략종료시간, and not while orders are open (live-coin 1.8,
// services 10). Pure; times are UTC seconds since the epoch.
#pragma once

#include <cstdint>
#include <optional>

namespace stom::live {

class ProcessEnd {
 public:
  static constexpr std::int64_t kNotice = 180;      // s between the announcement and the end
  static constexpr std::int64_t kMissed = 600;      // s: a machine that slept through the moment longer than this goes on
  static constexpr std::int64_t kRemindEvery = 60;  // s, while open orders hold it up

  enum class Step : std::uint8_t {
    kNone,
    kAnnounce,   // it ends in kNotice seconds
    kCalledOff,  // the setting was taken back
    kHeldUp,     // it would end now, but orders are open or nobody knows
    kEnd,
  };

  // `is_wanted`: 코인프로세스종료; `end_time`: 코인전략종료시간, hhmmss; `open_orders`: of the trader, nothing when it does not answer.
  // A moment that had passed before the first look, and each day's but once, counts for nothing.
  [[nodiscard]] Step look(std::int64_t now, bool is_wanted, std::int64_t end_time, std::optional<std::uint32_t> open_orders);
  // Whether the next look will need the orders.
  [[nodiscard]] bool is_due(std::int64_t now) const { return ends_at_ && now >= *ends_at_; }

 private:
  std::optional<std::int64_t> last_look_, ends_at_;
  std::int64_t reminded_ = 0;
};

}  // namespace stom::live
