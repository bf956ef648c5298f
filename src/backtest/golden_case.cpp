#include "backtest/golden_case.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "backtest/fill_model_json.h"
#include "backtest/finder.h"
#include "backtest/golden_indicators.h"
#include "backtest/golden_table.h"
#include "base/compress.h"
#include "base/error.h"
#include "base/file.h"

namespace stom::backtest {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json read_json(const fs::path& path) {
  try {
    return json::parse(read_file(path));
  } catch (const json::parse_error& error) {
    throw DataError(message("{}: JSON을 읽을 수 없습니다 ({}번째 글자 근처).", "{}: not valid JSON (near byte {}).", path.string(), error.byte));
  }
}

// The database named by a case, looked for in the case's folder and upward; NAME.xz is unpacked into the cache.
fs::path find_database(const fs::path& folder, const std::string& name, const fs::path& cache) {
  if (fs::path(name).is_absolute()) return name;
  for (fs::path root = fs::absolute(folder); ; root = root.parent_path()) {
    if (fs::exists(root / name)) return root / name;
    const fs::path packed = root / (name + ".xz");
    if (fs::exists(packed)) {
      const std::string identity = fmt::format("{}-{}", fs::file_size(packed), fs::last_write_time(packed).time_since_epoch().count());
      const fs::path target = cache / "unpacked" / identity / fs::path(name).filename();
      stom::create_directories(target.parent_path());
      const FileLock lock(target.parent_path() / "lock");
      if (!fs::exists(target)) unpack_xz(packed, target);
      return target;
    }
    if (root == root.root_path()) break;
  }
  throw FileError(message("{}: case.json이 가리키는 데이터베이스 '{}'(이나 .xz)을(를) 찾을 수 없습니다.",
                          "{}: the database '{}' (or its .xz) that case.json names cannot be found.", folder.string(), name));
}

store::LoadRange range_of(const json& object) {
  return {object.at("startday").get<TradingDay>(), object.at("endday").get<TradingDay>(), object.at("starttime").get<std::int64_t>(),
          object.at("endtime").get<std::int64_t>()};
}

// What is compared of one trade, in the golden column order.
std::optional<Message> trade_difference(const GoldenTable& golden, std::size_t row, const TradeRecord& trade, market::Market market) {
  const auto& expected = golden.rows[row];
  std::optional<Message> difference;
  const auto report = [&](std::string_view field, const std::string& want, const std::string& got) {
    if (!difference) {
      difference = message("거래 {}: {} 기대값 {}, 결과 {} (종목 {}, 매수 {})", "trade {}: {} expected {}, got {} (symbol {}, bought {})",
                           row + 1, field, want, got, trade.code, trade.buy_time);
    }
  };
  const auto text = [&](std::string_view field, const std::string& got) {
    if (const int c = golden.column(field); c >= 0 && expected[c] != got) report(field, expected[c], got);
  };
  const auto number = [&](std::string_view field, double got) {
    if (const int c = golden.column(field); c >= 0 && !same_value(expected[c], got)) report(field, expected[c], number_text(got));
  };
  text("종목명", trade.name);
  if (market == market::Market::kBinance) text("포지션", trade.side == trade::Side::kLong ? "LONG" : "SHORT");
  else number("시가총액", static_cast<double>(trade.market_cap));
  number("매수시간", static_cast<double>(trade.buy_time));
  number("매도시간", static_cast<double>(trade.sell_time));
  number("보유시간", static_cast<double>(trade.hold_time));
  number("매수가", trade.buy_price);
  number("매도가", trade.sell_price);
  number("매수금액", trade.buy_amount);
  number("매도금액", trade.sell_amount);
  number("수익률", trade.profit_rate);
  number("수익금", trade.profit);
  text("매도조건", trade.sell_condition);
  text("추가매수시간", trade.added_buys);
  number("잔량없음", trade.closed ? 1 : 0);
  number("vturn", trade.vturn);
  number("vkey", trade.vkey);
  return difference;
}

std::optional<Message> metrics_difference(const json& golden, const Metrics& metrics, const HoldingSeries& series) {
  double holding_rows = 0, count_sum = 0, amount_sum = 0;
  for (std::size_t i = 0; i < series.time.size(); ++i) {
    if (series.count[i] <= 0) continue;
    ++holding_rows;
    count_sum += series.count[i];
    amount_sum += series.amount[i];
  }
  const std::pair<const char*, double> values[] = {
      {"trades", metrics.trades}, {"trades_per_day", metrics.trades_per_day}, {"wins", metrics.wins}, {"losses", metrics.losses},
      {"win_rate", metrics.win_rate}, {"avg_hold", metrics.avg_hold}, {"avg_profit_pct", metrics.avg_profit_pct},
      {"total_profit_pct", metrics.total_profit_pct}, {"total_profit", metrics.total_profit},
      {"max_hold_count", metrics.max_hold_count}, {"seed", metrics.seed}, {"cagr", metrics.cagr}, {"tpi", metrics.tpi},
      {"mdd", metrics.mdd}, {"mdd_amount", metrics.mdd_amount}, {"day_count", metrics.day_count}, {"holding_rows", holding_rows},
      {"holding_count_sum", count_sum}, {"holding_amount_sum", amount_sum}};
  for (const auto& [key, got] : values) {
    if (!golden.contains(key)) continue;
    const double want = golden.at(key).get<double>();
    // The amounts of the holding table are summed in another order than the reference's.
    const double tolerance = std::string_view(key) == "holding_amount_sum" ? std::abs(want) * 1e-9 : 0.0;
    if (std::abs(got - want) > tolerance) {
      return message("지표 {}: 기대값 {}, 결과 {}", "metric {}: expected {}, got {}", key, number_text(want), number_text(got));
    }
  }
  return std::nullopt;
}

CaseOutcome failed(std::string name, Message detail) { return {std::move(name), CaseStatus::kFailed, std::move(detail), false}; }

CaseOutcome verify_backtest(const json& info, const fs::path& folder, const VerifyOptions& options, const StopFlag& stop) {
  const std::string name = folder.filename().string();
  RunSpec spec = case_spec(info, folder, options);
  spec.buy_text = read_file(folder / "buy.txt");
  spec.sell_text = read_file(folder / "sell.txt");
  spec.bet = info.at("betting").get<double>();
  spec.settings = order_settings(spec.market, read_settings(info.at("settings"), (folder / "case.json").string()));
  spec.settings.order_management = info.value("order_engine", false);
  spec.settings.managed.reference_faults = info.value("reference_faults", true);  // recorded by the reference, unless it says otherwise
  if (info.contains("fills")) spec.fill_model = read_fill_model(info.at("fills"), (folder / "case.json").string());
  const auto data = open_case_data(info, spec, folder, options, stop);
  NoProgress silent;
  const RunResult result = run_backtest(*data, spec, silent, stop);
  CaseOutcome outcome{name, CaseStatus::kPassed, {}, result.buy_native && result.sell_native};
  if (!info.at("shows_defect").empty()) {
    outcome.status = CaseStatus::kSkipped;
    outcome.detail = message("참조의 결함 {}을(를) 기록한 사례: 실행만 하고 비교하지 않았습니다", "records the reference's defect {}: run, not compared",
                             info.at("shows_defect").dump());
    return outcome;
  }
  const std::string error = result.error ? result.error->error.kind : "";
  if (auto difference = trades_difference(folder / "trades.csv", result.trades, spec.market)) {
    if (result.error) difference = {fmt::format("{} ({})", difference->ko, error), fmt::format("{} ({})", difference->en, error)};
    return failed(name, *difference);
  }
  if (info.at("stopped_by_error").get<bool>() != result.error.has_value() || info.at("error").get<std::string>() != error) {
    return failed(name, message("오류: 기대값 '{}', 결과 '{}'", "error: expected '{}', got '{}'", info.at("error").get<std::string>(), error));
  }
  std::vector<TradeRecord> ordered;
  for (const std::size_t i : result_order(result.trades, spec.settings.sort_by_buy_time)) ordered.push_back(result.trades[i]);
  const store::WatchList watch_list = data->watch_list(spec.run);
  const HoldingSeries series = holding_series(watch_list, ordered);
  const Metrics metrics = compute_metrics(ordered, series, spec.bet, spec.market, count_days(watch_list, spec.frame), false);
  if (fs::exists(folder / "metrics.json")) {
    if (auto difference = metrics_difference(read_json(folder / "metrics.json"), metrics, series)) return failed(name, *difference);
  }
  return outcome;
}

CaseOutcome verify_finder(const json& info, const fs::path& folder, const VerifyOptions& options, const StopFlag& stop) {
  const std::string name = folder.filename().string();
  RunSpec spec = case_spec(info, folder, options);
  spec.buy_text = read_file(folder / "text.txt");
  const auto data = open_case_data(info, spec, folder, options, stop);
  NoProgress silent;
  const FinderRun run = run_finder_search(*data, spec, silent, stop);
  if (run.error) return failed(name, run.error->error.text);
  if (has_errors(run.diagnostics)) return failed(name, run.diagnostics.front().text);
  const GoldenTable golden = read_golden_table(folder / "results.csv");
  for (std::size_t row = 0; row < std::min(golden.rows.size(), run.rows.size()); ++row) {
    const FinderRow& got = run.rows[row];
    std::vector<std::string> texts = {got.code, std::to_string(got.time)};
    bool same = golden.rows[row][0] == texts[0] && golden.rows[row][1] == texts[1] && got.values.size() + 2 == golden.header.size();
    for (std::size_t c = 0; same && c < got.values.size(); ++c) {
      const std::string& want = golden.rows[row][c + 2];
      if (const auto* text = std::get_if<std::string>(&got.values[c])) same = want == *text;
      else if (const auto* whole = std::get_if<std::int64_t>(&got.values[c])) same = same_value(want, static_cast<double>(*whole));
      else same = same_value(want, std::get<double>(got.values[c]));
    }
    if (!same) {
      return failed(name, message("결과 {}: 기대값 {} {}, 결과 {} {}", "result {}: expected {} {}, got {} {}", row + 1, golden.rows[row][0],
                                  golden.rows[row][1], texts[0], texts[1]));
    }
  }
  if (golden.rows.size() != run.rows.size()) {
    return failed(name, message("결과 수: 기대값 {}, 결과 {}", "results: expected {}, got {}", golden.rows.size(), run.rows.size()));
  }
  return {name, CaseStatus::kPassed, {}, false};
}

}  // namespace

std::optional<Message> trades_difference(const fs::path& table, const std::vector<TradeRecord>& trades, market::Market market) {
  const GoldenTable golden = read_golden_table(table);
  for (std::size_t row = 0; row < std::min(golden.rows.size(), trades.size()); ++row) {
    if (auto difference = trade_difference(golden, row, trades[row], market)) return difference;
  }
  if (golden.rows.size() == trades.size()) return std::nullopt;
  return message("거래 수: 기대값 {}, 결과 {}", "trades: expected {}, got {}", golden.rows.size(), trades.size());
}

json read_case(const fs::path& folder) { return read_json(folder / "case.json"); }

RunSpec case_spec(const json& info, const fs::path& folder, const VerifyOptions& options) {
  RunSpec spec;
  if (!market::parse(info.at("market").get<std::string>(), spec.market) || !market::parse(info.at("frame").get<std::string>(), spec.frame)) {
    throw DataError(message("{}/case.json: market과 frame을 확인하십시오.", "{}/case.json: unknown market or frame.", folder.string()));
  }
  spec.load = range_of(info.at("load"));
  spec.run = info.contains("run") ? range_of(info.at("run")) : spec.load;
  spec.average_list = info.at("load").at("avg_list").get<std::vector<int>>();
  spec.average_ticks = info.value("avgtime", spec.average_list.at(0));
  spec.lenient = true;
  spec.back_end = options.back_end;
  spec.threads = options.engines;
  return spec;
}

std::shared_ptr<const store::MarketData> open_case_data(const json& info, const RunSpec& spec, const fs::path& folder,
                                                   const VerifyOptions& options, const StopFlag& stop) {
  const fs::path cache = options.cache_directory.empty() ? default_cache_directory() : options.cache_directory;
  NoProgress silent;
  return store::MarketData::open(find_database(folder, info.at("db").get<std::string>(), cache), spec.market, spec.frame,
                                 {cache, 1, false}, silent, stop);
}

std::vector<fs::path> find_cases(const std::vector<fs::path>& paths) {
  std::vector<fs::path> cases;
  for (const fs::path& path : paths) {
    if (!fs::exists(path)) throw FileError(message("{}: 그런 파일이나 폴더가 없습니다.", "{}: no such file or folder.", path.string()));
    if (fs::exists(path / "case.json")) {
      cases.push_back(path);
      continue;
    }
    if (is_indicator_table(path)) cases.push_back(path);
    if (!fs::is_directory(path)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.path().filename() == "case.json") cases.push_back(entry.path().parent_path());
      else if (is_indicator_table(entry.path())) cases.push_back(entry.path());
    }
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

CaseOutcome verify_case(const fs::path& folder, const VerifyOptions& options, const StopFlag& stop) {
  const std::string name = folder.filename().string();
  try {
    if (is_indicator_table(folder)) return verify_indicators(folder);
    const json info = read_json(folder / "case.json");
    const std::string kind = info.value("kind", "");
    if (kind == "finder") return verify_finder(info, folder, options, stop);
    if (kind == "backtest") {
      if (!options.plain_only || !info.value("order_engine", false)) return verify_backtest(info, folder, options, stop);
      return {name, CaseStatus::kSkipped, {"주문관리 사례는 --plain에서 뺍니다", "order-managed cases are left out by --plain"}, false};
    }
    return {name, CaseStatus::kFailed, message("모르는 종류의 사례 '{}'", "unknown kind of case '{}'", kind), false};
  } catch (const Cancelled&) {
    throw;
  } catch (const Error& error) {
    return failed(name, error.text());
  } catch (const json::exception& error) {
    return failed(name, message("case.json: {}", "case.json: {}", error.what()));
  }
}

}  // namespace stom::backtest
