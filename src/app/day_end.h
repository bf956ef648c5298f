// 코인프로세스종료: the platform ends by itself at the end of the day; said in the log and to whoever watches.
#pragma once

#include <filesystem>
#include <string>

#include "app/command.h"
#include "bus/supervisor.h"
#include "live/process_end.h"

namespace stom::app {

class DayEnd {
 public:
  // `trader`: name of the role whose open orders hold up the end.
  DayEnd(std::filesystem::path run_folder, std::string trader, AppContext& context)
      : folder_(std::move(run_folder)), trader_(std::move(trader)), context_(context) {}
  // Every half second or so; stops the supervisor when it is time.
  void look(bus::Supervisor& supervisor);

 private:
  std::filesystem::path folder_;
  std::string trader_;
  AppContext& context_;
  live::ProcessEnd end_;

  [[nodiscard]] std::optional<std::uint32_t> open_orders() const;
  void say(bus::Supervisor& supervisor, bus::LogLevel level, const Message& text) const;
};

}  // namespace stom::app
