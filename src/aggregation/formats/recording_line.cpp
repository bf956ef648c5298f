#include "aggregation/formats/recording_line.h"

#include <algorithm>

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/time_text.h"

namespace stom::aggregation {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// The text of b'…' with Python's escapes; false if the literal is not closed.
bool unescape_bytes(std::string_view literal, std::string& text) {
  if (literal.size() < 3 || literal.back() != literal[1]) return false;
  literal = literal.substr(2, literal.size() - 3);
  text.clear();
  for (std::size_t i = 0; i < literal.size(); ++i) {
    if (literal[i] != '\\' || i + 1 == literal.size()) {
      text += literal[i];
      continue;
    }
    const char c = literal[++i];
    if (c == 'n' || c == 't' || c == 'r') {
      text += ' ';
    } else if (c == 'x' && i + 2 < literal.size() && hex_digit(literal[i + 1]) >= 0 && hex_digit(literal[i + 2]) >= 0) {
      text += static_cast<char>(hex_digit(literal[i + 1]) * 16 + hex_digit(literal[i + 2]));
      i += 2;
    } else {
      text += c;
    }
  }
  return true;
}

// Takes "<stamp><separator>" from the front; leaves the line as it is if there is none.
void take_stamp(std::string_view& line, EpochMicros& received) {
  std::size_t end = 0;
  while (end < line.size() && (is_digit(line[end]) || line[end] == '.')) ++end;
  if (end < 9 || end == line.size() || (line[end] != ' ' && line[end] != ':' && line[end] != '\t')) return;
  TimeRules rules;
  const std::string_view stamp = line.substr(0, end);
  rules.format = stamp.find('.') == std::string_view::npos ? "auto" : "s";
  if (EpochMicros time = 0; parse_time(stamp, rules, time)) received = time;
  line.remove_prefix(end + (line[end] == ':' ? 1 : 0));
  line = trimmed(line);
}

// "https://…/depth?symbol=BTCUSDT&limit=1000" → "BTCUSDT"; empty where the address names none.
std::string_view symbol_in(std::string_view address) {
  const std::size_t at = address.find("symbol=");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = address.substr(at + 7);
  return rest.substr(0, rest.find('&'));
}

}  // namespace

bool is_upbit_message(std::string_view json) {
  if (json.starts_with(R"({"ty":)") || json.starts_with(R"([{"ty":)") || json.starts_with(R"({"type":)")) return true;
  const auto has = [&](std::string_view key) { return json.find(key) != std::string_view::npos; };
  return (has(R"("cd":)") && has(R"("ty":)")) || (has(R"("code":)") && has(R"("type":)")) ||
         (has(R"("code": ")") && has(R"("type": ")")) || (has(R"("market":)") && has(R"("ask_bid":)"));
}

RecordedMessage unwrap_recorded_line(std::string_view line, std::string& buffer) {
  RecordedMessage message_of_line;
  line = trimmed(without_byte_order_mark(line));
  if (line.empty() || line.starts_with("wss://") || line.starts_with("ws://") || line.starts_with("configuration:")) return message_of_line;
  if (line.starts_with("https://") || line.starts_with("http://")) {
    const std::size_t arrow = line.find(" -> ");
    if (arrow == std::string_view::npos) return message_of_line;
    message_of_line.address = line.substr(0, arrow);
    message_of_line.symbol = symbol_in(message_of_line.address);
    line = line.substr(arrow + 4);
  }
  take_stamp(line, message_of_line.received);
  if (line.starts_with("b'") || line.starts_with("b\"")) {
    if (!unescape_bytes(line, buffer)) {
      message_of_line.problem = message("b'…' 안의 메시지가 도중에 끊겼습니다.", "the message inside b'…' is cut off.");
      return message_of_line;
    }
    line = buffer;
  }
  if (line.empty() || (line[0] != '{' && line[0] != '[')) {
    message_of_line.problem = message("'<받은 시각> <JSON>' 모양이 아닙니다.", "expected '<receive time> <JSON>'.");
    return message_of_line;
  }
  message_of_line.text = line;
  return message_of_line;
}

RecordingReader::RecordingReader(SymbolTable& symbols, std::string code)
    : symbols_(symbols), binance_(symbols), upbit_(symbols), code_(std::move(code)) {}

SymbolId RecordingReader::renamed(SymbolId symbol) { return code_.empty() ? symbol : symbols_.id(code_); }

ParseResult RecordingReader::settle(ParseResult result, std::vector<Event>& events, std::size_t first) {
  if (result.kind != ParseKind::kEvents) return result;
  for (std::size_t i = first; i < events.size(); ++i) {
    const SymbolId symbol = symbol_of(events[i]);
    if (symbol == kNoSymbol) {
      auto& snapshot = std::get<BookSnapshot>(events[i]);
      if (has_several_) {
        events.resize(first);
        return ParseResult::bad(message("여러 종목의 기록에 종목 이름이 없는 호가 스냅샷이 있습니다.",
                                        "a depth snapshot without a symbol in a recording of several symbols."));
      }
      if (!only_symbol_ && code_.empty()) {
        waiting_ = std::move(snapshot);
        events.erase(events.begin() + static_cast<std::ptrdiff_t>(i));
        return result;
      }
      snapshot.symbol = only_symbol_ ? renamed(*only_symbol_) : symbols_.id(code_);
      continue;
    }
    if (!only_symbol_) only_symbol_ = symbol;
    if (*only_symbol_ != symbol) {
      has_several_ = true;
      if (!code_.empty()) {
        const std::string other = symbols_.code(symbol);
        events.resize(first);
        return ParseResult::bad(message("'{}'(으)로 가져오는 파일에 다른 종목 {}이(가) 있습니다.",
                                        "another symbol in a file that is imported as '{}': {}.", code_, other));
      }
    }
    std::visit([&](auto& one) { one.symbol = renamed(symbol); }, events[i]);
  }
  if (waiting_ && only_symbol_) {
    waiting_->symbol = renamed(*only_symbol_);
    events.insert(events.begin() + static_cast<std::ptrdiff_t>(first), std::move(*waiting_));
    waiting_.reset();
  }
  return result;
}

ParseResult RecordingReader::parse(std::string_view line, std::vector<Event>& events, EpochMicros& received) {
  const std::size_t first = events.size();
  const RecordedMessage recorded = unwrap_recorded_line(line, unescaped_);
  received = recorded.received;
  if (!recorded.address.empty() && (recorded.symbol.empty() || recorded.address.find("/depth?") == std::string_view::npos)) {
    return ParseResult::ignore("connection");
  }
  if (!recorded.problem.en.empty()) return ParseResult::bad(recorded.problem);
  if (recorded.text.empty()) return ParseResult::ignore(trimmed(without_byte_order_mark(line)).empty() ? "empty line" : "connection");
  line = recorded.text;
  const std::string_view address_symbol = recorded.symbol;
  ParseResult result = is_upbit_message(line) ? upbit_.parse(line, events) : binance_.parse(line, events);
  if (!address_symbol.empty() && result.kind == ParseKind::kEvents) {
    for (std::size_t i = first; i < events.size(); ++i) {
      if (symbol_of(events[i]) == kNoSymbol) std::get<BookSnapshot>(events[i]).symbol = symbols_.id(address_symbol);
    }
  }
  return settle(std::move(result), events, first);
}

}  // namespace stom::aggregation
