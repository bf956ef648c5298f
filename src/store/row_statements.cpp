#include "store/row_statements.h"

#include <cmath>

#include "base/error.h"
#include "store/back_database.h"
#include "store/sqlite.h"

namespace stom::store {

void check_rows(const std::filesystem::path& path, market::Market market, market::Frame frame, const RowBlock& rows) {
  const std::string file = path.string();
  const std::span<const market::Field> fields = market::schema(market, frame);
  if (rows.code.empty() || is_reserved_table(rows.code) || rows.code.find('\0') != std::string::npos ||
      rows.code.find(';') != std::string::npos) {
    throw DataError(message("{}: '{}' 는 종목코드가 될 수 없습니다.", "{}: '{}' cannot be a code.", file, rows.code));
  }
  if (rows.columns.size() != fields.size()) {
    throw DataError(message("{}: {}: 칼럼이 {}개여야 하는데 {}개입니다.", "{}: {}: expected {} columns, got {}.", file, rows.code,
                            fields.size(), rows.columns.size()));
  }
  for (std::size_t k = 0; k < fields.size(); ++k) {
    const std::vector<double>& column = rows.columns[k];
    if (column.size() != rows.index.size()) {
      throw DataError(message("{}: {}: 칼럼 {} 에 행이 {}개여야 하는데 {}개입니다.", "{}: {}: column {} should have {} rows, it has {}.", file, rows.code,
                              market::field_name(fields[k], frame), rows.index.size(), column.size()));
    }
    const auto bad = std::find_if(column.begin(), column.end(), [](double value) { return !std::isfinite(value); });
    if (bad == column.end()) continue;
    throw DataError(message("{}: {}: 칼럼 {}, index {}: 유한한 숫자가 아닙니다.", "{}: {}: column {}, index {}: is not a finite number.",
                            file, rows.code, market::field_name(fields[k], frame),
                            rows.index[static_cast<std::size_t>(bad - column.begin())]));
  }
  for (const RowKey key : rows.index) {
    if (is_valid_key(frame, key)) continue;
    throw DataError(message("{}: {}: index {} 는 이 타임프레임의 시각이 아닙니다.", "{}: {}: index {} is not a time of this time frame.",
                            file, rows.code, key));
  }
}

std::string create_row_table(const std::string& code, market::Market market, market::Frame frame) {
  std::string declared = "\"index\" INTEGER PRIMARY KEY";
  for (const market::Field field : market::schema(market, frame))
    declared += ", " + quoted_name(market::field_name(field, frame)) + " REAL";
  return "CREATE TABLE IF NOT EXISTS " + quoted_name(code) + " (" + declared + ")";
}

std::string insert_row(std::string_view verb, const std::string& code, market::Market market, market::Frame frame) {
  std::string names = "\"index\"", places = "?1";
  int parameter = 1;
  for (const market::Field field : market::schema(market, frame)) {
    names += ", " + quoted_name(market::field_name(field, frame));
    places += fmt::format(", ?{}", ++parameter);
  }
  return fmt::format("{} INTO {} ({}) VALUES ({})", verb, quoted_name(code), names, places);
}

}  // namespace stom::store
