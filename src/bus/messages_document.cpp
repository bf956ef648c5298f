#include "bus/all_messages.h"
#include "bus/channel.h"

namespace stom::bus {
namespace {

template <typename T>
std::string kind_of();

template <typename T>
std::string parts_of() {
  std::string out;
  T value;
  T::fields(value, [&out](std::string_view name, const auto&, std::string_view = {}) {
    out += fmt::format("{}{}", out.empty() ? "" : ", ", name);
  });
  return "(" + out + ")";
}

template <typename T>
std::string kind_of() {
  if constexpr (std::is_same_v<T, bool>) return "truth value";
  else if constexpr (std::is_enum_v<T>) return fmt::format("choice of {}", enum_count(T{}));
  else if constexpr (std::is_floating_point_v<T>) return "number";
  else if constexpr (std::is_integral_v<T>) return fmt::format("{}{}", std::is_signed_v<T> ? "i" : "u", sizeof(T) * 8);
  else if constexpr (std::is_same_v<T, std::string>) return "text";
  else if constexpr (std::is_same_v<T, SettingValue>) return "truth value, i64, number or text";
  else if constexpr (std::is_same_v<T, std::vector<double>>) return "numbers";
  else if constexpr (detail::IsOptional<T>::value) return kind_of<typename T::value_type>() + " or nothing";
  else if constexpr (detail::IsVector<T>::value) return "list of " + kind_of<typename T::value_type>();
  else if constexpr (detail::IsMap<T>::value) return "map from text to " + kind_of<typename T::mapped_type>();
  else return parts_of<T>();
}

std::string carriers(MessageType type) {
  std::string out;
  for (const Channel& channel : all_channels()) {
    if (channel.carries(type)) out += fmt::format("{}{}", out.empty() ? "" : ", ", channel.name);
  }
  return out.empty() ? "requests" : out;
}

constexpr std::string_view kHead = R"(# Channels and messages

<!-- Written by `stom bus messages` from src/bus/channel.cpp and src/bus/messages/: change it there. -->

A message is an envelope of 48 bytes (little-endian: magic u32 "STOM", version u16, type u16, stream u16, source u16, session u64,
sequence u64, correlation u64, sent i64 in µs since 1970, length u32) and a msgpack array of its fields in the order below. Blocks of
numbers are little-endian doubles. Appended fields keep the version; a reader refuses a version newer than its own. What a channel promises
and what a gap means: [processes.md](processes.md).

## Channels

A channel may exist several times, one a market or a worker: `cstg.3`. Topics have one sender and are heard by those who asked for the
topic. When full: *block*: the sender waits up to its limit and is then told; *alarm*: the sender is told at once; *conflate*: the newest of every
key waits at the sender; *drop oldest*: log lines only, counted. No order, fill or row is ever dropped silently.

| channel | kind | senders | receiver | waiting at most | when full |
| --- | --- | --- | --- | --- | --- |
)";

}  // namespace

std::string messages_document() {
  std::string out(kHead);
  for (const Channel& channel : all_channels()) {
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", channel.name, channel.pattern == Pattern::kQueue ? "queue" : "topics",
                       channel.senders, channel.receiver, channel.high_water_mark, name(channel.when_full));
  }
  out += "\n## Messages\n";
  visit_messages([&out](const auto& value) {
    using M = std::decay_t<decltype(value)>;
    const MessageFacts& facts = M::kFacts;
    out += fmt::format("\n### {} ({}, version {})\n\n{}. Travels on: {}.\n", facts.name, static_cast<unsigned>(facts.type), facts.version,
                       facts.meaning, carriers(facts.type));
    detail::CountFields counter;
    M::fields(value, counter);
    if (counter.count == 0) return;
    out += "\n| field | kind | meaning |\n| --- | --- | --- |\n";
    M::fields(value, [&out](std::string_view name, const auto& field, std::string_view meaning = {}) {
      out += fmt::format("| {} | {} | {} |\n", name, kind_of<std::decay_t<decltype(field)>>(), meaning);
    });
  });
  return out;
}

}  // namespace stom::bus
