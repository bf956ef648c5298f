// What every role must know of the platform it belongs to. `stom up` decides it and puts it beside the users' settings into the snapshot (keys that
// begin with "platform."); the users' settings travel in the same snapshot as texts under their own keys (store/setting_table.h).
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "backtest/settings_reader.h"
#include "bus/settings_snapshot.h"
#include "gateway/endpoints.h"
#include "live/order_intent.h"
#include "market/market.h"
#include "trade/fill_model.h"

namespace stom::live {

// Options for stom-sim, beside the settings of Platform.
inline constexpr const char* kBoxOptions = "platform.box_options";
inline constexpr const char* kKimpRate = "platform.kimp_rate";  // won per dollar of the kimp role; 0: as Tether implies
inline constexpr const char* kPlatformKeys = "platform.";

struct Platform {
  std::filesystem::path data;         // setting.db, strategy.db, tradelist.db, recordings, journals (data/journal)
  market::Market market = market::Market::kBinance;  // 거래소; one crypto venue at a time
  market::Frame frame = market::Frame::kTick;        // 코인타임프레임
  Mode mode = Mode::kPaper;           // real only when armed (stom up --arm) and 코인모의투자 = 0
  bool in_box = true;                 // the venue is the exchange in a box, not the real one
  std::filesystem::path box_folder;   // where stom-sim keeps its port and certificate authority (ready.json)
  unsigned workers = 5;
  unsigned watch_count = 10;
  trade::FillModel fill_model;        // of paper trading
  std::string share_listen;           // rows are shared with other platforms on this address (리시버공유 1); empty: not
  std::string share_from;             // rows come from another platform at this address (리시버공유 2); empty: from an own feed
  bool log_signals = false;           // workers write data/signals/*.csv
};

[[nodiscard]] Platform read_platform(const bus::Settings& settings);
[[nodiscard]] std::map<std::string, bus::SettingValue> platform_settings(const Platform& platform);
// setting.db (every setting, as text) and blacklist_coin.txt of a data folder, as they stand in a snapshot. Throws DataError for a stored value
// that a setting cannot have: nothing trades on a default that nobody chose.
[[nodiscard]] std::map<std::string, bus::SettingValue> user_settings(const std::filesystem::path& data);
// One of them: its text, or its default where the snapshot has none; what is no number counts as 0.
[[nodiscard]] std::string user_text(const bus::Settings& settings, std::string_view key);
[[nodiscard]] double user_number(const bus::Settings& settings, std::string_view key);
// The users' settings of a snapshot, as the back-test reads them.
[[nodiscard]] backtest::SettingTexts setting_texts(const bus::Settings& settings);

// ready.json of stom-sim; nothing while it does not listen yet.
[[nodiscard]] std::optional<gateway::VenueEndpoints> box_endpoints(const std::filesystem::path& box_folder);
[[nodiscard]] venue::Venue venue_of(market::Market market);
// "upbit", "binance": in names of roles, channels, files.
[[nodiscard]] std::string market_name(market::Market market);
// Files of today's rows: <data>/<market>_<tick|min>.db (table a code, moneytop).
[[nodiscard]] std::filesystem::path recording_file(const std::filesystem::path& data, market::Market market, market::Frame frame);
[[nodiscard]] std::filesystem::path recording_file(const Platform& platform);

}  // namespace stom::live
