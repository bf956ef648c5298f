#include "base/secret_text.h"

#include <cstring>
#include <new>

#include <sodium.h>

namespace stom {

SecretText::SecretText(std::size_t size) : size_(size) {
  if (sodium_init() < 0) throw std::bad_alloc();
  if (size == 0) return;
  bytes_ = static_cast<char*>(sodium_malloc(size));
  if (bytes_ == nullptr) throw std::bad_alloc();
  sodium_memzero(bytes_, size);
}

SecretText::SecretText(std::string_view content) : SecretText(content.size()) {
  if (!content.empty()) std::memcpy(bytes_, content.data(), content.size());
}

SecretText::~SecretText() { clear(); }

SecretText::SecretText(SecretText&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  if (this == &other) return *this;
  clear();
  bytes_ = std::exchange(other.bytes_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

SecretText SecretText::take(std::string& source) {
  SecretText secret{std::string_view(source)};
  wipe(source);
  return secret;
}

bool SecretText::equals(std::string_view other) const {
  return size_ == other.size() && (size_ == 0 || sodium_memcmp(bytes_, other.data(), size_) == 0);
}

void SecretText::clear() {
  if (bytes_ != nullptr) sodium_free(bytes_);  // wipes
  bytes_ = nullptr;
  size_ = 0;
}

void wipe(std::string& text) {
  text.resize(text.capacity());
  if (!text.empty()) sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace stom
