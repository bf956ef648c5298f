#include "app/first_start.h"

#include <cstdlib>

#include "app/example_texts.h"
#include "base/error.h"
#include "base/private_folder.h"
#include "store/setting_store.h"
#include "store/startup_check.h"
#include "store/strategy_store.h"

namespace stom::app {
namespace {

constexpr market::Market kCoinMarkets[] = {market::Market::kUpbit, market::Market::kBinance};

void save_examples(const std::filesystem::path& data) {
  store::StrategyStore strategies(data / "strategy.db");
  for (const market::Market market : kCoinMarkets) {
    const ExampleNames names = example_names(market);
    const bool is_upbit = market == market::Market::kUpbit;
    strategies.save(market, store::StrategyKind::kBuy, names.buy, is_upbit ? kUpbitExampleBuy : kBinanceExampleBuy);
    strategies.save(market, store::StrategyKind::kSell, names.sell, is_upbit ? kUpbitExampleSell : kBinanceExampleSell);
  }
  store::mark_database(data / "strategy.db", STOM_VERSION);
}

// Settings of the first start that differ from the users' defaults: second rows, both roles on, an amount that the paper account can pay.
store::SettingChanges first_settings(market::Market market) {
  const ExampleNames names = example_names(market);
  const bool is_upbit = market == market::Market::kUpbit;
  return {{"거래소", is_upbit ? "업비트" : "바이낸스선물"},
          {"코인리시버", "1"},
          {"코인트레이더", "1"},
          {"코인데이터저장", "1"},
          {"코인타임프레임", "1"},
          {"코인평균값계산틱수", "15"},
          {"코인매수전략", names.buy},
          {"코인매도전략", names.sell},
          {"코인투자금", is_upbit ? "5" : "1000"}};
}

// The examples of one market cannot run on the other: they are exchanged with the market. A text of the user's own stays.
void follow_market(const store::SettingStore& settings, market::Market market) {
  const ExampleNames names = example_names(market);
  const ExampleNames others = example_names(market == market::Market::kUpbit ? market::Market::kBinance : market::Market::kUpbit);
  const store::SettingSnapshot now = settings.read();
  if (now.text("코인매수전략") == others.buy && now.text("코인매도전략") == others.sell) settings.set(first_settings(market), "other market");
}

}  // namespace

std::filesystem::path data_folder(const std::string& option) {
  if (!option.empty()) return std::filesystem::absolute(option);
  if (const char* named = std::getenv("STOM_DATA"); named != nullptr && *named != 0) return std::filesystem::absolute(named);
  if (const char* home = std::getenv("XDG_DATA_HOME"); home != nullptr && *home != 0) return std::filesystem::path(home) / "stom";
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == 0) {
    throw UsageError({"데이터 폴더를 정할 수 없습니다 (HOME 환경변수가 없음). --data 로 지정하십시오.",
                      "The data folder is not known (there is no variable HOME). Give one with --data."});
  }
  return std::filesystem::path(home) / ".local" / "share" / "stom";
}

std::string default_database(const char* name) {
  const char* folder = std::getenv("STOM_DATA");
  return folder != nullptr && *folder != 0 ? (std::filesystem::path(folder) / name).string() : name;
}

ExampleNames example_names(market::Market market) {
  if (market == market::Market::kUpbit) return {"예제_업비트_매수", "예제_업비트_매도"};
  return {"예제_바이낸스_매수", "예제_바이낸스_매도"};
}

bool prepare_data_folder(const std::filesystem::path& data, market::Market market) {
  create_private_directory(data);
  const bool is_new = !std::filesystem::exists(data / "setting.db");
  if (!std::filesystem::exists(data / "strategy.db")) save_examples(data);
  const store::SettingStore settings(data / "setting.db");
  if (!is_new) {
    follow_market(settings, market);
    return false;
  }
  settings.create();
  settings.set(first_settings(market), "first start");
  return true;
}

}  // namespace stom::app
