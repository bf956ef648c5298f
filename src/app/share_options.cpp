#include "app/share_options.h"

#include <charconv>

#include "base/error.h"
#include "live/shared_feed.h"

namespace stom::app {
namespace {

constexpr const char* kListen = "--share-listen";
constexpr const char* kFrom = "--share-from";
constexpr std::string_view kServer = "1", kClient = "2";
constexpr unsigned kLastPort = 65535;

// The ports that users of the reference know; on this machine only.
const char* default_address(market::Market market) {
  return market == market::Market::kUpbit ? "tcp://127.0.0.1:5778" : "tcp://127.0.0.1:5779";
}

void require_address(const char* option, const std::string& address) {
  constexpr std::string_view kScheme = "tcp://";
  const std::size_t colon = address.rfind(':');
  if (address.starts_with(kScheme) && colon != std::string::npos && colon > kScheme.size()) {
    unsigned port = 0;
    const char* end = address.data() + address.size();
    const auto read = std::from_chars(address.data() + colon + 1, end, port);
    if (read.ec == std::errc() && read.ptr == end && port > 0 && port <= kLastPort) return;
  }
  throw UsageError(message("{} {}: tcp://주소:포트 형식이어야 합니다. 예: tcp://127.0.0.1:5778",
                           "{} {}: expected tcp://HOST:PORT, for example tcp://127.0.0.1:5778.",
                           option, address));
}

[[noreturn]] void refuse_option(const char* option, std::string_view needed, std::string_view sharing) {
  throw UsageError(message("{} 은(는) 설정 '리시버공유'가 {}일 때만 쓸 수 있는데 지금은 {}입니다. stom settings set 리시버공유={} 로 바꿀 수 있습니다.",
                           "{} is for setting '리시버공유' = {}, and it is {}. Change it with stom settings set 리시버공유={}.", option,
                           needed, sharing, needed));
}

}  // namespace

void add_share_options(CLI::App& command, ShareArguments& arguments, AppContext& context) {
  command.add_option(kListen, arguments.listen,
                     context.text("설정 리시버공유=1: 이 주소에서 시세를 공유합니다 (기본: 업비트 tcp://127.0.0.1:5778, 바이낸스 5779)",
                                  "setting 리시버공유=1: share rows on this address (default: Upbit tcp://127.0.0.1:5778, Binance 5779)"));
  command.add_option(kFrom, arguments.from,
                     context.text("설정 리시버공유=2: 이 주소의 stom 에서 시세를 받습니다 (tcp://주소:포트)",
                                  "setting 리시버공유=2: take the rows of the stom at this address (tcp://HOST:PORT)"));
}

void decide_sharing(const ShareArguments& arguments, std::string_view sharing, const std::filesystem::path& run_folder,
                    live::Platform& platform) {
  if (!arguments.listen.empty() && sharing != kServer) refuse_option(kListen, kServer, sharing);
  if (!arguments.from.empty() && sharing != kClient) refuse_option(kFrom, kClient, sharing);
  if (sharing == kServer) {
    platform.share_listen = arguments.listen.empty() ? default_address(platform.market) : arguments.listen;
    require_address(kListen, platform.share_listen);
    (void)bus::load_or_make_keys(bus::RunDirectory(run_folder));
  } else if (sharing == kClient) {
    if (arguments.from.empty()) {
      throw UsageError(message("설정 '리시버공유'가 2(클라이언트)이면 어느 stom 의 시세를 받을지 {} tcp://주소:포트 로 알려야 합니다. 직접 받으려면 stom settings set "
                               "리시버공유=0 으로 바꾸십시오.",
                               "Setting '리시버공유' is 2 (client): say whose rows to take with {} tcp://HOST:PORT, or receive them yourself with "
                               "stom settings set 리시버공유=0.",
                               kFrom));
    }
    require_address(kFrom, arguments.from);
    platform.share_from = arguments.from;
    (void)live::share_client(bus::RunDirectory(run_folder), platform.share_from);
  }
}

}  // namespace stom::app
