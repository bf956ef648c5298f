#include "bus/clock_role.h"

#include "base/time.h"

namespace stom::bus {
namespace {

constexpr double kSmallestStep = 0.5;  // s; below it is adjustment, not setting
constexpr std::int64_t kKoreaSeconds = 9 * 3600;

}  // namespace

std::optional<ClockTick> SecondTicks::look(std::int64_t utc_micros, double steady_seconds) {
  const std::int64_t second = utc_micros / 1000000;
  const bool first = last_second_ < 0;
  const double step = first ? 0 : static_cast<double>(utc_micros - last_utc_) / 1e6 - (steady_seconds - last_steady_);
  const bool was_set = std::abs(step) >= kSmallestStep;
  if (second == last_second_ && !was_set) return std::nullopt;
  last_second_ = second;
  last_utc_ = utc_micros;
  last_steady_ = steady_seconds;
  ClockTick tick;
  tick.utc_micros = utc_micros;
  tick.utc_second_key = second_key(second);
  tick.korea_second_key = second_key(second + kKoreaSeconds);
  tick.step = was_set ? step : 0;
  return tick;
}

RoleEnd run_clock_role(RoleLoop& loop) {
  SecondTicks ticks;
  Sender& sender = loop.sender(ChannelId::kClock);
  loop.repeat(0, [&] {
    const std::int64_t now = utc_now_micros();
    if (const auto tick = ticks.look(now, monotonic_seconds())) {
      (void)sender.send(*tick);  // nobody listening is fine
      if (tick->step != 0) loop.log().warning(message("컴퓨터 시계가 {:+.3f}초 바뀌었습니다.", "The wall clock was set by {:+.3f} s.", tick->step));
    }
    return static_cast<double>(1000000 - now % 1000000) / 1e6;
  });
  return loop.run();
}

}  // namespace stom::bus
