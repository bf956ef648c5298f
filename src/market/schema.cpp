#include "market/schema.h"

namespace stom::market {

bool parse(std::string_view text, Market& market) {
  for (Market candidate : kMarkets) {
    if (name(candidate) != text) continue;
    market = candidate;
    return true;
  }
  return false;
}

bool parse(std::string_view text, Frame& frame) {
  for (Frame candidate : kFrames) {
    if (name(candidate) != text) continue;
    frame = candidate;
    return true;
  }
  return false;
}

bool find_field(Market market, Frame frame, std::string_view name, Field& field) {
  for (Field candidate : schema(market, frame)) {
    if (field_name(candidate, frame) != name) continue;
    field = candidate;
    return true;
  }
  return false;
}

}  // namespace stom::market
