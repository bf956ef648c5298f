// stom data list|info|verify|rebuild|drop: what is in a back database and in its column cache.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/notices.h"
#include "base/error.h"
#include "base/utf8.h"
#include "store/column_cache.h"
#include "store/detect.h"
#include "store/market_data.h"

namespace stom::app {
namespace {

using nlohmann::json;

struct DataArguments {
  std::string file, market, frame, cache;
  unsigned engines = 1;
  bool symbols = false, files_only = false, all = false, json = false;
};

store::DatabaseKind kind_of(const DataArguments& arguments) {
  store::DatabaseKind kind;
  const bool has_market = market::parse(arguments.market, kind.market), has_frame = market::parse(arguments.frame, kind.frame);
  if (has_market && has_frame) return kind;
  const store::DatabaseKind detected = store::detect_database(arguments.file);
  return {has_market ? kind.market : detected.market, has_frame ? kind.frame : detected.frame};
}

std::shared_ptr<const store::MarketData> open_data(const DataArguments& arguments, const store::DatabaseKind& kind, bool rebuild, AppContext& context) {
  store::OpenOptions options;
  options.cache_directory = arguments.cache;
  options.threads = arguments.engines;
  options.rebuild = rebuild;
  return store::MarketData::open(arguments.file, kind.market, kind.frame, options, *context.progress, context.stop);
}

std::string mebibytes(std::uint64_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

std::string padded(const std::string& text, int width) {
  return text + std::string(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
}

// Rows, days and the range of days of a file.
struct Extent {
  std::uint64_t rows = 0;
  std::size_t symbol_days = 0;
  TradingDay first = 0, last = 0;
};

Extent extent_of(const store::MarketData& data, const store::SymbolDays& symbol) {
  Extent extent;
  for (const TradingDay day : symbol.days) extent.rows += data.row_count(symbol.code, day);
  extent.symbol_days = symbol.days.size();
  if (!symbol.days.empty()) {
    extent.first = symbol.days.front();
    extent.last = symbol.days.back();
  }
  return extent;
}

Extent extent_of(const store::MarketData& data, const std::vector<store::SymbolDays>& symbols) {
  Extent total;
  for (const store::SymbolDays& symbol : symbols) {
    const Extent extent = extent_of(data, symbol);
    total.rows += extent.rows;
    total.symbol_days += extent.symbol_days;
    if (total.first == 0 || extent.first < total.first) total.first = extent.first;
    total.last = std::max(total.last, extent.last);
  }
  return total;
}

void print_info(const DataArguments& arguments, const store::MarketData& data, const AppContext& context) {
  const store::DatabaseFacts& facts = data.facts();
  const auto symbols = data.all_symbols();
  const Extent total = extent_of(data, symbols);
  if (arguments.json) {
    json out = {{"file", facts.path.string()}, {"market", market::name(facts.market)}, {"frame", market::name(facts.frame)},
                {"symbols", symbols.size()},   {"symbol_days", total.symbol_days},     {"rows", total.rows},
                {"first_day", total.first},    {"last_day", total.last},               {"fingerprint", fmt::format("{:016x}", facts.fingerprint)},
                {"synthetic_rows", facts.synthetic_rows}, {"synthetic_book", facts.synthetic_book}};
    for (const store::SymbolDays& symbol : symbols) {
      const Extent extent = extent_of(data, symbol);
      out["codes"].push_back({{"code", symbol.code}, {"name", symbol.name}, {"days", symbol.days}, {"rows", extent.rows}});
    }
    std::puts(out.dump(2).c_str());
    return;
  }
  std::printf("%s\n", facts.path.c_str());
  const auto line = [&](const char* ko, const char* en, const std::string& value) { std::printf("  %s %s\n", padded(context.text(ko, en), 14).c_str(), value.c_str()); };
  line("시장", "market", fmt::format("{} {}", market::name(facts.market), market::name(facts.frame)));
  line("종목", "symbols", std::to_string(symbols.size()));
  line("기간", "days", fmt::format("{} ~ {}", total.first, total.last));
  line("종목×일", "symbol-days", std::to_string(total.symbol_days));
  line("행", "rows", std::to_string(total.rows));
  line("지문", "fingerprint", fmt::format("{:016x}", facts.fingerprint));
  if (facts.synthetic_rows) line("주의", "caution", context.text("모의 시세입니다 (stom sample).", "synthetic rows (stom sample)."));
  if (facts.synthetic_book) line("주의", "caution", context.text("캔들에서 만든 행: 호가는 실제가 아닙니다.", "rows made from candles: the order book is not real."));
  if (!arguments.symbols) return;
  for (const store::SymbolDays& symbol : symbols) {
    const Extent extent = extent_of(data, symbol);
    std::printf("  %s %s %4zu %s  %d ~ %d  %10llu\n", padded(symbol.code, 14).c_str(), padded(symbol.name == symbol.code ? "" : symbol.name, 20).c_str(),
                extent.symbol_days, context.text("일", "days").c_str(), extent.first, extent.last, static_cast<unsigned long long>(extent.rows));
  }
}

void run_info(const DataArguments& arguments, AppContext& context) {
  const auto data = open_data(arguments, kind_of(arguments), false, context);
  print_notices(data->notices(), context);
  print_info(arguments, *data, context);
}

void run_rebuild(const DataArguments& arguments, AppContext& context) {
  const auto data = open_data(arguments, kind_of(arguments), true, context);
  print_notices(data->notices(), context);
  print_info(arguments, *data, context);
}

void run_verify(const DataArguments& arguments, AppContext& context) {
  const store::DatabaseKind kind = kind_of(arguments);
  const store::ColumnCache cache(arguments.file, kind.market, kind.frame, arguments.cache);
  const auto manifest = store::read_manifest(cache.folder() / "manifest");
  std::vector<Message> problems;
  std::uint64_t rows = 0;
  if (!manifest) {
    problems.push_back({"캐시가 없거나 목록이 손상되었습니다.", "There is no cache, or its manifest is damaged."});
  } else {
    rows = manifest->rows();
    problems = cache.check_files(*manifest, *context.progress, context.stop);
    if (!arguments.files_only) {
      const auto differences = cache.compare_with_source(*manifest, arguments.engines, *context.progress, context.stop);
      problems.insert(problems.end(), differences.begin(), differences.end());
    }
  }
  if (arguments.json) {
    json out = {{"file", arguments.file}, {"rows", rows}, {"problems", json::array()}};
    for (const Message& problem : problems) out["problems"].push_back(context.text(problem));
    std::puts(out.dump(2).c_str());
  } else {
    for (const Message& problem : problems) std::printf("%s\n", context.text(problem).c_str());
    if (problems.empty()) {
      std::printf("%s\n", context.text(message("이상 없음: {}행", "no problems: {} rows", rows)).c_str());
    } else {
      std::printf("%s\n", context.text(message("문제 {}건. stom data rebuild 로 다시 만들 수 있고, 손상된 캐시 파일은 쓰일 때 저절로 다시 만들어집니다.",
                                               "{} problems. stom data rebuild makes the cache anew; damaged cache files are made anew when they are used.", problems.size()))
                              .c_str());
    }
  }
  if (!problems.empty()) context.exit_status = 1;
}

// What stands between a cache and its use.
Message state_of(const store::CacheFolder& cache) {
  if (!cache.manifest) return {"미완성", "unfinished"};
  try {
    return store::stamp_of(cache.manifest->source) == cache.manifest->stamp ? Message{"최신", "current"} : Message{"원본이 바뀜", "database changed"};
  } catch (const Error&) {
    return {"원본 없음", "database gone"};
  }
}

void run_list(const DataArguments& arguments, AppContext& context) {
  const auto caches = store::list_caches(arguments.cache);
  json out = json::array();
  for (const store::CacheFolder& cache : caches) {
    const Message state = state_of(cache);
    const std::string source = cache.manifest ? cache.manifest->source : cache.folder.string();
    if (arguments.json) {
      json entry = {{"folder", cache.folder.string()}, {"bytes", cache.bytes}, {"state", state.en}};
      if (cache.manifest) {
        entry["file"] = source;
        entry["market"] = market::name(cache.manifest->market);
        entry["frame"] = market::name(cache.manifest->frame);
        entry["symbols"] = cache.manifest->codes.size();
        entry["rows"] = cache.manifest->rows();
      }
      out.push_back(std::move(entry));
    } else {
      const std::string kind = cache.manifest ? fmt::format("{} {}", market::name(cache.manifest->market), market::name(cache.manifest->frame)) : "-";
      std::printf("%s %s %10llu %s %12s  %s\n", padded(kind, 13).c_str(), padded(context.text(state), 16).c_str(),
                  static_cast<unsigned long long>(cache.manifest ? cache.manifest->rows() : 0), context.text("행", "rows").c_str(), mebibytes(cache.bytes).c_str(),
                  source.c_str());
    }
  }
  if (arguments.json) std::puts(out.dump(2).c_str());
  else if (caches.empty()) std::printf("%s\n", context.text("캐시가 없습니다.", "There is no cache.").c_str());
}

void run_drop(const DataArguments& arguments, AppContext& context) {
  if (arguments.all == !arguments.file.empty()) {
    throw UsageError({"지울 데이터베이스 파일 하나 또는 --all 이 필요합니다.", "Give one database file, or --all."});
  }
  std::error_code code;
  const std::string wanted = std::filesystem::weakly_canonical(arguments.file, code).string();
  std::uint64_t bytes = 0;
  std::size_t dropped = 0;
  for (const store::CacheFolder& cache : store::list_caches(arguments.cache)) {
    if (!arguments.all && (!cache.manifest || cache.manifest->source != wanted)) continue;
    store::drop_cache(cache.folder);
    bytes += cache.bytes;
    ++dropped;
  }
  if (arguments.json) std::puts(json{{"dropped", dropped}, {"bytes", bytes}}.dump(2).c_str());
  else std::printf("%s\n", context.text(message("캐시 {}개, {} 를 지웠습니다. 데이터베이스는 그대로입니다.", "{} caches, {} removed. The databases are untouched.", dropped, mebibytes(bytes))).c_str());
}

void add_common(CLI::App& command, DataArguments& arguments, AppContext& context) {
  command.add_option("--cache", arguments.cache, context.text("캐시 폴더", "cache folder"));
  command.add_flag("--json", arguments.json, context.text("JSON으로 출력합니다", "print JSON"));
}

void add_database(CLI::App& command, DataArguments& arguments, AppContext& context) {
  command.add_option("file,--db", arguments.file, context.text("백테 데이터베이스 파일", "back-test database file"))->required();
  command.add_option("--market", arguments.market, context.text("시장 (기본: 파일에서 알아냄)", "market (default: told from the file)"))->check(CLI::IsMember({"stock", "upbit", "binance"}));
  command.add_option("--frame", arguments.frame, context.text("시간 단위 (기본: 파일에서 알아냄)", "time frame (default: told from the file)"))->check(CLI::IsMember({"tick", "min"}));
  command.add_option("--engines", arguments.engines, context.text("스레드 수", "number of threads"))->check(CLI::Range(1, 256))->capture_default_str();
}

void add_data(CLI::App& app, AppContext& context) {
  CLI::App* data = app.add_subcommand("data", context.text("백테 데이터베이스와 그 캐시", "back databases and their cache"));
  data->require_subcommand(1);
  const auto arguments = std::make_shared<DataArguments>();
  const auto add = [&](const char* name, const std::string& help, bool needs_database, void (*run)(const DataArguments&, AppContext&)) {
    CLI::App* command = data->add_subcommand(name, help);
    add_common(*command, *arguments, context);
    if (needs_database) add_database(*command, *arguments, context);
    command->callback([arguments, run, &context] { run(*arguments, context); });
    return command;
  };
  add("list", context.text("캐시 목록과 크기", "the caches and their sizes"), false, run_list);
  add("info", context.text("종목, 날짜, 행", "symbols, days, rows"), true, run_info)
      ->add_flag("--symbols", arguments->symbols, context.text("종목별로 보입니다", "show every symbol"));
  add("verify", context.text("캐시를 검사하고 원본과 비교합니다", "check the cache and compare it with the database"), true, run_verify)
      ->add_flag("--files-only", arguments->files_only, context.text("검사합만 확인하고 원본은 읽지 않습니다", "checksums only; do not read the database"));
  add("rebuild", context.text("캐시를 처음부터 다시 만듭니다", "make the cache anew"), true, run_rebuild);
  CLI::App* drop = add("drop", context.text("캐시를 지웁니다 (데이터베이스는 그대로)", "delete the cache (the database stays)"), false, run_drop);
  drop->add_option("file,--db", arguments->file, context.text("백테 데이터베이스 파일", "back-test database file"));
  drop->add_flag("--all", arguments->all, context.text("모든 캐시", "every cache"));
}

const CommandRegistration registration(50, add_data);

}  // namespace
}  // namespace stom::app
