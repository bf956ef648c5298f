#include "app/day_end.h"

#include <cstdio>

#include "app/trader_question.h"
#include "base/error.h"
#include "base/time.h"
#include "live/platform.h"

namespace stom::app {
namespace {

constexpr double kTraderLimit = 0.3;  // s

}  // namespace

std::optional<std::uint32_t> DayEnd::open_orders() const {
  bus::Bus bus(bus::RunDirectory(folder_), "command");
  try {
    const auto state = ask_trader_state(bus, trader_, kTraderLimit);
    return state ? std::optional(state->open_orders) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;  // it is starting
  }
}

void DayEnd::say(bus::Supervisor& supervisor, bus::LogLevel level, const Message& text) const {
  supervisor.log().write(level, text);
  if (context_.quiet) return;
  std::printf("%s\n", context_.text(text).c_str());
  std::fflush(stdout);
}

void DayEnd::look(bus::Supervisor& supervisor) {
  const bus::Settings& settings = *supervisor.settings().current();
  const std::int64_t now = utc_now_micros() / 1'000'000;
  const std::optional<std::uint32_t> orders = end_.is_due(now) ? open_orders() : std::nullopt;
  const auto end_time = static_cast<std::int64_t>(live::user_number(settings, "코인전략종료시간"));
  switch (end_.look(now, live::user_number(settings, "코인프로세스종료") != 0, end_time, orders)) {
    case live::ProcessEnd::Step::kNone: return;
    case live::ProcessEnd::Step::kAnnounce:
      return say(supervisor, bus::LogLevel::kWarning,
                 message("코인전략종료시간입니다. 코인프로세스종료에 따라 {}초 뒤에 모두 끝냅니다. 계속하려면: stom settings set 코인프로세스종료=0",
                         "코인전략종료시간 has come: everything ends in {} s (코인프로세스종료). To go on: stom settings set 코인프로세스종료=0",
                         live::ProcessEnd::kNotice));
    case live::ProcessEnd::Step::kCalledOff:
      return say(supervisor, bus::LogLevel::kInfo, {"코인프로세스종료가 꺼져 계속합니다.", "코인프로세스종료 was switched off: it goes on."});
    case live::ProcessEnd::Step::kHeldUp:
      return say(supervisor, bus::LogLevel::kWarning,
                 orders ? message("미체결 주문 {}건이 있어 끝내지 않고 기다립니다.", "{} orders are open: the end waits for them.", *orders)
                        : Message{"트레이더가 답하지 않아 끝내지 않고 기다립니다.", "The trader does not answer: the end waits."});
    case live::ProcessEnd::Step::kEnd:
      say(supervisor, bus::LogLevel::kInfo, {"하루가 끝나 모든 역할을 끝냅니다.", "The day is over: all roles end."});
      return supervisor.stop();
  }
}

}  // namespace stom::app
