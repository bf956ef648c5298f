// Which roles a platform has: the kinds, wired to the code that plays them, and the list for one platform.
#include "app/platform_roles.h"

#include "app/box_role.h"
#include "base/error.h"
#include "bus/clock_role.h"
#include "bus/log_role.h"
#include "bus/role_table.h"
#include "live/receiver_role.h"
#include "live/strategy_role.h"
#include "live/trader_role.h"
#include "service/kimp_role.h"
#include "service/query_role.h"

namespace stom::app {
namespace {

bus::RoleSpec spec_of(const char* name, int rank, double stop_seconds = 10) {
  bus::RoleSpec spec;
  spec.name = name;
  spec.rank = rank;
  spec.stop_seconds = stop_seconds;
  spec.limits.core_files = false;
  return spec;
}

// A trader is never killed for being silent: an order may be on its way.
bus::RoleSpec trader_spec() {
  bus::RoleSpec spec = spec_of("trader", 40, 30);
  spec.killed_when_silent = false;
  spec.gets_secret = true;
  return spec;
}

// "binance.3" → market and number.
market::Market market_of(std::string_view instance) {
  market::Market market{};
  if (!market::parse(instance.substr(0, instance.find('.')), market)) {
    throw UsageError(message("{}: 그런 시장이 없습니다.", "{}: there is no such market.", instance));
  }
  return market;
}
unsigned number_of(std::string_view instance) {
  const auto point = instance.find('.');
  return point == std::string_view::npos ? 0 : static_cast<unsigned>(std::atoi(std::string(instance.substr(point + 1)).c_str()));
}

// The log starts first and stops last: it must hear everybody.
const bus::RoleRegistration log_role(spec_of("log", 0), {"모든 역할의 로그를 파일로 모읍니다", "collects the log lines of all roles into files"},
                                     [](bus::RoleLoop& loop, const std::string&) { return bus::run_log_role(loop); });
const bus::RoleRegistration clock_role(spec_of("clock", 10), {"매초 시각을 알립니다", "tells everybody that a second has begun"},
                                       [](bus::RoleLoop& loop, const std::string&) { return bus::run_clock_role(loop); });
const bus::RoleRegistration box_role(spec_of("box", 20), {"가상 거래소(stom-sim)를 실행합니다", "runs the exchange in a box (stom-sim)"},
                                     [](bus::RoleLoop& loop, const std::string&) { return run_box_role(loop); });
const bus::RoleRegistration query_role(spec_of("query", 30), {"데이터베이스를 혼자 기록합니다", "the only writer of the databases"},
                                       [](bus::RoleLoop& loop, const std::string&) { return service::run_query_role(loop); });
const bus::RoleRegistration trader_role(trader_spec(), {"주문과 체결, 잔고를 맡습니다", "orders, fills and positions of an account"},
                                        [](bus::RoleLoop& loop, const std::string& instance) {
                                          return live::run_trader_role(loop, market_of(instance));
                                        });
const bus::RoleRegistration strategy_role(spec_of("strategy", 50), {"전략을 매 행 계산합니다", "evaluates the strategy texts on every row"},
                                          [](bus::RoleLoop& loop, const std::string& instance) {
                                            return live::run_strategy_role(loop, market_of(instance), number_of(instance));
                                          });
const bus::RoleRegistration receiver_role(spec_of("receiver", 60), {"시세를 받아 1초, 1분 행으로 만듭니다", "makes rows of what the venue sends"},
                                          [](bus::RoleLoop& loop, const std::string& instance) {
                                            return live::run_receiver_role(loop, market_of(instance));
                                          });
const bus::RoleRegistration kimp_role(spec_of("kimp", 70), {"업비트와 바이낸스의 가격 차이를 계산합니다", "price gaps between Upbit and Binance"},
                                      [](bus::RoleLoop& loop, const std::string&) { return service::run_kimp_role(loop); });

}  // namespace

std::vector<bus::RoleSpec> platform_roles(const live::Platform& platform, bool with_box, bool with_kimp) {
  const std::string market = live::market_name(platform.market);
  std::vector<bus::RoleSpec> roles = {bus::role_spec("log"), bus::role_spec("clock")};
  if (with_box) roles.push_back(bus::role_spec("box"));
  roles.push_back(bus::role_spec("query"));
  roles.push_back(bus::role_spec("trader", market));
  for (unsigned worker = 0; worker < platform.workers; ++worker) roles.push_back(bus::role_spec("strategy", fmt::format("{}.{}", market, worker)));
  roles.push_back(bus::role_spec("receiver", market));
  if (with_kimp) roles.push_back(bus::role_spec("kimp"));
  return roles;
}

}  // namespace stom::app
