// Jobs on records: results of back-tests, trade lists.
#include <algorithm>

#include "base/error.h"
#include "store/maintenance.h"
#include "store/maintenance_steps.h"
#include "store/result_store.h"
#include "store/trade_list_store.h"

namespace stom::store {
namespace {

constexpr std::size_t kTimeLength = 14;

// The day of the run that a table's name ends with (…_20240102153000, also with _2 behind it); 0 if it has none.
TradingDay day_of_table(std::string_view name) {
  const std::size_t last = name.rfind('_');
  if (last != std::string_view::npos && name.size() - last - 1 < 4) name = name.substr(0, last);
  if (name.size() <= kTimeLength || name[name.size() - kTimeLength - 1] != '_') return 0;
  std::int64_t key = 0;
  for (const char c : name.substr(name.size() - kTimeLength)) {
    if (c < '0' || c > '9') return 0;
    key = key * 10 + (c - '0');
  }
  return is_valid_second_key(key) ? static_cast<TradingDay>(key / 1'000'000) : 0;
}

bool is_index_of_runs(Connection& connection, const std::string& table) {
  return Statement(connection, "SELECT 1 FROM pragma_table_info(?1) WHERE name = 'index'").bind(1, table).step();
}

std::vector<std::filesystem::path> graphs_of(const std::filesystem::path& folder, const std::string& table) {
  std::vector<std::filesystem::path> files;
  if (folder.empty() || table.find('/') != std::string::npos) return files;
  for (const char* tail : {".png", "_.png"}) {
    std::error_code code;
    std::filesystem::path path = folder / (table + tail);
    if (std::filesystem::is_regular_file(path, code)) files.push_back(std::move(path));
  }
  return files;
}

void require_no_live_trading(Connection& connection, bool stocks) {
  for (const market::Market market : market::kMarkets) {
    if (market::is_crypto(market) == stocks) continue;
    const std::string prefix = fmt::format("{}_{}_", market::name(market), name(TradeMode::kReal));
    if (!connection.has_table(prefix + "orders")) continue;
    const std::uint64_t live =
        count_of(connection, "SELECT count(*) FROM " + prefix + "orders WHERE status IN ('sent', 'open', 'unknown')", prefix) +
        count_of(connection, "SELECT count(*) FROM " + prefix + "positions", prefix);
    if (live == 0) continue;
    throw UsageError(message("{}: {} 실전 계좌에 미체결 주문이나 잔고가 {}건 있어 지우지 않습니다.",
                             "{}: {} has {} real positions or open orders; nothing is deleted.", connection.path().string(),
                             market::name(market), live));
  }
}

}  // namespace

JobReport delete_results(const std::filesystem::path& file, const std::filesystem::path& graphs, TradingDay before,
                         const JobOptions& options, JobContext context) {
  std::vector<JobStep> steps;
  std::vector<std::filesystem::path> pictures;
  {
    Connection connection(file, OpenMode::kReadOnly);
    for (const std::string& table : ResultStore(file).tables()) {
      if (table.starts_with("stom_")) continue;  // studies keep themselves
      const TradingDay day = day_of_table(table);
      if (before == 0 || (day != 0 && day < before)) {
        steps.push_back(drop_table(table));
        for (std::filesystem::path& picture : graphs_of(graphs, table)) pictures.push_back(std::move(picture));
      } else if (day == 0 && is_index_of_runs(connection, table)) {
        steps.push_back(delete_where(table, fmt::format("\"index\" < '{}'", before), false));
      }
    }
    if (connection.has_table("stom_run")) {
      steps.push_back(
          delete_where("stom_run", before == 0 ? "1" : fmt::format("started < {}", static_cast<RowKey>(before) * 1'000'000), false));
    }
  }
  JobReport report = run_steps(file, steps, {"결과를 지우는 중", "deleting results"}, options, context);
  report.removed_files = pictures;
  if (options.dry_run) return report;
  for (const std::filesystem::path& picture : pictures) {
    std::error_code code;
    std::filesystem::remove(picture, code);
    if (code) report.notes.push_back(message("{}: 지우지 못했습니다 ({}).", "{}: cannot be removed ({}).", picture.string(), code.message()));
  }
  return report;
}

JobReport delete_trade_history(const std::filesystem::path& file, bool stocks, const JobOptions& options, JobContext context) {
  std::vector<std::string> tables;
  if (stocks) tables = {"s_chegeollist", "s_jangolist", "s_tradelist", "s_totaltradelist"};
  else tables = {"c_chegeollist", "c_jangolist", "c_jangolist_future", "c_tradelist", "c_tradelist_future", "c_totaltradelist"};
  for (const market::Market market : market::kMarkets) {
    if (market::is_crypto(market) == stocks) continue;
    for (const TradeMode mode : {TradeMode::kPaper, TradeMode::kReal}) {
      for (std::string& table : trade_table_names(market, mode)) tables.push_back(std::move(table));
    }
  }
  std::vector<JobStep> steps;
  {
    Connection connection(file, OpenMode::kReadOnly);
    require_no_live_trading(connection, stocks);
    for (const std::string& table : tables) {
      if (connection.has_table(table)) steps.push_back(delete_where(table, "1", false));
    }
  }
  if (steps.empty()) throw UsageError(message("{}: 거래 기록 테이블이 없습니다.", "{}: has no tables of trades.", file.string()));
  return run_steps(file, steps, {"거래 기록을 지우는 중", "deleting the trade history"}, options, context);
}

}  // namespace stom::store
