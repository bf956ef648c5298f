// A secret in memory: its pages are locked (kept out of swap where the system allows it), bounded by guard pages, and wiped when the object
// goes. Never formatted, logged or compared in a way that tells by its time where two texts differ.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stom {

class SecretText {
 public:
  SecretText() = default;
  // Copies; wiping the source is the caller's affair (take() does it).
  explicit SecretText(std::string_view content);
  // `size` zero bytes to be filled through bytes().
  explicit SecretText(std::size_t size);
  ~SecretText();
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(SecretText&& other) noexcept;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;

  // Moves a text out of ordinary memory: the source is overwritten and empty afterwards.
  [[nodiscard]] static SecretText take(std::string& source);

  [[nodiscard]] std::string_view view() const { return {bytes_ == nullptr ? "" : bytes_, size_}; }
  [[nodiscard]] char* bytes() { return bytes_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  // In a time that depends on the lengths alone.
  [[nodiscard]] bool equals(std::string_view other) const;

 private:
  void clear();

  char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

// Overwrites a text in ordinary memory in a way that no compiler leaves out.
void wipe(std::string& text);

}  // namespace stom
