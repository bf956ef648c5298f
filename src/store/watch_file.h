// The watch list (moneytop) as a file of the column cache: times ascending and distinct, equal lists stored once.
// Building: rows in any order; rows of the same time are united, as adding the same day twice would make them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/file.h"
#include "base/message.h"
#include "base/time.h"

namespace stom::store {

class WatchBuilder {
 public:
  // Codes joined by ';'; empty ones and repetitions are dropped.
  void add(RowKey time, std::string_view codes);
  // Names of all codes so far, to decide which of them are of the market asked for.
  [[nodiscard]] const std::vector<std::string>& codes() const { return codes_; }
  // The file's bytes; codes for which keep is false are left out of every list.
  [[nodiscard]] std::string build(const std::vector<bool>& keep);

 private:
  std::uint32_t list_of(std::string_view text);
  std::uint32_t code_id(std::string_view code);

  std::vector<RowKey> times_;
  std::vector<std::uint32_t> list_of_row_;
  std::vector<std::vector<std::uint32_t>> lists_;
  std::unordered_map<std::string, std::uint32_t> list_ids_;
  std::vector<std::string> codes_;
  std::unordered_map<std::string, std::uint32_t> code_ids_;
};

class WatchFile {
 public:
  // Null and a problem if the file is absent, damaged, or its content is not the expected one.
  [[nodiscard]] static std::shared_ptr<const WatchFile> map(const std::filesystem::path& path, std::uint64_t fingerprint, Message& problem);

  [[nodiscard]] std::span<const RowKey> times() const { return times_; }
  [[nodiscard]] std::uint32_t list_of_row(std::size_t row) const { return list_of_row_[row]; }
  [[nodiscard]] std::size_t lists() const { return offsets_.size() - 1; }
  [[nodiscard]] std::span<const std::uint32_t> list(std::uint32_t id) const {
    return entries_.subspan(offsets_[id], offsets_[id + 1] - offsets_[id]);
  }
  [[nodiscard]] const std::vector<std::string>& codes() const { return codes_; }  // ascending

 private:
  MappedFile file_;
  std::span<const RowKey> times_;
  std::span<const std::uint64_t> offsets_;
  std::span<const std::uint32_t> list_of_row_, entries_;
  std::vector<std::string> codes_;
};

// What identifies a watch list's content; also the checksum of the file.
[[nodiscard]] std::uint64_t watch_fingerprint(std::string_view file);

}  // namespace stom::store
