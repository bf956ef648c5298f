#include "aggregation/formats/json_text.h"

namespace stom::aggregation {

bool at_end(ondemand::document& document) {
  const char* place = nullptr;
  return document.current_location().get(place) == simdjson::OUT_OF_BOUNDS;
}

std::string_view scalar_token(ondemand::value& value) {
  ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return {};
  if (type == ondemand::json_type::array || type == ondemand::json_type::object || type == ondemand::json_type::null) return {};
  std::string_view token = value.raw_json_token();
  while (!token.empty() && (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  if (token.size() >= 2 && token.front() == '"' && token.back() == '"') token = token.substr(1, token.size() - 2);
  return token;
}

bool positive(std::string_view token, Decimal& value) { return Decimal::parse(token, value) && value.is_positive(); }

bool not_negative(std::string_view token, Decimal& value) { return Decimal::parse(token, value) && value >= Decimal{}; }

bool read_levels(ondemand::value& value, std::vector<Level>& levels) {
  ondemand::array list;
  if (value.get_array().get(list) != simdjson::SUCCESS) return false;
  for (auto item : list) {
    ondemand::array pair;
    if (item.get_array().get(pair) != simdjson::SUCCESS) return false;
    std::string_view tokens[2];
    int count = 0;
    for (auto part : pair) {
      ondemand::value scalar;
      if (std::move(part).get(scalar) != simdjson::SUCCESS) return false;
      // Very old answers carry an empty list as a third part.
      if (count < 2) tokens[count] = scalar_token(scalar);
      ++count;
    }
    Level level;
    if (count < 2 || !positive(tokens[0], level.price) || !not_negative(tokens[1], level.quantity)) return false;
    levels.push_back(level);
  }
  return true;
}

}  // namespace stom::aggregation
