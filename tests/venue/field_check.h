// A second reading of messages, by another JSON library and written against the venues' documents, to which events are
// compared field by field.
#pragma once

#include <gtest/gtest.h>

#include "venue/venue_data.h"

namespace stom::venue {

using nlohmann::json;

// A JSON number or a string that holds one; NaN if it is neither.
inline double amount(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return std::strtod(value.get<std::string>().c_str(), nullptr);
  return std::nan("");
}

inline void expect_number(const Number& number, const json& object, const char* key) {
  if (!object.contains(key) || object[key].is_null()) {
    EXPECT_FALSE(number.is_known()) << key;
    return;
  }
  EXPECT_EQ(number.value(), amount(object[key])) << key;
  if (object[key].is_string()) {
    EXPECT_EQ(number.text(), object[key].get<std::string>()) << key;
  }
}

inline void expect_time(EpochMicros time, const json& millis) { EXPECT_EQ(time, millis.get<std::int64_t>() * 1000); }

inline void expect_levels(const std::vector<Level>& levels, const std::vector<std::pair<double, double>>& expected) {
  ASSERT_EQ(levels.size(), expected.size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    EXPECT_EQ(levels[i].price.to_double(), expected[i].first);
    EXPECT_EQ(levels[i].quantity.to_double(), expected[i].second);
  }
}

}  // namespace stom::venue
