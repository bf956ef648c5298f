// stom ranges check|to-genetic|to-ranges|renumber|placeholders|example: 범위 편집기 and 변수 편집기, on files and on
// texts of strategy.db.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/run_options.h"
#include "base/error.h"
#include "base/file.h"
#include "optimize/example_texts.h"
#include "optimize/variable_sides.h"
#include "script/variable_use.h"

namespace stom::app {
namespace {

using optimize::RangeForm;
using store::StrategyKind;

struct RangesArguments {
  std::string ranges, buy, sell, out, market = "stock", frame = "tick", strategy_db = "strategy.db";
  bool genetic = false, sell_first = false, write = false, json = false;
};

market::Market market_of(const RangesArguments& arguments) {
  market::Market market{};
  if (!market::parse(arguments.market, market)) throw UsageError({"--market 이 필요합니다.", "--market is needed."});
  return market;
}

StrategyArgument read(const RangesArguments& arguments, const std::string& name, std::vector<StrategyKind> kinds) {
  return read_text(name, kinds, market_of(arguments), arguments.strategy_db);
}
StrategyArgument read_ranges(const RangesArguments& arguments, RangeForm form) {
  return read(arguments, arguments.ranges,
              {form == RangeForm::kGenetic ? StrategyKind::kGeneticRanges : StrategyKind::kOptimizeRanges});
}
StrategyArgument read_side(const RangesArguments& arguments, bool is_buy) {
  using enum StrategyKind;
  return read(arguments, is_buy ? arguments.buy : arguments.sell,
              is_buy ? std::vector{kOptimizeBuy, kBuy} : std::vector{kOptimizeSell, kSell});
}

void write_text(const std::string& file, const std::string& text) {
  if (!file.empty()) {
    write_file_atomically(file, text);
    return;
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (!text.ends_with('\n')) std::putchar('\n');
}

// Back to where a text came from.
void write_back(const RangesArguments& arguments, const StrategyArgument& source, const std::string& text) {
  if (source.is_file)
    write_file_atomically(source.source, text);
  else
    store::StrategyStore(arguments.strategy_db).save(market_of(arguments), source.kind, source.name, text);
}

std::size_t show(const Diagnostics& diagnostics, const StrategyArgument& source, const AppContext& context) {
  print_diagnostics(diagnostics, source, context);
  return static_cast<std::size_t>(std::count_if(
      diagnostics.begin(), diagnostics.end(), [](const Diagnostic& one) { return one.severity == Severity::kError; }));
}

void run_check(const RangesArguments& arguments, AppContext& context) {
  const RangeForm form = arguments.genetic ? RangeForm::kGenetic : RangeForm::kRange;
  const StrategyArgument source = read_ranges(arguments, form);
  const optimize::RangeText ranges = optimize::parse_ranges(source.text, form);
  std::size_t errors = show(ranges.diagnostics, source, context);
  if (arguments.buy.empty() != arguments.sell.empty())
    throw UsageError({"--buy 와 --sell 은 함께 씁니다.", "--buy and --sell go together."});
  if (errors == 0 && !arguments.buy.empty()) {
    const StrategyArgument buy = read_side(arguments, true), sell = read_side(arguments, false);
    std::vector<int> averages;  // any average: which are loaded is a matter of the run
    const optimize::Space space = optimize::make_space(ranges);
    if (!space.dimensions.empty()) {
      for (const optimize::Candidate& candidate : space.dimensions.front().candidates)
        averages.push_back(static_cast<int>(candidate.value));
    }
    const optimize::RangeCheck check = optimize::check_ranges(buy.text, sell.text, ranges, averages);
    errors += show(check.buy, buy, context) + show(check.sell, sell, context) + show(check.ranges, source, context);
  }
  if (errors > 0) {
    context.exit_status = 1;
    return;
  }
  const optimize::Space space = optimize::make_space(ranges);
  if (arguments.json) {
    nlohmann::ordered_json variables = nlohmann::ordered_json::array();
    for (const optimize::Dimension& dimension : space.dimensions) {
      nlohmann::ordered_json values = nlohmann::ordered_json::array();
      for (const optimize::Candidate& candidate : dimension.candidates) values.push_back(candidate.value);
      variables.push_back({{"candidates", values}, {"best", dimension.start.value}});
    }
    std::puts(nlohmann::ordered_json{{"variables", variables}, {"vectors", space.size()}}.dump(2).c_str());
    return;
  }
  for (std::size_t k = 0; k < space.dimensions.size(); ++k) {
    const optimize::Dimension& dimension = space.dimensions[k];
    std::printf("self.vars[%zu]  %zu%s  [%s]  %s %s\n", k, dimension.candidates.size(), context.text("개", "").c_str(),
                optimize::vector_text(dimension.candidates).c_str(), context.text("최적값", "best").c_str(),
                optimize::vector_text({dimension.start}).c_str());
  }
  std::printf("%s\n", context
                          .text(message("변수 {}개, 찾는 변수 {}개, 모든 조합 {}",
                                        "{} variables, {} searched, {} vectors in all", space.dimensions.size(),
                                        space.free_count(), space.size()))
                          .c_str());
}

void convert(const RangesArguments& arguments, RangeForm from, optimize::ConvertedText (*converter)(std::string_view),
             AppContext& context) {
  const StrategyArgument source = read_ranges(arguments, from);
  const optimize::ConvertedText converted = converter(source.text);
  if (show(converted.diagnostics, source, context) > 0) {
    context.exit_status = 1;
    return;
  }
  write_text(arguments.out, converted.text);
}

void run_to_genetic(const RangesArguments& arguments, AppContext& context) {
  convert(arguments, RangeForm::kRange, optimize::ranges_to_genetic, context);
}
void run_to_ranges(const RangesArguments& arguments, AppContext& context) {
  convert(arguments, RangeForm::kGenetic, optimize::genetic_to_ranges, context);
}

// One map for both texts and the ranges, shown before anything is written.
void run_renumber(const RangesArguments& arguments, AppContext& context) {
  const StrategyArgument buy = read_side(arguments, true), sell = read_side(arguments, false);
  Diagnostics diagnostics;
  const std::map<int, int> map = script::renumbering(buy.text, sell.text, diagnostics);
  std::size_t errors = show(diagnostics, buy, context);
  diagnostics.clear();
  const std::string new_buy = script::renumbered(buy.text, map, diagnostics);
  errors += show(diagnostics, buy, context);
  diagnostics.clear();
  const std::string new_sell = script::renumbered(sell.text, map, diagnostics);
  errors += show(diagnostics, sell, context);
  StrategyArgument ranges;
  optimize::ConvertedText new_ranges;
  if (!arguments.ranges.empty()) {
    ranges = read_ranges(arguments, arguments.genetic ? RangeForm::kGenetic : RangeForm::kRange);
    new_ranges = optimize::renumbered_ranges(ranges.text, map);
    errors += show(new_ranges.diagnostics, ranges, context);
  }
  if (errors > 0) {
    context.exit_status = 1;
    return;
  }
  for (const auto& [from, to] : map) {
    if (from != to) std::printf("self.vars[%d] -> self.vars[%d]\n", from, to);
  }
  if (!arguments.write) {
    std::fprintf(stderr, "%s\n",
                 context
                     .text("아직 바꾸지 않았습니다. --write 를 붙이면 글에 씁니다.",
                           "Nothing was changed yet; --write writes the texts.")
                     .c_str());
    return;
  }
  write_back(arguments, buy, new_buy);
  write_back(arguments, sell, new_sell);
  if (!arguments.ranges.empty()) write_back(arguments, ranges, new_ranges.text);
}

void run_placeholders(const RangesArguments& arguments, AppContext& context) {
  const StrategyArgument buy = read_side(arguments, true), sell = read_side(arguments, false);
  int next = 1;
  std::string new_buy, new_sell;
  for (const bool is_buy : {!arguments.sell_first, arguments.sell_first}) {
    if (is_buy)
      new_buy = script::number_placeholders(buy.text, next, next);
    else
      new_sell = script::number_placeholders(sell.text, next, next);
  }
  if (next == 1) throw UsageError({"두 글 어디에도 '변수' 라는 낱말이 없습니다.", "Neither text has the word 변수."});
  if (arguments.write) {
    write_back(arguments, buy, new_buy);
    write_back(arguments, sell, new_sell);
  } else {
    std::printf("# %s\n", buy.source.c_str());
    write_text("", new_buy);
    std::printf("# %s\n", sell.source.c_str());
    write_text("", new_sell);
  }
  std::fprintf(stderr, "%s\n",
               context
                   .text(message("변수 {}개: self.vars[1]~self.vars[{}]", "{} variables: self.vars[1] to self.vars[{}]",
                                 next - 1, next - 1))
                   .c_str());
}

// Working texts that fit each other, to start from.
void run_example(const RangesArguments& arguments, AppContext&) {
  market::Frame frame{};
  if (!market::parse(arguments.frame, frame)) throw UsageError({"--frame 이 필요합니다.", "--frame is needed."});
  const optimize::ExampleTexts texts = optimize::example_texts(market_of(arguments), frame);
  const std::pair<const char*, const std::string*> files[] = {{"buy.txt", &texts.buy},
                                                              {"sell.txt", &texts.sell},
                                                              {"ranges.txt", &texts.ranges},
                                                              {"ga_ranges.txt", &texts.genetic},
                                                              {"buy_conditions.txt", &texts.buy_conditions},
                                                              {"sell_conditions.txt", &texts.sell_conditions},
                                                              {"placeholder_buy.txt", &texts.placeholder_buy},
                                                              {"placeholder_sell.txt", &texts.placeholder_sell},
                                                              {"finder.txt", &texts.finder}};
  const std::filesystem::path folder(arguments.out);
  for (const auto& [name, text] : files) {
    if (!std::filesystem::exists(folder / name)) continue;
    throw UsageError(message("{}: 이미 있습니다. 다른 폴더를 쓰십시오.", "{}: already exists; choose another folder.",
                             (folder / name).string()));
  }
  stom::create_directories(folder);
  for (const auto& [name, text] : files) {
    write_file_atomically(folder / name, *text);
    std::printf("%s\n", (folder / name).c_str());
  }
}

void add_ranges(CLI::App& app, AppContext& context) {
  CLI::App* group = app.add_subcommand(
      "ranges", context.text("변수 범위: 검사, 변환, 번호 정리", "variable ranges: check, convert, renumber"));
  group->require_subcommand(1);
  const auto arguments = std::make_shared<RangesArguments>();
  const auto add = [&](const char* name, const std::string& help, void (*run)(const RangesArguments&, AppContext&)) {
    CLI::App* command = group->add_subcommand(name, help);
    command
        ->add_option(
            "--market", arguments->market,
            context.text("strategy.db 의 시장: stock, upbit, binance", "market of strategy.db: stock, upbit, binance"))
        ->check(CLI::IsMember({"stock", "upbit", "binance"}))
        ->capture_default_str();
    command->add_option("--strategy-db", arguments->strategy_db, context.text("strategy.db 파일", "strategy.db file"))
        ->capture_default_str();
    command->callback([arguments, run, &context] { run(*arguments, context); });
    return command;
  };
  const auto add_range_text = [&](CLI::App* command, bool required) {
    command
        ->add_option(required ? "ranges" : "--ranges", arguments->ranges,
                     context.text("범위: 파일 또는 이름", "ranges: a file or a name"))
        ->required(required);
  };
  const auto add_sides = [&](CLI::App* command, bool required) {
    command->add_option("--buy", arguments->buy, context.text("매수전략: 파일 또는 이름", "buy text: a file or a name"))
        ->required(required);
    command
        ->add_option("--sell", arguments->sell, context.text("매도전략: 파일 또는 이름", "sell text: a file or a name"))
        ->required(required);
  };
  const auto add_genetic = [&](CLI::App* command) {
    command->add_flag("--ga", arguments->genetic, context.text("GA 범위입니다", "the text is a GA list"));
  };
  CLI::App* check = add("check",
                        context.text("범위를 검사하고 후보를 보입니다; --buy --sell 로 변수도 맞추어 봅니다",
                                     "check ranges and show the candidates; with --buy --sell against the texts"),
                        run_check);
  add_range_text(check, true);
  add_sides(check, false);
  add_genetic(check);
  check->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
  for (CLI::App* command :
       {add("to-genetic", context.text("범위를 GA 범위로", "ranges to GA candidate lists"), run_to_genetic),
        add("to-ranges", context.text("GA 범위를 범위로", "GA candidate lists to ranges"), run_to_ranges)}) {
    add_range_text(command, true);
    command->add_option("--out", arguments->out,
                        context.text("쓸 파일; 없으면 표준 출력", "file to write; default: standard output"));
  }
  CLI::App* example = add("example",
                          context.text("예제: 서로 맞는 글과 범위를 폴더에 씁니다",
                                       "write texts and ranges that fit each other into a folder"),
                          run_example);
  example->add_option("--frame", arguments->frame, context.text("시간 단위: tick, min", "time frame: tick, min"))
      ->check(CLI::IsMember({"tick", "min"}))
      ->capture_default_str();
  example->add_option("--out", arguments->out, context.text("쓸 폴더", "folder to write"))->required();
  CLI::App* renumber = add("renumber",
                           context.text("변수 키값 재정렬: 두 글과 범위를 한꺼번에",
                                        "number the variables anew, in both texts and the ranges together"),
                           run_renumber);
  add_range_text(renumber, false);
  add_sides(renumber, true);
  add_genetic(renumber);
  renumber->add_flag("--write", arguments->write, context.text("글에 씁니다", "write the texts"));
  CLI::App* placeholders = add(
      "placeholders",
      context.text("변수 편집기: '변수' 낱말을 self.vars[1], [2], … 로", "the word 변수 becomes self.vars[1], [2], …"),
      run_placeholders);
  add_sides(placeholders, true);
  placeholders->add_flag("--sell-first", arguments->sell_first, context.text("매도우선", "number the sell text first"));
  placeholders->add_flag("--write", arguments->write, context.text("글에 씁니다", "write the texts"));
}

const CommandRegistration registration(46, add_ranges);

}  // namespace
}  // namespace stom::app
