#include "app/trader_question.h"

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "bus/request.h"
#include "live/trader_role.h"

namespace stom::app {

std::vector<std::string> running_traders(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const market::Market market : {market::Market::kUpbit, market::Market::kBinance}) {
    const auto file = folder / "role" / (live::trader_requests(market) + ".pid");
    std::error_code code;
    if (!std::filesystem::exists(file, code)) continue;
    try {
      if (const auto process = parse_process_identity(read_file(file)); process && is_running(*process)) names.push_back(live::trader_requests(market));
    } catch (const FileError&) {
      continue;  // it ended meanwhile
    }
  }
  return names;
}

std::optional<bus::HaltReply> ask_trader_state(bus::Bus& bus, const std::string& trader, double seconds) {
  bus::RequestClient client(bus, trader);
  return client.ask<bus::HaltReply>(bus::HaltRequest{bus::HaltOrder::kState, {}, {}}, seconds);
}

Message unguarded(const bus::HaltReply& state) {
  if (!state.halted || state.positions == 0) return {};
  return {" 보유 종목은 정지 중에 손절도 되지 않습니다 (stom halt --exit 로 청산).",
          " What is held has no stop loss while halted (sell it with stom halt --exit)."};
}

}  // namespace stom::app
