// Plain values in and out of a byte string, in this machine's byte order (cache files are not carried between machines;
// their headers name the order). Reading past the end makes the reader bad and gives zeros; callers look at ok() once.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace stom::store {

class ByteWriter {
 public:
  template <typename T>
    requires std::is_trivially_copyable_v<T>
  void put(const T& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_.append(text);
  }
  template <typename T>
  void put_array(std::span<const T> values) {
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  }
  void align(std::size_t to) { bytes_.append((to - bytes_.size() % to) % to, '\0'); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
    requires std::is_trivially_copyable_v<T>
  [[nodiscard]] T get() {
    T value{};
    if (take(sizeof value)) std::memcpy(&value, bytes_.data() + at_ - sizeof value, sizeof value);
    return value;
  }
  [[nodiscard]] std::string get_text() {
    const auto size = get<std::uint32_t>();
    return take(size) ? std::string(bytes_.substr(at_ - size, size)) : std::string();
  }
  // A count of items of at least `item_size` bytes each; what cannot fit makes the reader bad.
  [[nodiscard]] std::uint32_t get_count(std::size_t item_size) {
    const auto count = get<std::uint32_t>();
    if (ok_ && count <= (bytes_.size() - at_) / item_size) return count;
    ok_ = false;
    return 0;
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && at_ == bytes_.size(); }

 private:
  bool take(std::size_t size) {
    if (!ok_ || size > bytes_.size() - at_) return ok_ = false;
    at_ += size;
    return true;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace stom::store
