#include "service/data_requests.h"

#include "base/error.h"
#include "market/market.h"
#include "service/risk_change.h"
#include "store/setting_store.h"
#include "store/sqlite.h"
#include "store/strategy_store.h"
#include "store/trade_list_store.h"

namespace stom::service {
namespace {

constexpr unsigned kStrategyKinds = static_cast<unsigned>(store::StrategyKind::kSellConditions) + 1;

bus::Problem problem_of(const Message& text) { return {text.ko, text.en}; }

bool is_same_file(const std::string& asked, const std::filesystem::path& own) {
  if (asked.empty()) return true;
  std::error_code code;
  return std::filesystem::weakly_canonical(asked, code) == std::filesystem::weakly_canonical(own, code);
}

std::int64_t count(store::Connection& connection, const std::string& table, std::string_view condition) {
  if (!connection.has_table(table)) return 0;
  store::Statement rows(connection, fmt::format("SELECT count(*) FROM {} WHERE {}", store::quoted_name(table), condition), table);
  return rows.step() ? rows.integer(0) : 0;
}

// The keys among the changes that decide real orders and may raise their risk.
std::string risk_keys(const store::SettingStore& store, const std::map<std::string, std::string>& changes) {
  const store::SettingSnapshot now = store.read();
  std::string keys;
  for (const auto& [key, text] : changes) {
    const store::Setting& setting = store::require_setting(key);
    const std::string next = store::require_value(key, text);
    if (!setting.risk || now.text(key) == next || lowers_risk(setting, now.text(key), next)) continue;
    keys += (keys.empty() ? "" : ", ") + key;
  }
  return keys;
}

}  // namespace

std::filesystem::path setting_file(const std::filesystem::path& data) { return data / "setting.db"; }
std::filesystem::path strategy_file(const std::filesystem::path& data) { return data / "strategy.db"; }

RealExposure real_exposure(const std::filesystem::path& data) {
  const std::filesystem::path file = data / "tradelist.db";
  RealExposure exposure;
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return exposure;
  store::Connection connection(file, store::OpenMode::kReadOnly);
  for (const market::Market market : {market::Market::kStock, market::Market::kUpbit, market::Market::kBinance}) {
    const std::string prefix = fmt::format("{}_{}_", market::name(market), store::name(store::TradeMode::kReal));
    exposure.positions += count(connection, prefix + "positions", "quantity > 0");
    exposure.live_orders += count(connection, prefix + "orders", "status IN ('sent', 'open', 'unknown')");
  }
  return exposure;
}

bus::SettingsResult set_settings(const std::filesystem::path& data, const bus::SettingsSet& request) {
  bus::SettingsResult result;
  result.is_other_file = !is_same_file(request.database, setting_file(data));
  if (result.is_other_file) return result;
  try {
    const store::SettingStore store(setting_file(data));
    store.create();
    if (const std::string keys = risk_keys(store, request.changes); !keys.empty()) {
      if (const RealExposure exposure = real_exposure(data); !exposure.is_none()) {
        result.problems.push_back(
            problem_of(message("{}: 실거래 보유 종목 {}개, 미체결 주문 {}개가 있는 동안에는 이렇게 바꿀 수 없습니다. 모두 정리한 뒤 바꾸세요. "
                               "한도를 낮추거나 진입을 끄는 것은 언제든 됩니다.",
                               "{}: cannot be changed so while {} real positions and {} live real orders exist. Close them first. "
                               "Lower limits, and no entries, are taken at any time.",
                               keys, exposure.positions, exposure.live_orders)));
        return result;
      }
    }
    result.version = store.set(request.changes, request.origin);
  } catch (const Error& error) {
    result.problems.push_back(problem_of(error.text()));
  }
  return result;
}

bus::StrategySaved save_strategy(const std::filesystem::path& data, const bus::StrategySave& request) {
  bus::StrategySaved result;
  result.is_other_file = !is_same_file(request.database, strategy_file(data));
  if (result.is_other_file) return result;
  market::Market market{};
  if (!market::parse(request.market, market) || request.kind >= kStrategyKinds) {
    result.problems.push_back(problem_of(message("시장 '{}' 또는 전략 종류 {}을(를) 모릅니다.", "unknown market '{}' or kind of text {}.", request.market,
                                                 static_cast<unsigned>(request.kind))));
    return result;
  }
  if (!store::StrategyStore::is_valid_name(request.name)) {
    result.problems.push_back(problem_of(message("전략 이름 '{}': 글자, 숫자, 밑줄(_)만 쓸 수 있습니다.",
                                                 "Strategy name '{}': only letters, digits and '_' are possible.", request.name)));
    return result;
  }
  try {
    store::StrategyStore(strategy_file(data)).save(market, static_cast<store::StrategyKind>(request.kind), request.name, request.text);
  } catch (const Error& error) {
    result.problems.push_back(problem_of(error.text()));
  }
  return result;
}

}  // namespace stom::service
