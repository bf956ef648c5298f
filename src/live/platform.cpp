#include "live/platform.h"

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "store/blacklist.h"
#include "store/setting_store.h"
#include "store/setting_table.h"
#include "trade/settings_table.h"

namespace stom::live {
namespace {

// Keys of a snapshot that `stom up` decides.
constexpr const char* kData = "platform.data";
constexpr const char* kMarket = "platform.market";
constexpr const char* kFrame = "platform.frame";
constexpr const char* kReal = "platform.real";
constexpr const char* kInBox = "platform.in_box";
constexpr const char* kBoxFolder = "platform.box_folder";
constexpr const char* kWorkers = "platform.workers";
constexpr const char* kWatchCount = "platform.watch_count";
constexpr const char* kLogSignals = "platform.log_signals";
constexpr const char* kFills = "platform.fills";
constexpr const char* kLatencyRows = "platform.latency_rows";
constexpr const char* kShareListen = "platform.share_listen";
constexpr const char* kShareFrom = "platform.share_from";

}  // namespace

Platform read_platform(const bus::Settings& settings) {
  Platform platform;
  platform.data = settings.text(kData, "");
  if (!market::parse(settings.text(kMarket, ""), platform.market) || !market::parse(settings.text(kFrame, ""), platform.frame)) {
    throw DataError({"설정에 플랫폼 정보가 없습니다. 역할은 stom up 이 시작합니다.",
                     "The settings say nothing about the platform. Roles are started by stom up."});
  }
  platform.mode = settings.flag(kReal, false) ? Mode::kReal : Mode::kPaper;
  platform.in_box = settings.flag(kInBox, true);
  platform.box_folder = settings.text(kBoxFolder, "");
  platform.workers = static_cast<unsigned>(settings.whole(kWorkers, platform.workers));
  platform.watch_count = static_cast<unsigned>(settings.whole(kWatchCount, platform.watch_count));
  platform.log_signals = settings.flag(kLogSignals, false);
  platform.fill_model.kind = trade::find_fill_model(settings.text(kFills, "reference")).value_or(trade::FillModelKind::kReference);
  platform.fill_model.realistic.latency_rows = static_cast<int>(settings.whole(kLatencyRows, platform.fill_model.realistic.latency_rows));
  platform.share_listen = settings.text(kShareListen, "");
  platform.share_from = settings.text(kShareFrom, "");
  return platform;
}

std::map<std::string, bus::SettingValue> platform_settings(const Platform& platform) {
  return {{kData, platform.data.string()},
          {kMarket, std::string(market::name(platform.market))},
          {kFrame, std::string(market::name(platform.frame))},
          {kReal, platform.mode == Mode::kReal},
          {kInBox, platform.in_box},
          {kBoxFolder, platform.box_folder.string()},
          {kWorkers, static_cast<std::int64_t>(platform.workers)},
          {kWatchCount, static_cast<std::int64_t>(platform.watch_count)},
          {kLogSignals, platform.log_signals},
          {kFills, std::string(trade::name(platform.fill_model.kind))},
          {kLatencyRows, static_cast<std::int64_t>(platform.fill_model.realistic.latency_rows)},
          {kShareListen, platform.share_listen},
          {kShareFrom, platform.share_from}};
}

std::map<std::string, bus::SettingValue> user_settings(const std::filesystem::path& data) {
  const store::SettingSnapshot snapshot = store::SettingStore(data / "setting.db").read();
  if (!snapshot.problems().empty()) throw DataError(snapshot.problems().front());
  std::map<std::string, bus::SettingValue> values;
  for (const store::Setting& setting : store::all_settings()) values[std::string(setting.key)] = snapshot.text(setting.key);
  values["코인블랙리스트"] = store::read_blacklist(data / store::kCoinBlacklist);
  return values;
}

std::string user_text(const bus::Settings& settings, std::string_view key) {
  const store::Setting* setting = store::find_setting(key);
  return settings.text(key, setting == nullptr ? std::string_view() : setting->default_value);
}

double user_number(const bus::Settings& settings, std::string_view key) { return std::atof(user_text(settings, key).c_str()); }

backtest::SettingTexts setting_texts(const bus::Settings& settings) {
  backtest::SettingTexts texts;
  for (const trade::SettingInfo& setting : trade::kSettings) {
    if (settings.has(setting.key)) texts[std::string(setting.key)] = settings.text(setting.key, setting.default_value);
  }
  return texts;
}

std::optional<gateway::VenueEndpoints> box_endpoints(const std::filesystem::path& box_folder) {
  const auto file = box_folder / "ready.json";
  if (!std::filesystem::exists(file)) return std::nullopt;
  const auto ready = nlohmann::json::parse(read_file(file), nullptr, false);
  // Half written, or of something else.
  if (!ready.is_object() || !ready.contains("port") || !ready.contains("ca_file")) return std::nullopt;
  const auto &port = ready["port"], &ca_file = ready["ca_file"];
  if (!port.is_number_unsigned() || port.get<std::uint64_t>() > UINT16_MAX || !ca_file.is_string()) return std::nullopt;
  return gateway::box_endpoints("127.0.0.1", port.get<std::uint16_t>(), ca_file.get<std::string>());
}

venue::Venue venue_of(market::Market market) { return market == market::Market::kUpbit ? venue::Venue::kUpbit : venue::Venue::kBinance; }

std::string market_name(market::Market market) { return std::string(market::name(market)); }

std::filesystem::path recording_file(const std::filesystem::path& data, market::Market market, market::Frame frame) {
  return data / fmt::format("{}_{}.db", market::name(market), market::name(frame));
}
std::filesystem::path recording_file(const Platform& platform) { return recording_file(platform.data, platform.market, platform.frame); }

}  // namespace stom::live
