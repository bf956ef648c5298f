// Values of messages as bytes (msgpack) and back. Only data: nothing that is read can name a type or run code. A message is
// an array of its fields in their declared order, so a field may be appended at any time: an older reader leaves it out,
// a newer reader keeps its default. Reading checks every kind and range and throws DataError with the field's name.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace stom::bus {

using SettingValue = std::variant<bool, std::int64_t, double, std::string>;

class PackWriter {
 public:
  void array(std::size_t size);
  void map(std::size_t size);
  void boolean(bool value);
  void integer(std::int64_t value);
  void natural(std::uint64_t value);
  void real(double value);
  void text(std::string_view value);
  void reals(const std::vector<double>& values);  // one block of little-endian doubles
  void nothing();
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  template <typename T>
  void put(std::uint8_t tag, T value);
};

// A value inside received bytes; valid while its PackDocument and the bytes live.
class PackValue {
 public:
  PackValue(const void* nodes, std::size_t index) : nodes_(nodes), index_(index) {}
  [[nodiscard]] bool is_nothing() const;
  [[nodiscard]] bool boolean(std::string_view field) const;
  [[nodiscard]] std::int64_t integer(std::string_view field) const;
  [[nodiscard]] std::uint64_t natural(std::string_view field) const;
  [[nodiscard]] double real(std::string_view field) const;
  [[nodiscard]] std::string text(std::string_view field) const;
  [[nodiscard]] std::vector<double> reals(std::string_view field) const;
  [[nodiscard]] std::size_t array_size(std::string_view field) const;
  [[nodiscard]] PackValue element(std::size_t index) const;
  [[nodiscard]] std::size_t map_size(std::string_view field) const;
  [[nodiscard]] PackValue map_key(std::size_t index) const;
  [[nodiscard]] PackValue map_value(std::size_t index) const;
  [[nodiscard]] SettingValue setting(std::string_view field) const;

 private:
  const void* nodes_;
  std::size_t index_;
};

class PackDocument {
 public:
  // Throws DataError when the bytes are not exactly one value.
  explicit PackDocument(std::string_view bytes);
  ~PackDocument();
  PackDocument(const PackDocument&) = delete;
  PackDocument& operator=(const PackDocument&) = delete;
  [[nodiscard]] PackValue root() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::bus
