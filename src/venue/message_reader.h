// What the message readers of all venues share: one call for a frame or a REST answer, tables of kinds, and the walk over
// single objects, lists of objects and lists of rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "venue/json_fields.h"

namespace stom::venue {

struct ReadContext {
  Fields& fields;
  LevelLists& levels;
  std::vector<Event>& events;
  std::string_view symbol;  // of answers that name none; may be empty
  std::string_view forced;  // kind the caller named; may be empty
};

using ReadObject = ParseResult (*)(ReadContext&);

// One kind of message: how it is told from others and how it is read.
struct MessageKind {
  std::string_view name;
  std::vector<Key> keys;  // all must be there
  ReadObject read;
};

template <typename T>
T& add(std::vector<Event>& events) {
  return std::get<T>(events.emplace_back(std::in_place_type<T>));
}

[[nodiscard]] std::string upper_case(std::string_view text);

// Remaining = quantity − executed where both are known.
[[nodiscard]] Number difference(const Number& whole, const Number& part);

[[nodiscard]] ParseResult unknown_kind(const Fields& fields);
[[nodiscard]] ParseResult not_of_kind(std::string_view expected, std::string_view found);

}  // namespace stom::venue
