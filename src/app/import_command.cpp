// stom import: recorded market data of many formats into a back database.
#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/import_report.h"
#include "app/moment_option.h"
#include "base/error.h"

namespace stom::app {
namespace {

struct Arguments {
  ImportOptions options;
  std::vector<std::string> inputs, frames;
  std::string market, timezone, from, to, tick, book_size, day, out, errors;
  bool json = false;
};

aggregation::Decimal parse_positive(const std::string& text, const char* option) {
  aggregation::Decimal value;
  if (text.empty() || (aggregation::Decimal::parse(text, value) && value.is_positive())) return value;
  throw UsageError(message("{} {}: 0보다 큰 수여야 합니다.", "{} {}: expected a number above 0.", option, text));
}

ImportOptions settle(const Arguments& arguments) {
  ImportOptions options = arguments.options;
  for (const std::string& input : arguments.inputs) options.inputs.emplace_back(input);
  options.out = arguments.out;
  options.errors = arguments.errors;
  if (!arguments.market.empty()) {
    market::Market market{};
    if (market::parse(arguments.market, market)) options.source.market = market;
  }
  for (const market::Frame frame : market::kFrames) {
    if (std::find(arguments.frames.begin(), arguments.frames.end(), market::name(frame)) != arguments.frames.end()) options.frames.push_back(frame);
  }
  if (!arguments.timezone.empty()) {
    std::int64_t offset = 0;
    if (!aggregation::parse_offset(arguments.timezone, offset)) {
      throw UsageError(message("--timezone {}: +09:00, UTC, KST처럼 적으세요.", "--timezone {}: expected something like +09:00, UTC or KST.", arguments.timezone));
    }
    options.source.source_offset = offset;
  }
  if (!aggregation::is_known_time_format(options.source.time_format)) {
    throw UsageError(message("--time-format {}: auto, s, ms, us, ns, day-ms 또는 %Y-%m-%d %H:%M:%S 같은 모양이어야 합니다.",
                             "--time-format {}: expected auto, s, ms, us, ns, day-ms or a pattern like %Y-%m-%d %H:%M:%S.",
                             options.source.time_format));
  }
  if (!arguments.day.empty()) options.source.day = static_cast<TradingDay>(parse_moment(arguments.day, "--day", false) / 1'000'000);
  if (!arguments.from.empty()) options.from = parse_moment(arguments.from, "--from", false);
  if (!arguments.to.empty()) options.to = parse_moment(arguments.to, "--to", true);
  if (options.from != 0 && options.to != 0 && options.from > options.to) {
    throw UsageError(message("--from이 --to보다 뒤입니다.", "--from is after --to."));
  }
  options.tick = parse_positive(arguments.tick, "--tick");
  options.book_size = parse_positive(arguments.book_size, "--book-size");
  return options;
}

std::string format_list(Language language) {
  std::string text = language == Language::kKorean ? "형식 (--format):\n" : "Formats (--format):\n";
  for (const ImportFormat& format : kImportFormats) {
    text += fmt::format("  {:<14} {}\n", format.name, language == Language::kKorean ? format.ko : format.en);
  }
  text += language == Language::kKorean ? "모든 파일은 gz, xz, zip(첫 파일)으로 압축되어 있어도 됩니다. 기록된 시각은 코인 UTC, 주식 KST의 행이 됩니다."
                                        : "Every file may be packed as gz, xz or zip (first file). Rows are in UTC for coins, KST for stocks.";
  return text;
}

void run(const Arguments& arguments, AppContext& context) {
  const ImportReport report = run_import(settle(arguments), context);
  const std::string text = arguments.json ? import_json(report).dump(2) + "\n" : import_text(report, context.language);
  std::fputs(text.c_str(), stdout);
}

void add_import(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("import", context.text("기록된 시세를 백테스트 데이터베이스로 가져옵니다", "import recorded market data into a back database"));
  const auto arguments = std::make_shared<Arguments>();
  SourceOptions& source = arguments->options.source;
  std::vector<std::string> formats;
  for (const ImportFormat& format : kImportFormats) formats.emplace_back(format.name);
  command->footer(format_list(context.language));
  command->add_option("files", arguments->inputs, context.text("가져올 파일 또는 폴더", "files or folders to import"))->required()->check(CLI::ExistingPath);
  command->add_option("--format", source.format, context.text("파일 형식", "format of the files"))->check(CLI::IsMember(formats));
  command->add_option("--market", arguments->market, context.text("시장 (stock, upbit, binance)", "market (stock, upbit, binance)"))
      ->check(CLI::IsMember({"stock", "upbit", "binance"}));
  command->add_option("--frame", arguments->frames, context.text("행 단위 tick(초), min(분); 두 번 쓰면 둘 다", "rows: tick (seconds), min (minutes); give twice for both"))
      ->check(CLI::IsMember({"tick", "min"}))->expected(1)->take_all();
  command->add_option("--code", source.code, context.text("종목 코드 (파일이 말하지 않을 때, 또는 바꿀 때)", "symbol, where the files do not name it or to rename it"));
  command->add_option("--out", arguments->out, context.text("쓸 데이터베이스 파일 또는 폴더 (기본: coin_tick_back.db 등)", "database file or folder to write (default: coin_tick_back.db and the like)"));
  command->add_option("--from", arguments->from, context.text("첫 시각 YYYYMMDD[hhmm[ss]]", "first time YYYYMMDD[hhmm[ss]]"));
  command->add_option("--to", arguments->to, context.text("마지막 시각 YYYYMMDD[hhmm[ss]]", "last time YYYYMMDD[hhmm[ss]]"));
  command->add_option("--columns", source.columns, context.text("ohlcv: 파일 순서대로 time,open,high,low,close,volume,value (-는 건너뜀)", "ohlcv: columns in file order, of time,open,high,low,close,volume,value (- skips)"));
  command->add_option("--time-format", source.time_format, context.text("ohlcv: auto, s, ms, us, ns, day-ms 또는 %Y-%m-%d %H:%M 모양", "ohlcv: auto, s, ms, us, ns, day-ms or a pattern like %Y-%m-%d %H:%M"));
  command->add_option("--timezone", arguments->timezone, context.text("ohlcv: 시간대가 없는 시각의 시간대 (+09:00, UTC, KST; 기본: 시장의 시각)", "ohlcv: zone of times that name none (+09:00, UTC, KST; default: the market's)"));
  command->add_option("--day", arguments->day, context.text("ohlcv day-ms: 날짜 YYYYMMDD (기본: 파일 이름의 날짜)", "ohlcv day-ms: the day YYYYMMDD (default: from the file name)"));
  command->add_option("--tick", arguments->tick, context.text("합성 호가의 호가단위 (기본: 가격 간격)", "tick of synthetic books (default: the step between prices)"));
  command->add_option("--book-size", arguments->book_size, context.text("합성 호가의 단계별 잔량 (기본: 그 행의 거래량)", "quantity of each synthetic level (default: the row's volume)"));
  command->add_flag("--strict", arguments->options.strict, context.text("잘못된 줄이 하나라도 있으면 쓰지 않고 실패합니다", "fail and write nothing if any line is bad"));
  command->add_option("--errors", arguments->errors, context.text("잘못된 줄을 모두 적을 파일", "file that lists every bad line"));
  command->add_flag("--json", arguments->json, context.text("결과를 JSON으로 출력합니다", "print the result as JSON"));
  command->callback([arguments, &context] { run(*arguments, context); });
}

const CommandRegistration registration(30, add_import);

}  // namespace
}  // namespace stom::app
