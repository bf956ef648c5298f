// Reading compressed input as plain text: .gz, .xz, .zip (first file), or plain, told apart by their first bytes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace stom {

// Streams the decompressed bytes of a file; memory stays bounded whatever the size. Damaged data throws DataError.
class DecompressedFile {
 public:
  explicit DecompressedFile(const std::filesystem::path& path);
  ~DecompressedFile();
  DecompressedFile(DecompressedFile&&) noexcept;
  DecompressedFile& operator=(DecompressedFile&&) noexcept;

  // Next line without its end (\n or \r\n); false at the end. The view lives until the next call.
  bool next_line(std::string_view& line);
  // All the rest.
  [[nodiscard]] std::string read_rest();
  // Compressed bytes consumed so far and in all, for progress.
  [[nodiscard]] std::uint64_t consumed() const;
  [[nodiscard]] std::uint64_t size() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Unpacks a .xz file; the result appears only when whole.
void unpack_xz(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace stom
