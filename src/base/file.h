// Files as stom uses them: whole reads, read-only maps, and writes that either are complete under their name or do not
// exist (written aside, synced, renamed). All failures throw FileError with the path and the system's words.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace stom {

[[nodiscard]] std::string read_file(const std::filesystem::path& path);

// Replaces the file as a whole, or leaves the old one untouched.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

// A file being written aside; it appears under its name only at commit(). Destroyed without commit: nothing is left.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* data, std::size_t size);
  void commit();
  // Whole under its name, but a power cut may lose or damage it: for derived files that carry their own checksums.
  void commit_unsynced();
  [[nodiscard]] const std::filesystem::path& temporary_path() const { return temporary_; }

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

// Read-only memory map of a whole file; an empty file maps to an empty span.
class MappedFile {
 public:
  MappedFile() = default;
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// Exclusive advisory lock for the life of the object (flock); waits until it is free.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_ = -1;
};

void create_directories(const std::filesystem::path& path);

// $XDG_CACHE_HOME/stom or ~/.cache/stom; $STOM_CACHE overrides.
[[nodiscard]] std::filesystem::path default_cache_directory();

}  // namespace stom
