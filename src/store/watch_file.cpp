#include "store/watch_file.h"

#include <algorithm>
#include <numeric>

#include "base/checksum.h"
#include "base/error.h"
#include "store/byte_stream.h"
#include "store/column_file.h"

namespace stom::store {
namespace {

constexpr std::uint64_t kMagic = 0x314843544d4f5453;  // "STOMTCH1"

struct Header {
  std::uint64_t magic = kMagic;
  std::uint32_t version = kCacheVersion;
  std::uint32_t codes = 0;
  std::uint64_t rows = 0, lists = 0, entries = 0;
};

template <typename T>
std::span<const T> take_array(std::span<const std::byte>& rest, std::uint64_t count) {
  const std::size_t size = count * sizeof(T);
  const std::span<const T> array(reinterpret_cast<const T*>(rest.data()), count);
  rest = rest.subspan(size);
  return array;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::uint64_t watch_fingerprint(std::string_view file) { return checksum(file.data(), file.size()); }

std::uint32_t WatchBuilder::code_id(std::string_view code) {
  const auto [entry, is_new] = code_ids_.try_emplace(std::string(code), static_cast<std::uint32_t>(codes_.size()));
  if (is_new) codes_.emplace_back(code);
  return entry->second;
}

std::uint32_t WatchBuilder::list_of(std::string_view text) {
  const auto [entry, is_new] = list_ids_.try_emplace(std::string(text), static_cast<std::uint32_t>(lists_.size()));
  if (is_new) {
    std::vector<std::uint32_t>& list = lists_.emplace_back();
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(';'), text.size());
      const std::string_view code = trimmed(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (code.empty()) continue;
      const std::uint32_t id = code_id(code);
      if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
    }
  }
  return entry->second;
}

void WatchBuilder::add(RowKey time, std::string_view codes) {
  std::uint32_t list = 0;
  if (!times_.empty() && times_.back() == time) {
    std::string both;
    for (const std::uint32_t id : lists_[list_of_row_.back()]) both += codes_[id] + ";";
    list_of_row_.back() = list_of(both.append(codes));
    return;
  }
  list = list_of(codes);
  times_.push_back(time);
  list_of_row_.push_back(list);
}

std::string WatchBuilder::build(const std::vector<bool>& keep) {
  if (!std::is_sorted(times_.begin(), times_.end(), std::less_equal<>())) {
    std::vector<std::size_t> order(times_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return times_[a] < times_[b]; });
    const std::vector<RowKey> times = std::move(times_);
    const std::vector<std::uint32_t> lists = std::move(list_of_row_);
    times_.clear();
    list_of_row_.clear();
    for (const std::size_t row : order) {
      std::string text;
      for (const std::uint32_t id : lists_[lists[row]]) text += codes_[id] + ";";
      add(times[row], text);
    }
  }
  // Names in ascending order, positions to match.
  std::vector<std::uint32_t> by_name;
  for (std::uint32_t id = 0; id < codes_.size(); ++id) {
    if (keep[id]) by_name.push_back(id);
  }
  std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) { return codes_[a] < codes_[b]; });
  std::vector<std::uint32_t> position(codes_.size());
  for (std::uint32_t k = 0; k < by_name.size(); ++k) position[by_name[k]] = k;

  // Lists numbered by first use, unused ones dropped: the same rows give the same bytes whatever way they came.
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> entries, list_of_row;
  std::vector<std::int64_t> number(lists_.size(), -1);
  for (const std::uint32_t list : list_of_row_) {
    if (number[list] < 0) {
      number[list] = static_cast<std::int64_t>(offsets.size()) - 1;
      for (const std::uint32_t id : lists_[list]) {
        if (keep[id]) entries.push_back(position[id]);
      }
      offsets.push_back(entries.size());
    }
    list_of_row.push_back(static_cast<std::uint32_t>(number[list]));
  }
  ByteWriter out;
  Header header;
  header.codes = static_cast<std::uint32_t>(by_name.size());
  header.rows = times_.size();
  header.lists = offsets.size() - 1;
  header.entries = entries.size();
  out.put(header);
  out.put_array(std::span<const RowKey>(times_));
  out.put_array(std::span<const std::uint64_t>(offsets));
  out.put_array(std::span<const std::uint32_t>(list_of_row));
  out.put_array(std::span<const std::uint32_t>(entries));
  for (const std::uint32_t id : by_name) out.put_text(codes_[id]);
  return out.bytes();
}

std::shared_ptr<const WatchFile> WatchFile::map(const std::filesystem::path& path, std::uint64_t fingerprint, Message& problem) {
  auto watch = std::make_shared<WatchFile>();
  try {
    watch->file_ = MappedFile(path);
  } catch (const FileError& error) {
    problem = error.text();
    return nullptr;
  }
  std::span<const std::byte> rest = watch->file_.bytes();
  Header header;
  // The checksum covers every byte, so that the counts within need no check of their own; sizes are looked at all the same.
  const bool whole = rest.size() >= sizeof header && checksum(rest.data(), rest.size()) == fingerprint;
  if (whole) std::memcpy(&header, rest.data(), sizeof header);
  const std::uint64_t limit = rest.size();
  if (!whole || header.magic != kMagic || header.version != kCacheVersion || header.rows > limit || header.lists > limit ||
      header.entries > limit ||
      sizeof header + header.rows * 12 + (header.lists + 1) * 8 + header.entries * 4 > limit) {
    problem = message("{}: 캐시의 관심종목 파일이 손상되었습니다.", "{}: the cache's watch list is damaged.", path.string());
    return nullptr;
  }
  rest = rest.subspan(sizeof header);
  watch->times_ = take_array<RowKey>(rest, header.rows);
  watch->offsets_ = take_array<std::uint64_t>(rest, header.lists + 1);
  watch->list_of_row_ = take_array<std::uint32_t>(rest, header.rows);
  watch->entries_ = take_array<std::uint32_t>(rest, header.entries);
  ByteReader names({reinterpret_cast<const char*>(rest.data()), rest.size()});
  for (std::uint32_t k = 0; k < header.codes; ++k) watch->codes_.push_back(names.get_text());
  if (!names.at_end()) {
    problem = message("{}: 캐시의 관심종목 파일이 손상되었습니다.", "{}: the cache's watch list is damaged.", path.string());
    return nullptr;
  }
  return watch;
}

}  // namespace stom::store
