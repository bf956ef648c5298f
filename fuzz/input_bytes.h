// Numbers and pieces of a fuzz input, one after the other; zero and empty behind its end.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace stom::fuzz {

class InputBytes {
 public:
  InputBytes(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  template <typename T>
  [[nodiscard]] T number() {
    T value{};
    const std::string_view bytes = piece(sizeof value);
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), bytes.size());
    return value;
  }
  [[nodiscard]] std::string_view piece(std::size_t size) {
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(out.size());
    return out;
  }

 private:
  std::string_view rest_;
};

}  // namespace stom::fuzz
