#include "aggregation/formats/detect.h"

#include <algorithm>

#include "aggregation/formats/json_list.h"
#include "aggregation/venue_rules.h"

namespace stom::aggregation {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed_front(std::string_view text) {
  text = without_byte_order_mark(text);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

// "<9 or more digits, perhaps with a point><space, colon or tab>…{ or [ or b'"
bool has_stamp(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size() && (is_digit(line[end]) || line[end] == '.')) ++end;
  if (end < 9 || end == line.size() || (line[end] != ' ' && line[end] != ':' && line[end] != '\t')) return false;
  const std::size_t next = line.find_first_not_of(" \t:", end);
  return next != std::string_view::npos && (line[next] == '{' || line[next] == '[' || line.substr(next).starts_with("b'") ||
                                            line.substr(next).starts_with("b\""));
}

bool is_connection(std::string_view line) {
  return line.starts_with("wss://") || line.starts_with("ws://") || line.starts_with("http://") ||
         line.starts_with("https://") || line.starts_with("configuration:");
}

bool is_whole_json(std::string_view line) {
  std::vector<std::string_view> elements;
  return split_json(line, elements);
}

}  // namespace

Detected detect_layout(std::span<const std::string> lines) {
  Detected detected;
  std::vector<std::string_view> filled;
  for (const std::string& line : lines) {
    const std::string_view text = trimmed_front(line);
    if (!text.empty()) filled.push_back(text);
  }
  if (filled.empty()) return detected;
  const std::string_view first = filled[0];
  if (is_connection(first) || has_stamp(first)) {
    detected.layout = Layout::kRecording;
  } else if (first[0] == '{' || first[0] == '[') {
    detected.layout = filled.size() > 1 && is_whole_json(first) ? Layout::kJsonLines : Layout::kJsonFile;
  } else if (detected.dump = dump_kind(first); detected.dump != DumpKind::kNone) {
    detected.layout = Layout::kDump;
  } else if (detected.bars = layout_of_heading(first); detected.bars.is_usable()) {
    detected.layout = Layout::kOhlcv;
  }
  return detected;
}

std::string describe(const Detected& detected, std::span<const std::string> lines) {
  switch (detected.layout) {
    case Layout::kDump: return "binance-dump " + std::string(name(detected.dump));
    case Layout::kOhlcv: return "ohlcv";
    case Layout::kUnknown: return "?";
    default: break;
  }
  std::string head;
  for (const std::string& line : lines) {
    if (!is_connection(trimmed_front(line))) head += line + '\n';
  }
  if (head.find("\"candle_date_time_utc\"") != std::string::npos) return "upbit-candles";
  const std::size_t json = head.find('{');
  if (json == std::string::npos) return detected.layout == Layout::kRecording ? "binance-ws" : "json-list";
  if (is_upbit_message(std::string_view(head).substr(json))) return detected.layout == Layout::kRecording ? "upbit-ws" : "upbit-json";
  if (detected.layout != Layout::kRecording) return "binance-json";
  return head.find(": {") < json ? "binance-ws" : "binance-raw";
}

std::string code_in_file_name(std::string_view file_name) {
  if (const std::string_view symbol = dump_symbol(file_name); !symbol.empty()) return std::string(symbol);
  const std::string_view stem = file_name.substr(0, file_name.find('.'));
  for (const char separator : {'_', '-', ' '}) {
    std::string_view head = stem.substr(0, stem.find(separator));
    market::Market market{};
    if (market_of_code(head, market)) return std::string(head);
  }
  return {};
}

}  // namespace stom::aggregation
