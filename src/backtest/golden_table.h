// CSV tables of golden cases: quoted fields with commas and quotes, one header line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace stom::backtest {

struct GoldenTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  [[nodiscard]] int column(std::string_view name) const;  // −1: absent
};

[[nodiscard]] GoldenTable read_golden_table(const std::filesystem::path& path);

// True if both texts are the same number bit for bit (nan equals nan), or the same text.
[[nodiscard]] bool same_value(const std::string& expected, double got);

// Shortest text that reads back to the same double; whole doubles keep one decimal ("116700.0"), as the goldens.
[[nodiscard]] std::string float_text(double value);
// Whole numbers without decimals, else shortest.
[[nodiscard]] std::string number_text(double value);
[[nodiscard]] std::string csv_field(const std::string& text);

}  // namespace stom::backtest
