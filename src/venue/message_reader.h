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
  std::string_view kind = {};  // what the message was found to be
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

[[nodiscard]] const MessageKind* by_name(const std::vector<MessageKind>& kinds, std::string_view name);
// The first kind whose keys are all there; one without keys is the empty object.
[[nodiscard]] const MessageKind* by_keys(const std::vector<MessageKind>& kinds, const Fields& fields);

// Understood and of no use: the event names the kind.
[[nodiscard]] ParseResult ignore_message(ReadContext& context);
// A stream event with a name that the tables do not have: venues add some without a word, and nothing may be lost for it.
[[nodiscard]] ParseResult unknown_event(std::string_view name, std::vector<Event>& events);
// What stopped a walk that ended as broken.
[[nodiscard]] ParseResult broken(const LevelLists& levels);
// Not a message of this venue.
[[nodiscard]] ParseResult unknown_kind(const Fields& fields);
[[nodiscard]] ParseResult not_of_kind(std::string_view expected, std::string_view found);

}  // namespace stom::venue
