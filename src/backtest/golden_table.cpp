#include "backtest/golden_table.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/file.h"

namespace stom::backtest {
namespace {

std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') field += c;
      else if (i + 1 < text.size() && text[i + 1] == '"') field += text[++i];
      else quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.push_back(std::exchange(field, {}));
    } else if (c == '\n') {
      row.push_back(std::exchange(field, {}));
      rows.push_back(std::exchange(row, {}));
    } else if (c != '\r') {
      field += c;
    }
  }
  if (!field.empty() || !row.empty()) {
    row.push_back(field);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

int GoldenTable::column(std::string_view name) const {
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i] == name) return static_cast<int>(i);
  }
  return -1;
}

GoldenTable read_golden_table(const std::filesystem::path& path) {
  GoldenTable table;
  table.rows = parse_csv(read_file(path));
  if (table.rows.empty()) throw DataError(message("{}: 표의 첫 줄이 없습니다.", "{}: the table has no header line.", path.string()));
  table.header = std::move(table.rows.front());
  table.rows.erase(table.rows.begin());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (table.rows[i].size() == table.header.size()) continue;
    throw DataError(message("{}: {}째 줄의 항목이 {}개입니다 ({}개여야 합니다).", "{}: line {} has {} fields, expected {}.", path.string(),
                            i + 2, table.rows[i].size(), table.header.size()));
  }
  return table;
}

bool same_value(const std::string& expected, double got) {
  if (expected == "nan") return std::isnan(got);
  double value = 0;
  const auto [end, code] = std::from_chars(expected.data(), expected.data() + expected.size(), value);
  return code == std::errc() && end == expected.data() + expected.size() && value == got;
}

std::string number_text(double value) {
  char buffer[40];
  if (std::isnan(value)) return "nan";
  const auto [end, code] = std::abs(value) < 1e15 && value == std::trunc(value)
                               ? std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed)
                               : std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end};
}

std::string float_text(double value) {
  std::string text = number_text(value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace stom::backtest
