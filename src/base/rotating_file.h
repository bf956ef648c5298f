// A text file that grows up to a size and then becomes NAME.1, the one before it NAME.2 …: what is older goes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace stom {

class RotatingFile {
 public:
  // Rights 0600; appends to what is there.
  RotatingFile(std::filesystem::path path, std::uint64_t most_bytes, int kept);
  ~RotatingFile();
  RotatingFile(RotatingFile&& other) noexcept;
  RotatingFile& operator=(RotatingFile&&) = delete;

  // False when the disk did not take it all; the next line is tried again.
  bool append(std::string_view line);
  [[nodiscard]] std::filesystem::path rotated(int number) const;

 private:
  std::filesystem::path path_;
  std::uint64_t most_bytes_, size_ = 0;
  int kept_;
  int descriptor_ = -1;
  void open();
  void rotate();
};

}  // namespace stom
