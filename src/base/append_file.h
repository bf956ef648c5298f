// A file that only grows, for records that must survive kills and power cuts. What append() took is in the file whole; what it refused left
// nothing behind: a part that the disk took is cut off again, at the latest before the next append. One process has it open at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace stom {

class AppendFile {
 public:
  // Opens or makes it; a new file's name is on disk before this returns. Throws FileError, also when another process has it open.
  explicit AppendFile(std::filesystem::path path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  // With `synced`, on disk before it returns (and everything appended before). Throws FileError: then nothing was appended.
  void append(std::string_view bytes, bool synced);
  // Throws away everything from `size` on. On disk before it returns.
  void cut(std::uint64_t size);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::uint64_t size_ = 0;     // of what was appended whole
  bool has_remains_ = false;   // bytes behind size_ that could not be cut off yet
  int descriptor_ = -1;
};

// The names in a folder are on disk: after a file was made or renamed in it.
void sync_folder(const std::filesystem::path& folder);

}  // namespace stom
