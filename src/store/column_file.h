// The rows of one symbol on one day as a file of columns: what the column cache consists of.
//
// Layout: a header of 64-byte units (fields below, then one checksum per array: index first, then the schema columns), the
// index as int64[rows], each column as double[rows]; every array starts at a multiple of 64. Byte order is the machine's own.
// The header is covered by its own checksum, so a file is valid when the header is, its size is, and each array's checksum is.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/message.h"
#include "base/time.h"
#include "market/schema.h"

namespace stom::store {

// Raised when the layout below or the way in which rows are derived from the source changes: old caches are rebuilt.
inline constexpr std::uint32_t kCacheVersion = 1;

// Whose rows a file holds; a file under the wrong name is damaged.
struct DayIdentity {
  market::Market market{};
  market::Frame frame{};
  std::string code;
  TradingDay day = 0;
};

// A file's content in memory; one per worker, used again and again.
class DayImage {
 public:
  // `rows` is row-major with a schema's columns per row; keys ascending.
  void build(const DayIdentity& identity, std::span<const RowKey> keys, const double* rows);
  [[nodiscard]] std::uint64_t fingerprint() const { return fingerprint_; }      // of keys and values
  [[nodiscard]] std::uint64_t integer_columns() const { return integer_columns_; }  // bit k: column k holds integers below 2^53 only
  // True if the file at `path` has this very header; its arrays are checked when it is mapped.
  [[nodiscard]] bool is_at(const std::filesystem::path& path) const;
  void write(const std::filesystem::path& path) const;

 private:
  std::vector<double> buffer_;  // 64-byte units; grows only
  std::size_t offset_ = 0;      // of the first aligned byte
  std::size_t size_ = 0;
  std::size_t header_size_ = 0;
  std::uint64_t fingerprint_ = 0, integer_columns_ = 0;

  [[nodiscard]] std::byte* bytes();
  [[nodiscard]] const std::byte* bytes() const;
};

class DayFile {
 public:
  // Null and a problem if the file is absent, damaged, of another version, or not what is expected.
  [[nodiscard]] static std::shared_ptr<const DayFile> map(const std::filesystem::path& path, const DayIdentity& identity,
                                                          std::uint64_t fingerprint, bool verify_arrays, Message& problem);
  [[nodiscard]] std::span<const RowKey> index() const { return index_; }
  [[nodiscard]] const double* column(std::size_t k) const { return columns_[k]; }
  [[nodiscard]] std::size_t bytes() const { return file_.bytes().size(); }

 private:
  MappedFile file_;
  std::span<const RowKey> index_;
  std::vector<const double*> columns_;
};

}  // namespace stom::store
