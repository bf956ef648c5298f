// Reads the indicator goldens: input series and one CSV per function with its parameters.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "feature/indicator.h"

namespace stom::feature::test {

inline std::filesystem::path golden_folder() {
  const std::filesystem::path own = STOM_SOURCE_DIR "/tests/golden/indicators";
  return std::filesystem::exists(own) ? own : std::filesystem::path(STOM_SOURCE_DIR "/../shared/golden/indicators");
}

struct Series {
  std::vector<double> high, low, close, volume;
  [[nodiscard]] Bars bars(std::size_t count) const {
    return {{high.data(), count}, {low.data(), count}, {close.data(), count}, {volume.data(), count}};
  }
};

inline std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  if (!text.empty() && text.back() == separator) parts.emplace_back();
  return parts;
}

inline std::map<std::string, Series> golden_series() {
  std::map<std::string, Series> all;
  std::ifstream in(golden_folder() / "input.csv");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = split(line, ',');
    Series& series = all[cells[0]];
    series.high.push_back(std::strtod(cells[2].c_str(), nullptr));
    series.low.push_back(std::strtod(cells[3].c_str(), nullptr));
    series.close.push_back(std::strtod(cells[4].c_str(), nullptr));
    series.volume.push_back(std::strtod(cells[5].c_str(), nullptr));
  }
  return all;
}

struct GoldenRow {
  std::string series, parameters;
  std::size_t index;
  std::vector<std::string> whole, last;  // one text per output: number, nan or error
};

inline std::vector<GoldenRow> golden_rows(const std::string& function, std::size_t outputs) {
  std::vector<GoldenRow> rows;
  std::ifstream in(golden_folder() / (function + ".csv"));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = split(line, ',');
    GoldenRow row{cells[0], cells[1], std::strtoul(cells[2].c_str(), nullptr, 10), {}, {}};
    for (std::size_t k = 0; k < outputs; ++k) {
      row.whole.push_back(cells[3 + k]);
      row.last.push_back(cells[3 + outputs + k]);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// "timeperiod=14.0;matype=0" under the dictionary prefix of the function ("RSI" → "RSI_timeperiod").
inline IndicatorParameters golden_parameters(const std::string& prefix, const std::string& text) {
  IndicatorParameters all;
  for (const std::string& pair : split(text, ';')) {
    const std::size_t equals = pair.find('=');
    const std::string name = prefix + "_" + pair.substr(0, equals), value = pair.substr(equals + 1);
    for (int k = 0; k < kIndicatorParameterCount; ++k) {
      if (kIndicatorParameters[k] != name) continue;
      all[k] = {std::strtod(value.c_str(), nullptr), value.find('.') == std::string::npos};
    }
  }
  return all;
}

}  // namespace stom::feature::test
