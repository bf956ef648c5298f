// A pinned back-test: a folder with case.json, the texts and the expected trades and metrics (format: tests/golden/README.md).
// verify_case() runs it and compares trade by trade; save_case() writes one, so that a trader can pin results.
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "backtest/metrics.h"
#include "backtest/run.h"
#include "backtest/settings_reader.h"

namespace stom::backtest {

enum class CaseStatus { kPassed, kFailed, kSkipped };

struct CaseOutcome {
  std::string name;
  CaseStatus status = CaseStatus::kFailed;
  Message detail;        // failed: first difference; skipped: why
  bool native = false;   // both texts ran as native code
};

struct VerifyOptions {
  BackEnd back_end = BackEnd::kNative;
  bool plain_only = false;                // leave out what needs order management or optimisation
  unsigned threads = 1;
  unsigned engines = 1;                   // threads inside one case
  std::filesystem::path cache_directory;  // empty: default
};

// Every case folder and indicators/ folder under the paths, in order of their names.
[[nodiscard]] std::vector<std::filesystem::path> find_cases(const std::vector<std::filesystem::path>& paths);

[[nodiscard]] CaseOutcome verify_case(const std::filesystem::path& folder, const VerifyOptions& options, const StopFlag& stop);

struct SavedCase {
  const RunSpec* spec = nullptr;
  const RunResult* result = nullptr;
  const Metrics* metrics = nullptr;
  const HoldingSeries* series = nullptr;
  std::filesystem::path database;
  SettingTexts settings;
};
// Pieces of a case that other kinds of case need too.
[[nodiscard]] nlohmann::json read_case(const std::filesystem::path& folder);
[[nodiscard]] RunSpec case_spec(const nlohmann::json& info, const std::filesystem::path& folder, const VerifyOptions& options);
[[nodiscard]] std::shared_ptr<const store::MarketData> open_case_data(const nlohmann::json& info, const RunSpec& spec,
                                                                      const std::filesystem::path& folder, const VerifyOptions& options,
                                                                      const StopFlag& stop);

// First difference between a golden trade table and trades in emission order.
[[nodiscard]] std::optional<Message> trades_difference(const std::filesystem::path& table, const std::vector<TradeRecord>& trades,
                                                       market::Market market);

// The trade list as CSV and the figures as JSON text, in the form of golden cases; reports use them too.
[[nodiscard]] std::string trades_csv(const RunSpec& spec, const std::vector<TradeRecord>& trades);
[[nodiscard]] std::string metrics_json_text(const Metrics& metrics, const HoldingSeries& series);

// Writes the folder aside and renames it; an existing folder is refused.
void save_case(const std::filesystem::path& folder, const SavedCase& saved);

}  // namespace stom::backtest
