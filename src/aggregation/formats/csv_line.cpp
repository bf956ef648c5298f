#include "aggregation/formats/csv_line.h"

#include <algorithm>
#include <charconv>

namespace stom::aggregation {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// "1,234,567.5" and not "1,23,4".
bool without_separators(std::string_view text, std::string& plain) {
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string_view whole = text.substr(0, point);
  plain.clear();
  if (!whole.empty() && (whole[0] == '-' || whole[0] == '+')) {
    plain += whole[0];
    whole.remove_prefix(1);
  }
  std::size_t group = 0;
  bool first = true;
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    if (i == whole.size() || whole[i] == ',') {
      if (first ? group < 1 || group > 3 : group != 3) return false;
      first = false;
      group = 0;
    } else if (is_digit(whole[i])) {
      plain += whole[i];
      ++group;
    } else {
      return false;
    }
  }
  plain += text.substr(point);
  return text.substr(point).find(',') == std::string_view::npos;
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

char guess_delimiter(std::string_view line) {
  constexpr std::string_view kDelimiters = ",;\t|";
  std::size_t best_count = 0;
  char best = ',';
  for (const char delimiter : kDelimiters) {
    std::size_t count = 0;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      else if (c == delimiter && !quoted) ++count;
    }
    if (count > best_count) {
      best_count = count;
      best = delimiter;
    }
  }
  return best;
}

bool CsvLine::split(std::string_view line, char delimiter) {
  fields_.clear();
  unquoted_.clear();
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && line[at] != delimiter && is_space(line[at])) ++at;
    if (at < line.size() && line[at] == '"') {
      const std::size_t begin = ++at;
      bool doubled = false;
      while (at < line.size()) {
        if (line[at] != '"') {
          ++at;
        } else if (at + 1 < line.size() && line[at + 1] == '"') {
          doubled = true;
          at += 2;
        } else {
          break;
        }
      }
      if (at == line.size()) return false;
      std::string_view field = line.substr(begin, at - begin);
      ++at;
      if (doubled) {
        std::string& text = unquoted_.emplace_back();
        for (std::size_t i = 0; i < field.size(); ++i) {
          text += field[i];
          if (field[i] == '"') ++i;
        }
        field = text;
      }
      fields_.push_back(trimmed(field));
      while (at < line.size() && line[at] != delimiter && is_space(line[at])) ++at;
      if (at < line.size() && line[at] != delimiter) return false;
    } else {
      const std::size_t end = std::min(line.find(delimiter, at), line.size());
      fields_.push_back(trimmed(line.substr(at, end - at)));
      at = end;
    }
    if (at >= line.size()) return true;
    ++at;
  }
}

bool parse_number(std::string_view text, Decimal& value) {
  if (text.find(',') == std::string_view::npos) return Decimal::parse(text, value);
  std::string plain;
  return without_separators(text, plain) && Decimal::parse(plain, value);
}

bool parse_unsigned(std::string_view text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool parse_boolean(std::string_view text, bool& value) {
  for (const std::string_view word : {"true", "True", "TRUE", "1"}) {
    if (text != word) continue;
    value = true;
    return true;
  }
  for (const std::string_view word : {"false", "False", "FALSE", "0"}) {
    if (text != word) continue;
    value = false;
    return true;
  }
  return false;
}

}  // namespace stom::aggregation
