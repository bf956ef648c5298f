// What a message is: a struct with facts (type number, version, name) and a list of fields. Everything else follows from
// that list: the bytes, the reading, the table in docs/concepts/messages.md.
//
//   struct ClockTick {
//     std::int64_t utc_micros = 0;
//     static constexpr MessageFacts kFacts{MessageType::kClockTick, 1, "ClockTick", "one second has passed"};
//     template <typename Self, typename Visit>
//     static void fields(Self& self, Visit&& visit) {
//       visit("utc", self.utc_micros, "µs since 1970");
//     }
//   };
//
// Appending a field keeps the version. A change of meaning raises it: a reader refuses a version that is newer than its own
// with a clear error, and must read all older ones. Type numbers are never used twice.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.h"
#include "bus/codec.h"
#include "bus/message_type.h"

namespace stom::bus {

struct MessageFacts {
  MessageType type;
  std::uint16_t version;
  const char* name;
  const char* meaning;
};

[[noreturn]] inline void refuse_newer_version(const MessageFacts& facts, unsigned version) {
  throw DataError(message("{} 메시지의 버전 {} 은(는) 이 프로그램이 아는 버전 {} 보다 새것입니다. 모든 역할을 같은 버전의 stom으로 실행하십시오.",
                          "Message {} has version {}, newer than the version {} that this program knows. Run all roles with the same stom.",
                          std::string_view(facts.name), version, facts.version));
}

// An enumeration in a message says how many values it has: constexpr unsigned enum_count(E) beside it.
namespace detail {

template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};
template <typename T>
struct IsMap : std::false_type {};
template <typename T>
struct IsMap<std::map<std::string, T>> : std::true_type {};
template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

struct CountFields {
  std::size_t count = 0;
  template <typename T>
  void operator()(std::string_view, const T&, std::string_view = {}) { ++count; }
};

}  // namespace detail

template <typename T>
void pack_fields(PackWriter& writer, const T& value);
template <typename T>
void unpack_fields(const PackValue& source, std::string_view name, T& value);

template <typename T>
void pack(PackWriter& writer, const T& value) {
  if constexpr (std::is_same_v<T, bool>) writer.boolean(value);
  else if constexpr (std::is_enum_v<T>) writer.natural(static_cast<std::uint64_t>(value));
  else if constexpr (std::is_floating_point_v<T>) writer.real(value);
  else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) writer.integer(value);
  else if constexpr (std::is_integral_v<T>) writer.natural(value);
  else if constexpr (std::is_same_v<T, std::string>) writer.text(value);
  else if constexpr (std::is_same_v<T, std::vector<double>>) writer.reals(value);
  else if constexpr (std::is_same_v<T, SettingValue>) std::visit([&](const auto& held) { pack(writer, held); }, value);
  else if constexpr (detail::IsOptional<T>::value) {
    if (value) pack(writer, *value);
    else writer.nothing();
  } else if constexpr (detail::IsVector<T>::value) {
    writer.array(value.size());
    for (const auto& element : value) pack(writer, element);
  } else if constexpr (detail::IsMap<T>::value) {
    writer.map(value.size());
    for (const auto& [key, element] : value) {
      writer.text(key);
      pack(writer, element);
    }
  } else {
    pack_fields(writer, value);
  }
}

template <typename T>
void unpack(const PackValue& source, std::string_view field, T& value) {
  const auto out_of_range = [field] {
    throw DataError(message("메시지 필드 {}: 값이 범위를 벗어났습니다.", "message field {}: the value is out of range.", field));
  };
  if constexpr (std::is_same_v<T, bool>) value = source.boolean(field);
  else if constexpr (std::is_enum_v<T>) {
    const std::uint64_t number = source.natural(field);
    if (number >= enum_count(T{})) out_of_range();
    value = static_cast<T>(number);
  } else if constexpr (std::is_floating_point_v<T>) value = source.real(field);
  else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
    const std::int64_t number = source.integer(field);
    value = static_cast<T>(number);
    if (value != number) out_of_range();
  } else if constexpr (std::is_integral_v<T>) {
    const std::uint64_t number = source.natural(field);
    value = static_cast<T>(number);
    if (value != number) out_of_range();
  } else if constexpr (std::is_same_v<T, std::string>) value = source.text(field);
  else if constexpr (std::is_same_v<T, std::vector<double>>) value = source.reals(field);
  else if constexpr (std::is_same_v<T, SettingValue>) value = source.setting(field);
  else if constexpr (detail::IsOptional<T>::value) {
    value.reset();
    if (!source.is_nothing()) unpack(source, field, value.emplace());
  } else if constexpr (detail::IsVector<T>::value) {
    value.assign(source.array_size(field), {});
    for (std::size_t i = 0; i < value.size(); ++i) {
      typename T::value_type element{};  // vector<bool> has no references
      unpack(source.element(i), field, element);
      value[i] = std::move(element);
    }
  } else if constexpr (detail::IsMap<T>::value) {
    value.clear();
    const std::size_t size = source.map_size(field);
    for (std::size_t i = 0; i < size; ++i) unpack(source.map_value(i), field, value[source.map_key(i).text(field)]);
  } else {
    unpack_fields(source, field, value);
  }
}

template <typename T>
void pack_fields(PackWriter& writer, const T& value) {
  detail::CountFields counter;
  T::fields(value, counter);
  writer.array(counter.count);
  T::fields(value, [&writer](std::string_view, const auto& field, std::string_view = {}) { pack(writer, field); });
}

template <typename T>
void unpack_fields(const PackValue& source, std::string_view name, T& value) {
  const std::size_t size = source.array_size(name);
  std::size_t next = 0;
  T::fields(value, [&](std::string_view field, auto& target, std::string_view = {}) {
    if (next < size) unpack(source.element(next), field, target);
    ++next;
  });
}

template <typename M>
[[nodiscard]] std::string encode(const M& value) {
  PackWriter writer;
  pack_fields(writer, value);
  return writer.take();
}

// `version` as the envelope says.
template <typename M>
[[nodiscard]] M decode(std::string_view bytes, unsigned version = M::kFacts.version) {
  if (version > M::kFacts.version) refuse_newer_version(M::kFacts, version);
  const PackDocument document(bytes);
  M value;
  unpack_fields(document.root(), M::kFacts.name, value);
  return value;
}

}  // namespace stom::bus
