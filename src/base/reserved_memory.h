// Address space that becomes memory page by page, as it is first written: for arrays whose greatest size is known, whose usual size is
// not, and which must not move. Zero until written. Never in huge pages: those would make all of it memory at the first touch.
#pragma once

#include <cstddef>

namespace stom {

class ReservedMemory {
 public:
  ReservedMemory() = default;
  // Throws std::bad_alloc.
  explicit ReservedMemory(std::size_t bytes);
  ~ReservedMemory();
  ReservedMemory(ReservedMemory&& other) noexcept;
  ReservedMemory& operator=(ReservedMemory&& other) noexcept;

  [[nodiscard]] void* data() const { return data_; }  // on a page boundary; null: none
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace stom
