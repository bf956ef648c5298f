#include "app/import_probe.h"

#include <algorithm>
#include <set>

#include "aggregation/formats/json_list.h"
#include "aggregation/venue_rules.h"
#include "base/compress.h"
#include "base/error.h"

namespace stom::app {
namespace {

using aggregation::Event;
using aggregation::kNoTime;
using aggregation::Layout;
using aggregation::SymbolTable;

constexpr std::size_t kHeadLines = 64;
constexpr std::size_t kHeadBytes = std::size_t{4} << 20;
// Korean stocks: a day bar is put where the session starts.
constexpr std::int64_t kStockDayStart = 9 * 3600;

std::vector<std::filesystem::path> expand(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::filesystem::path> inside;
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
      if (entry.is_regular_file(error) && !entry.path().filename().string().starts_with('.')) inside.push_back(entry.path());
    }
    if (inside.empty()) throw UsageError(message("{}: 폴더에 파일이 없습니다.", "{}: the folder holds no file.", path.string()));
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

std::vector<std::string> read_head(const std::filesystem::path& path) {
  DecompressedFile file(path);
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  std::string_view line;
  while (lines.size() < kHeadLines && bytes < kHeadBytes && file.next_line(line)) {
    bytes += line.size();
    lines.emplace_back(line);
  }
  return lines;
}

std::string first_filled(const std::vector<std::string>& lines) {
  const auto found = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return aggregation::without_byte_order_mark(line).find_first_not_of(" \t\r") != std::string_view::npos;
  });
  return found == lines.end() ? std::string() : *found;
}

[[noreturn]] void throw_unknown(const std::filesystem::path& path, std::string_view wanted) {
  if (wanted == "auto") {
    throw UsageError(message("{}: 형식을 알 수 없습니다. --format 또는 --columns를 지정하세요. `stom import --help`에 형식 목록이 있습니다.",
                             "{}: unknown format. Give --format or --columns; `stom import --help` lists the formats.",
                             path.string()));
  }
  throw UsageError(message("{}: {} 형식이 아닙니다.", "{}: is not of the format {}.", path.string(), wanted));
}

// What the content says, held against what the user says.
void set_layout(InputFile& file, const SourceOptions& options, const std::vector<std::string>& head) {
  file.detected = aggregation::detect_layout(head);
  Layout& layout = file.detected.layout;
  const std::string& wanted = options.format;
  const bool is_json = layout == Layout::kJsonFile || layout == Layout::kJsonLines;
  if (!options.columns.empty() && (wanted == "ohlcv" || (wanted == "auto" && layout != Layout::kRecording && !is_json))) {
    if (!aggregation::layout_of_names(options.columns, first_filled(head), file.detected.bars) || !file.detected.bars.is_usable()) {
      throw UsageError(message("--columns {}: time,open,high,low,close,volume,value 가운데에서 시각과 네 가격을 빠짐없이, 한 번씩만 적으세요.",
                               "--columns {}: name the time and the four prices once each, out of time,open,high,low,close,volume,value.",
                               options.columns));
    }
    layout = Layout::kOhlcv;
  }
  const bool fits = wanted == "auto"                                  ? layout != Layout::kUnknown
                    : wanted == "ohlcv"                               ? layout == Layout::kOhlcv
                    : wanted == "binance-dump"                        ? layout == Layout::kDump
                    : wanted == "binance-raw" || wanted.ends_with("-ws") ? layout == Layout::kRecording || is_json
                                                                      : is_json;
  if (!fits) throw_unknown(file.path, wanted);
  file.description = aggregation::describe(file.detected, head);
}

// Eight digits of a file name that are a day: "btcusd_20161007_trade.zip".
TradingDay day_in_name(const std::string& name) {
  for (std::size_t i = 0; i + 8 <= name.size(); ++i) {
    std::uint64_t day = 0;
    if (aggregation::parse_unsigned(std::string_view(name).substr(i, 8), day) && is_valid_day(static_cast<std::int64_t>(day)) &&
        day > 19000000 && day < 21000000) {
      return static_cast<TradingDay>(day);
    }
  }
  return 0;
}

aggregation::TimeRules time_rules(const InputFile& file, market::Market market, const SourceOptions& options) {
  aggregation::TimeRules rules;
  rules.format = options.time_format;
  rules.row_offset = market::is_crypto(market) ? 0 : aggregation::kKoreaOffsetSeconds;
  rules.source_offset = options.source_offset.value_or(rules.row_offset);
  rules.date_only_seconds = market::is_crypto(market) ? 0 : kStockDayStart;
  rules.day = options.day != 0 ? options.day : day_in_name(file.path.filename().string());
  if (rules.format == "day-ms" && rules.day == 0) {
    throw UsageError(message("{}: 시각이 자정부터 센 값입니다. --day로 날짜를 지정하세요.",
                             "{}: times count from midnight; give the day by --day.", file.path.string()));
  }
  return rules;
}

// The events of the head, with scratch symbols.
struct Head {
  std::vector<Event> events;
  std::string code;  // the first symbol named in the file
  EpochMicros order = kNoTime;
};

void note_code(Head& head, const SymbolTable& symbols) {
  for (const Event& event : head.events) {
    const aggregation::SymbolId id = aggregation::symbol_of(event);
    if (id != aggregation::kNoSymbol && head.code.empty()) head.code = symbols.code(id);
  }
}

Head read_events(const InputFile& file, const std::vector<std::string>& lines) {
  Head head;
  SymbolTable symbols;
  std::vector<Event>& events = head.events;
  switch (file.detected.layout) {
    case Layout::kRecording: {
      aggregation::RecordingReader reader(symbols, "");
      for (const std::string& line : lines) {
        EpochMicros received = kNoTime;
        const std::size_t before = events.size();
        if (reader.parse(line, events, received).kind != aggregation::ParseKind::kEvents || head.order != kNoTime) continue;
        head.order = received;
        if (received == kNoTime && events.size() > before) head.order = aggregation::time_of(events[before]);
      }
      break;
    }
    case Layout::kDump: {
      aggregation::BinanceDumpReader reader(symbols, "X", file.detected.dump);
      for (const std::string& line : lines) reader.parse(line, events);
      break;
    }
    case Layout::kOhlcv: {
      aggregation::OhlcvReader reader(symbols, "X", file.detected.bars, file.time);
      for (const std::string& line : lines) reader.parse(line, events);
      break;
    }
    default: {
      std::string text;
      for (const std::string& line : lines) text += line + "\n";
      std::vector<std::string_view> elements;
      if (file.detected.layout == Layout::kJsonLines) {
        for (const std::string& line : lines) (void)aggregation::split_json(line, elements);
      } else {
        (void)aggregation::split_json(text, elements);  // the head of a long list is not whole
      }
      // A name for elements that have none, so that their times can be read.
      aggregation::JsonElementReader named(symbols, ""), unnamed(symbols, "?");
      for (const std::string_view element : elements) {
        if (events.size() >= kHeadLines) break;
        if (element.starts_with('[')) unnamed.parse(element, events);
        else named.parse(element, events);
      }
      break;
    }
  }
  note_code(head, symbols);
  if (head.code == "X" || head.code == "?") head.code.clear();
  return head;
}

void note_times(InputFile& file, const Head& head) {
  const bool in_order = file.detected.layout == Layout::kDump || file.detected.layout == Layout::kOhlcv;
  file.start = file.detected.layout == Layout::kRecording ? head.order : kNoTime;
  EpochMicros before = kNoTime;
  std::size_t up = 0, down = 0;
  for (const Event& event : head.events) {
    const EpochMicros time = aggregation::time_of(event);
    if (in_order && file.start == kNoTime) file.start = time;
    if (!std::holds_alternative<aggregation::Candle>(event)) continue;
    if (before != kNoTime && time != before) {
      const std::int64_t distance = std::max<std::int64_t>(1, std::abs(time - before) / 1'000'000);
      file.bar_seconds = file.bar_seconds == 0 ? distance : std::min(file.bar_seconds, distance);
      ++(time > before ? up : down);
    }
    before = time;
  }
  file.is_descending = in_order && down > up;
  if (file.is_descending) file.start = kNoTime;
}

bool has_candles(const Head& head) {
  return std::any_of(head.events.begin(), head.events.end(),
                     [](const Event& event) { return std::holds_alternative<aggregation::Candle>(event); });
}

market::Market decide_market(const std::vector<InputFile>& files, const std::set<std::string>& codes, const SourceOptions& options) {
  if (options.market) return *options.market;
  std::optional<market::Market> market;
  for (const std::string& code : codes) {
    market::Market one{};
    if (!aggregation::market_of_code(code, one)) continue;
    if (market && *market != one) {
      throw UsageError(message("여러 시장의 종목이 섞여 있습니다. --market을 지정하거나 따로 가져오세요.",
                               "symbols of several markets; give --market or import them separately."));
    }
    market = one;
  }
  if (market) return *market;
  // Whatever Binance sends is Binance's, also symbols with new quotes.
  const bool binance = std::all_of(files.begin(), files.end(), [](const InputFile& file) {
    return file.description.starts_with("binance");
  });
  if (binance) return market::Market::kBinance;
  throw UsageError(message("어느 시장의 자료인지 알 수 없습니다. --market stock, upbit, binance 중 하나를 지정하세요.",
                           "the market is not clear; give --market stock, upbit or binance."));
}

[[noreturn]] void throw_no_code(const std::filesystem::path& path) {
  throw UsageError(message("{}: 종목 코드를 알 수 없습니다. --code로 지정하세요.", "{}: the symbol is not known; give --code.",
                           path.string()));
}

// The one of these codes that stands in the file name as a word of its own ("depth_sushiusdt_0930.json").
std::string code_among(const std::string& file_name, const std::set<std::string>& codes) {
  std::string word, found;
  for (const char c : file_name + '.') {
    if (std::string_view("_-. ").find(c) == std::string_view::npos) {
      word += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      continue;
    }
    if (codes.contains(word) && found != word) {
      if (!found.empty()) return {};
      found = word;
    }
    word.clear();
  }
  return found;
}

// Files that name no symbol inside take it from the option, their name, or the one symbol that the other files name.
void settle_codes(std::vector<InputFile>& files, const std::vector<Head>& heads, const SourceOptions& options, std::set<std::string>& codes) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    InputFile& file = files[i];
    file.code = options.code;
    const bool csv = file.detected.layout == Layout::kDump || file.detected.layout == Layout::kOhlcv;
    if (file.code.empty() && csv) file.code = aggregation::code_in_file_name(file.path.filename().string());
    if (file.code.empty() && csv) throw_no_code(file.path);
    if (!file.code.empty()) codes.insert(file.code);
    else if (!heads[i].code.empty()) codes.insert(heads[i].code);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    InputFile& file = files[i];
    if (!file.code.empty() || !heads[i].code.empty()) continue;
    if (codes.size() == 1) file.code = *codes.begin();
    else if (codes.size() > 1) file.code = code_among(file.path.filename().string(), codes);
    else if (codes.empty()) file.code = aggregation::code_in_file_name(file.path.parent_path().filename().string());
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const InputFile& file = files[i];
    if (!file.code.empty()) codes.insert(file.code);
    else if (heads[i].code.empty() && !heads[i].events.empty()) throw_no_code(file.path);
  }
}

}  // namespace

std::uint64_t ImportPlan::bytes() const {
  std::uint64_t sum = 0;
  for (const InputFile& file : files) sum += file.size;
  return sum;
}

ImportPlan plan_import(const std::vector<std::filesystem::path>& paths, const SourceOptions& options) {
  ImportPlan plan;
  std::vector<std::vector<std::string>> lines;
  std::vector<Head> heads;
  for (const std::filesystem::path& path : expand(paths)) {
    InputFile file;
    file.path = path;
    lines.push_back(read_head(path));
    file.size = DecompressedFile(path).size();
    if (first_filled(lines.back()).empty()) throw DataError(message("{}: 빈 파일입니다.", "{}: the file is empty.", path.string()));
    set_layout(file, options, lines.back());
    const bool csv = file.detected.layout == Layout::kDump || file.detected.layout == Layout::kOhlcv;
    heads.push_back(csv ? Head{} : read_events(file, lines.back()));
    plan.files.push_back(std::move(file));
  }
  std::set<std::string> codes;
  settle_codes(plan.files, heads, options, codes);
  plan.market = decide_market(plan.files, codes, options);
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    InputFile& file = plan.files[i];
    file.time = time_rules(file, plan.market, options);
    const Head head = read_events(file, lines[i]);
    note_times(file, head);
    (has_candles(head) || file.detected.layout == Layout::kOhlcv ? plan.has_bars : plan.has_events) = true;
    if (file.bar_seconds > 0) plan.bar_seconds = plan.bar_seconds == 0 ? file.bar_seconds : std::min(plan.bar_seconds, file.bar_seconds);
  }
  return plan;
}

}  // namespace stom::app
