// A database file that is being made: removed again (with its journals) unless kept. A file that was there is left alone.
#pragma once

#include <filesystem>
#include <system_error>

namespace stom::store {

class NewFile {
 public:
  explicit NewFile(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code ignored;
    is_new_ = !std::filesystem::exists(path_, ignored);
  }
  ~NewFile() {
    if (!is_new_) return;
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::filesystem::remove(path_.string() + suffix, ignored);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  void keep() { is_new_ = false; }

 private:
  std::filesystem::path path_;
  bool is_new_ = false;
};

}  // namespace stom::store
