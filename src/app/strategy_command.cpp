// stom strategy check|show|list|save|delete: the named texts of strategy.db, and what is wrong in a text.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/first_start.h"
#include "app/query_client.h"
#include "app/run_folder.h"
#include "base/diagnostic.h"
#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "base/utf8.h"
#include "script/native.h"
#include "store/strategy_store.h"

namespace stom::app {
namespace {

using nlohmann::json;
using store::StrategyKind;

struct KindName {
  const char* name;
  StrategyKind kind;
};
// Names on the command line of the tables of strategy.db.
constexpr KindName kKinds[] = {{"buy", StrategyKind::kBuy},           {"sell", StrategyKind::kSell},
                               {"optibuy", StrategyKind::kOptimizeBuy}, {"optisell", StrategyKind::kOptimizeSell},
                               {"ranges", StrategyKind::kOptimizeRanges}, {"garanges", StrategyKind::kGeneticRanges},
                               {"buyconds", StrategyKind::kBuyConditions}, {"sellconds", StrategyKind::kSellConditions}};

struct StrategyArguments {
  std::string file, market, frame = "tick", kind, database = default_database("strategy.db"), name, run_folder;
  std::int64_t version = 0;
  bool lenient = false, native = false, force = false, json = false;
};

market::Market market_of(const StrategyArguments& arguments) {
  market::Market market{};
  if (!market::parse(arguments.market, market)) throw UsageError({"--market 이 필요합니다.", "--market is needed."});
  return market;
}

StrategyKind store_kind(const StrategyArguments& arguments) {
  for (const KindName& entry : kKinds) {
    if (arguments.kind == entry.name) return entry.kind;
  }
  if (arguments.kind == "finder") return StrategyKind::kBuy;  // back-finder texts live among the buy texts
  throw UsageError(message("--kind {}: strategy.db 에 그런 종류가 없습니다.", "--kind {}: strategy.db has no such kind.", arguments.kind));
}

script::TextKind text_kind(const std::string& kind, std::string_view text) {
  if (kind == "sell" || kind == "optisell") return script::TextKind::kSell;
  if (kind == "condition") return script::TextKind::kCondition;
  if (kind == "finder" || text.find("self.tickcols") != std::string_view::npos) return script::TextKind::kFinder;
  return script::TextKind::kBuy;
}

std::string read_text(const std::string& file) {
  if (file == "-") {
    std::string text;
    char buffer[1 << 14];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, stdin)) text.append(buffer, got);
    return text;
  }
  return read_file(file);
}

// The text to look at and what to call it.
std::pair<std::string, std::string> given_text(const StrategyArguments& arguments) {
  if (arguments.file.empty() == arguments.name.empty()) {
    throw UsageError({"전략 파일 하나 또는 --name 이 필요합니다.", "Give one strategy file, or --name."});
  }
  if (!arguments.file.empty()) return {arguments.file, read_text(arguments.file)};
  const auto entry = store::StrategyStore(arguments.database).find(market_of(arguments), store_kind(arguments), arguments.name);
  if (!entry) {
    throw UsageError(message("{}: {} 전략 '{}' 이 없습니다.", "{}: has no {} text '{}'.", arguments.database, arguments.kind, arguments.name));
  }
  return {entry->name, entry->text};
}

script::CompileOptions compile_options(const StrategyArguments& arguments, std::string_view text) {
  script::CompileOptions options;
  options.market = market_of(arguments);
  if (!market::parse(arguments.frame, options.frame)) throw UsageError({"--frame 이 필요합니다.", "--frame is needed."});
  options.kind = text_kind(arguments.kind, text);
  options.lenient = arguments.lenient;
  options.average_list = {options.average_ticks};
  if (arguments.kind == "optibuy" || arguments.kind == "optisell") options.vars_count = 200;
  return options;
}

json to_json(const Diagnostics& diagnostics) {
  json out = json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    out.push_back({{"severity", diagnostic.severity == Severity::kError ? "error" : "warning"}, {"id", diagnostic.id},
                   {"line", diagnostic.position.line}, {"column", diagnostic.position.column}, {"length", diagnostic.length},
                   {"ko", diagnostic.text.ko}, {"en", diagnostic.text.en}, {"hint_ko", diagnostic.hint.ko}, {"hint_en", diagnostic.hint.en}});
  }
  return out;
}

void print_check(const StrategyArguments& arguments, const std::string& source, const std::shared_ptr<const script::CompiledText>& text, const AppContext& context) {
  std::string reason;
  const bool is_native = arguments.native && text->is_runnable() && script::compile_native(text, &reason) != nullptr;
  if (arguments.json) {
    json out = {{"source", source}, {"runnable", text->is_runnable()}, {"diagnostics", to_json(text->diagnostics)}};
    if (arguments.native) {
      out["native"] = is_native;
      if (!is_native) out["native_reason"] = reason;
    }
    std::puts(out.dump(2).c_str());
    return;
  }
  for (const Diagnostic& diagnostic : text->diagnostics) std::printf("%s\n", render(diagnostic, source, text->source, context.language).c_str());
  if (!text->is_runnable()) return;
  std::printf("%s\n", context.text(message("{}: 쓸 수 있는 전략입니다.", "{}: the text can run.", source)).c_str());
  if (!arguments.native) return;
  if (is_native) std::printf("%s\n", context.text("네이티브 코드로 실행됩니다.", "It runs as native code.").c_str());
  else std::printf("%s %s\n", context.text("인터프리터로 실행됩니다:", "It runs in the interpreter:").c_str(), reason.c_str());
}

void run_check(const StrategyArguments& arguments, AppContext& context) {
  const auto [source, content] = given_text(arguments);
  const auto text = script::compile(content, compile_options(arguments, content));
  print_check(arguments, source, text, context);
  if (!text->is_runnable()) context.exit_status = 1;
}

void run_show(const StrategyArguments& arguments, AppContext& context) {
  if (arguments.name.empty()) throw UsageError({"--name 이 필요합니다.", "--name is needed."});
  const auto entry = store::StrategyStore(arguments.database).find(market_of(arguments), store_kind(arguments), arguments.name);
  if (!entry) throw UsageError(message("{}: {} 전략 '{}' 이 없습니다.", "{}: has no {} text '{}'.", arguments.database, arguments.kind, arguments.name));
  if (arguments.json) {
    std::puts(json{{"name", entry->name}, {"text", entry->text}, {"vars", entry->vars}}.dump(2, ' ', false, json::error_handler_t::replace).c_str());
    return;
  }
  std::fwrite(entry->text.data(), 1, entry->text.size(), stdout);
  if (!entry->text.ends_with('\n')) std::putchar('\n');
  if (!entry->vars.empty()) std::fprintf(stderr, "%s %s\n", context.text("변수값:", "best values:").c_str(), entry->vars.c_str());
}

void run_list(const StrategyArguments& arguments, AppContext& context) {
  const store::StrategyStore store(arguments.database);
  json out = json::array();
  for (const char* prefix : {"stock", "upbit"}) {
    market::Market market{};
    if (!market::parse(prefix, market)) continue;
    if (!arguments.market.empty() && market::is_crypto(market) != market::is_crypto(market_of(arguments))) continue;
    for (const KindName& kind : kKinds) {
      if (!arguments.kind.empty() && arguments.kind != kind.name) continue;
      for (const store::StrategyEntry& entry : store.list(market, kind.kind)) {
        const auto lines = std::count(entry.text.begin(), entry.text.end(), '\n') + 1;
        const std::string_view group = market::strategy_prefix(market);
        if (arguments.json) out.push_back({{"market", group}, {"kind", kind.name}, {"name", entry.name}, {"lines", lines}});
        else std::printf("%-6s %-10s %5lld %s  %s\n", std::string(group).c_str(), kind.name, static_cast<long long>(lines), context.text("줄", "lines").c_str(), entry.name.c_str());
      }
    }
  }
  if (arguments.json) std::puts(out.dump(2, ' ', false, json::error_handler_t::replace).c_str());
}

// Texts that run are checked before they are stored; ranges are not strategy texts.
void check_before_saving(const StrategyArguments& arguments, const std::string& content, AppContext& context) {
  const StrategyKind kind = store_kind(arguments);
  const bool is_text = kind == StrategyKind::kBuy || kind == StrategyKind::kSell || kind == StrategyKind::kOptimizeBuy || kind == StrategyKind::kOptimizeSell;
  if (!is_text || arguments.force) return;
  const auto text = script::compile(content, compile_options(arguments, content));
  for (const Diagnostic& diagnostic : text->diagnostics) std::fprintf(stderr, "%s\n", render(diagnostic, arguments.file, content, context.language).c_str());
  if (!text->is_runnable()) {
    throw DataError({"오류가 있어 저장하지 않았습니다. 고치거나 --force 로 그대로 저장할 수 있습니다.",
                     "Not saved because of errors. Correct them, or save the text as it is with --force."});
  }
}

void run_save(const StrategyArguments& arguments, AppContext& context) {
  if (arguments.name.empty() || arguments.file.empty()) throw UsageError({"전략 파일과 --name 이 필요합니다.", "A strategy file and --name are needed."});
  const std::string content = read_text(arguments.file);
  if (!store::StrategyStore::is_valid_name(arguments.name)) {
    throw UsageError(message("전략 이름 '{}': 글자, 숫자, 밑줄(_)만 쓸 수 있습니다.", "Strategy name '{}': only letters, digits and '_' are possible.", arguments.name));
  }
  check_before_saving(arguments, content, context);
  const bus::StrategySave save{arguments.database, arguments.market, static_cast<std::uint8_t>(store_kind(arguments)), arguments.name, content};
  if (!save_by_platform(run_folder(arguments.run_folder), save)) {
    store::StrategyStore(arguments.database).save(market_of(arguments), store_kind(arguments), arguments.name, content);
  }
  if (!arguments.json) std::printf("%s\n", context.text(message("{}: '{}' 을 저장했습니다.", "{}: '{}' saved.", arguments.database, arguments.name)).c_str());
}

void run_delete(const StrategyArguments& arguments, AppContext& context) {
  if (arguments.name.empty()) throw UsageError({"--name 이 필요합니다.", "--name is needed."});
  if (!store::StrategyStore(arguments.database).remove(market_of(arguments), store_kind(arguments), arguments.name)) {
    throw UsageError(message("{}: {} 전략 '{}' 이 없습니다.", "{}: has no {} text '{}'.", arguments.database, arguments.kind, arguments.name));
  }
  if (!arguments.json) {
    std::printf("%s\n", context.text(message("{}: '{}' 을 지웠습니다. 지운 글은 stom_history 에 남아 있습니다.", "{}: '{}' deleted. The text stays in stom_history.", arguments.database, arguments.name)).c_str());
  }
}

void run_history(const StrategyArguments& arguments, AppContext& context) {
  if (arguments.name.empty()) throw UsageError({"--name 이 필요합니다.", "--name is needed."});
  json out = json::array();
  for (const store::TextVersion& version : store::StrategyStore(arguments.database).history(market_of(arguments), store_kind(arguments), arguments.name)) {
    if (arguments.json) {
      out.push_back({{"version", version.id}, {"saved_at", version.saved_at}, {"reason", version.reason}, {"text", version.text}, {"vars", version.vars}});
      continue;
    }
    const auto lines = std::count(version.text.begin(), version.text.end(), '\n') + 1;
    std::printf("%5lld  %s  %-8s %4lld %s  %s\n", static_cast<long long>(version.id), readable(version.saved_at).c_str(), version.reason.c_str(), static_cast<long long>(lines),
                context.text("줄", "lines").c_str(), version.vars.c_str());
  }
  if (arguments.json) std::puts(out.dump(2, ' ', false, json::error_handler_t::replace).c_str());
}

void run_restore(const StrategyArguments& arguments, AppContext& context) {
  if (arguments.name.empty()) throw UsageError({"--name 이 필요합니다.", "--name is needed."});
  store::StrategyStore(arguments.database).restore(market_of(arguments), store_kind(arguments), arguments.name, arguments.version);
  if (!arguments.json) {
    std::printf("%s\n", context.text(message("{}: '{}' 의 옛 글 {}번을 되살렸습니다.", "{0}: old version {2} of '{1}' is in place again.", arguments.database, arguments.name, arguments.version)).c_str());
  }
}

struct Options {
  bool file = false, kind_needed = true, market_needed = true, name = true, frame = false;
  bool condition = false;  // a kind of text that strategy.db does not hold
};

void add_options(CLI::App& command, StrategyArguments& arguments, const Options& options, AppContext& context) {
  if (options.file) command.add_option("file", arguments.file, context.text("전략 파일 (-: 표준 입력)", "strategy file (-: standard input)"));
  auto* market = command.add_option("--market", arguments.market, context.text("시장: stock, upbit, binance", "market: stock, upbit, binance"))->check(CLI::IsMember({"stock", "upbit", "binance"}));
  if (options.market_needed) market->required();
  if (options.frame) {
    command.add_option("--frame", arguments.frame, context.text("시간 단위: tick, min", "time frame: tick, min"))->check(CLI::IsMember({"tick", "min"}))->capture_default_str();
    command.add_flag("--lenient", arguments.lenient, context.text("모르는 이름을 경고로 봅니다 (옛 전략용)", "unknown names are warnings (for old texts)"));
  }
  std::vector<std::string> kinds;
  for (const KindName& kind : kKinds) kinds.emplace_back(kind.name);
  if (options.kind_needed) kinds.emplace_back("finder");
  if (options.condition) kinds.emplace_back("condition");
  auto* kind = command.add_option("--kind", arguments.kind, context.text("종류", "kind of text"))->check(CLI::IsMember(kinds));
  if (options.kind_needed) kind->required();
  command.add_option("--db,--strategy-db", arguments.database, context.text("strategy.db 파일", "strategy.db file"))->capture_default_str();
  if (options.name) command.add_option("--name", arguments.name, context.text("전략 이름", "name of the text"));
  command.add_flag("--json", arguments.json, context.text("JSON으로 출력합니다", "print JSON"));
}

void add_strategy(CLI::App& app, AppContext& context) {
  CLI::App* strategy = app.add_subcommand("strategy", context.text("전략 글 검사와 strategy.db", "check strategy texts; strategy.db"));
  strategy->require_subcommand(1);
  const auto arguments = std::make_shared<StrategyArguments>();
  const auto add = [&](const char* name, const std::string& help, const Options& options, void (*run)(const StrategyArguments&, AppContext&)) {
    CLI::App* command = strategy->add_subcommand(name, help);
    add_options(*command, *arguments, options, context);
    command->callback([arguments, run, &context] { run(*arguments, context); });
    return command;
  };
  add("check", context.text("글을 실행하지 않고 검사합니다", "check a text without running it"), {.file = true, .frame = true, .condition = true}, run_check)
      ->add_flag("--native", arguments->native, context.text("네이티브 코드가 되는지도 봅니다", "say whether it becomes native code"));
  add("show", context.text("글을 보입니다", "show a text"), {}, run_show);
  add("list", context.text("이름 목록", "list the names"), {.kind_needed = false, .market_needed = false, .name = false}, run_list);
  CLI::App* save = add("save", context.text("검사한 뒤 저장합니다 (옛 글은 stom_history 에)", "check and save (a replaced text goes to stom_history)"), {.file = true, .frame = true}, run_save);
  add_run_folder(*save, arguments->run_folder, context);
  save->add_flag("--force", arguments->force, context.text("오류가 있어도 저장합니다", "save in spite of errors"));
  add("history", context.text("옛 글 목록 (바뀌거나 지워진 글)", "list old versions of a text (replaced or deleted)"), {}, run_history);
  add("restore", context.text("옛 글을 되살립니다 (지금 글은 기록에 남음)", "put an old version in place again (the present text goes to the history)"), {}, run_restore)
      ->add_option("--version-number", arguments->version, context.text("옛 글 번호 (history 에 나온 것)", "number of the version, as history lists it"))->required();
  add("delete", context.text("지웁니다 (글은 stom_history 에 남음)", "delete (the text stays in stom_history)"), {}, run_delete);
}

const CommandRegistration registration(45, add_strategy);

}  // namespace
}  // namespace stom::app
