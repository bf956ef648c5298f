#include "store/column_file.h"

#include <cmath>
#include <cstring>
#include <fstream>

#include "base/checksum.h"
#include "base/error.h"

namespace stom::store {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::uint64_t kMagic = 0x314c4f434d4f5453;  // "STOMCOL1" as little-endian bytes
constexpr std::uint32_t kByteOrder = 0x01020304;

struct Header {
  std::uint64_t magic = kMagic;
  std::uint32_t version = kCacheVersion;
  std::uint32_t byte_order = kByteOrder;
  std::uint32_t market = 0;
  std::uint32_t frame = 0;
  std::uint32_t columns = 0;
  std::int32_t day = 0;
  std::uint64_t rows = 0;
  std::uint64_t code = 0;  // checksum of the code's text
  std::uint64_t file_size = 0;
  std::uint64_t fingerprint = 0;
};
static_assert(sizeof(Header) == 64);

constexpr std::size_t aligned(std::size_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

// Header, one checksum per array, the header's own checksum.
constexpr std::size_t header_size(std::size_t columns) { return aligned(sizeof(Header) + (columns + 2) * sizeof(std::uint64_t)); }
constexpr std::size_t array_size(std::size_t rows) { return aligned(rows * sizeof(double)); }

Header make_header(const DayIdentity& identity, std::size_t rows) {
  Header header;
  header.market = static_cast<std::uint32_t>(identity.market);
  header.frame = static_cast<std::uint32_t>(identity.frame);
  header.columns = static_cast<std::uint32_t>(market::schema(identity.market, identity.frame).size());
  header.day = identity.day;
  header.rows = rows;
  header.code = checksum(identity.code.data(), identity.code.size());
  header.file_size = header_size(header.columns) + (header.columns + 1) * array_size(rows);
  return header;
}

// Columns are gathered some at a time, so that the rows' cache lines are used while they are near.
constexpr std::size_t kTile = 8;

void transpose(const double* rows, std::size_t count, std::size_t columns, std::byte* arrays, std::size_t stride) {
  for (std::size_t first = 0; first < count; first += kTile) {
    const std::size_t last = std::min(count, first + kTile);
    for (std::size_t k = 0; k < columns; ++k) {
      double* const column = reinterpret_cast<double*>(arrays + k * stride);
      for (std::size_t r = first; r < last; ++r) column[r] = rows[r * columns + k];
    }
  }
}

// Above 2^52 every double is an integer; below, adding and taking away 2^52 rounds to one.
bool all_integers(const double* values, std::size_t count) {
  constexpr double kWhole = 4503599627370496.0;  // 2^52
  constexpr std::size_t kBlock = 512;
  for (std::size_t first = 0; first < count; first += kBlock) {
    const std::size_t last = std::min(count, first + kBlock);
    int broken = 0;
    for (std::size_t i = first; i < last; ++i) {
      const double magnitude = std::fabs(values[i]);
      const double rounded = (magnitude + kWhole) - kWhole;
      broken |= static_cast<int>(!(magnitude < 2 * kWhole)) | (static_cast<int>(magnitude < kWhole) & static_cast<int>(rounded != magnitude));
    }
    if (broken != 0) return false;
  }
  return true;
}

}  // namespace

std::byte* DayImage::bytes() { return reinterpret_cast<std::byte*>(buffer_.data()) + offset_; }
const std::byte* DayImage::bytes() const { return reinterpret_cast<const std::byte*>(buffer_.data()) + offset_; }

void DayImage::build(const DayIdentity& identity, std::span<const RowKey> keys, const double* rows) {
  Header header = make_header(identity, keys.size());
  const std::size_t columns = header.columns;
  header_size_ = header_size(columns);
  size_ = header.file_size;
  if (buffer_.size() * sizeof(double) < size_ + kAlignment) buffer_.resize((size_ + kAlignment) / sizeof(double) + 1);
  offset_ = (kAlignment - reinterpret_cast<std::uintptr_t>(buffer_.data()) % kAlignment) % kAlignment;

  std::byte* const arrays = bytes() + header_size_;
  const std::size_t stride = array_size(keys.size());
  const std::size_t used = keys.size_bytes();
  for (std::size_t k = 0; k <= columns; ++k) std::memset(arrays + k * stride + used, 0, stride - used);
  std::memcpy(arrays, keys.data(), used);
  transpose(rows, keys.size(), columns, arrays + stride, stride);

  std::vector<std::uint64_t> sums(columns + 2);
  integer_columns_ = 0;
  for (std::size_t k = 0; k <= columns; ++k) {
    sums[k] = checksum(arrays + k * stride, used);
    if (k > 0 && all_integers(reinterpret_cast<const double*>(arrays + k * stride), keys.size())) integer_columns_ |= std::uint64_t{1} << (k - 1);
  }
  fingerprint_ = checksum(sums.data(), (columns + 1) * sizeof(std::uint64_t), keys.size());
  header.fingerprint = fingerprint_;
  std::memset(bytes(), 0, header_size_);
  std::memcpy(bytes(), &header, sizeof header);
  std::memcpy(bytes() + sizeof header, sums.data(), (columns + 1) * sizeof(std::uint64_t));
  const std::uint64_t own = checksum(bytes(), header_size_ - sizeof(std::uint64_t));
  std::memcpy(bytes() + header_size_ - sizeof own, &own, sizeof own);
}

bool DayImage::is_at(const std::filesystem::path& path) const {
  std::error_code code;
  if (std::filesystem::file_size(path, code) != size_ || code) return false;
  std::ifstream file(path, std::ios::binary);
  std::string header(header_size_, '\0');
  return file.read(header.data(), static_cast<std::streamsize>(header.size())) && std::memcmp(header.data(), bytes(), header.size()) == 0;
}

void DayImage::write(const std::filesystem::path& path) const {
  AtomicFile file(path);
  file.write(bytes(), size_);
  file.commit_unsynced();
}

std::shared_ptr<const DayFile> DayFile::map(const std::filesystem::path& path, const DayIdentity& identity, std::uint64_t fingerprint,
                                            bool verify_arrays, Message& problem) {
  auto file = std::make_shared<DayFile>();
  try {
    file->file_ = MappedFile(path);
  } catch (const FileError& error) {
    problem = error.text();
    return nullptr;
  }
  const std::span<const std::byte> bytes = file->file_.bytes();
  Header header;
  const std::string name = path.string();
  if (bytes.size() < sizeof header) {
    problem = message("{}: 캐시 파일이 잘렸습니다.", "{}: the cache file is truncated.", name);
    return nullptr;
  }
  std::memcpy(&header, bytes.data(), sizeof header);
  Header expected = make_header(identity, header.rows <= bytes.size() ? header.rows : 0);
  expected.fingerprint = fingerprint;
  const std::size_t head = header_size(expected.columns);
  if (std::memcmp(&header, &expected, sizeof header) != 0) {
    problem = message("{}: 캐시 파일의 머리말이 기대와 다릅니다.", "{}: the cache file's header is not the expected one.", name);
    return nullptr;
  }
  if (bytes.size() != header.file_size) {
    problem = message("{}: 캐시 파일이 {} 바이트여야 하는데 {} 바이트입니다.", "{}: the cache file should have {} bytes, it has {}.", name,
                      header.file_size, bytes.size());
    return nullptr;
  }
  std::uint64_t own = 0;
  std::memcpy(&own, bytes.data() + head - sizeof own, sizeof own);
  if (own != checksum(bytes.data(), head - sizeof own)) {
    problem = message("{}: 캐시 파일의 머리말이 손상되었습니다.", "{}: the cache file's header is damaged.", name);
    return nullptr;
  }
  const std::byte* const arrays = bytes.data() + head;
  const std::size_t stride = array_size(header.rows);
  for (std::size_t k = 0; verify_arrays && k <= header.columns; ++k) {
    std::uint64_t sum = 0;
    std::memcpy(&sum, bytes.data() + sizeof header + k * sizeof sum, sizeof sum);
    if (sum == checksum(arrays + k * stride, header.rows * sizeof(double))) continue;
    const auto fields = market::schema(identity.market, identity.frame);
    problem = message("{}: 칼럼 {} 의 검사합이 맞지 않습니다.", "{}: the checksum of column {} does not match.", name,
                      k == 0 ? market::kIndexColumn : market::field_name(fields[k - 1], identity.frame));
    return nullptr;
  }
  file->index_ = {reinterpret_cast<const RowKey*>(arrays), header.rows};
  for (std::size_t k = 1; k <= header.columns; ++k) file->columns_.push_back(reinterpret_cast<const double*>(arrays + k * stride));
  return file;
}

}  // namespace stom::store
