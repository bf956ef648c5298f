#include "store/cache_manifest.h"

#include <algorithm>
#include <fstream>

#include "base/checksum.h"
#include "base/error.h"
#include "base/file.h"
#include "store/byte_stream.h"
#include "store/column_file.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

constexpr std::uint64_t kMagic = 0x314e414d4d4f5453;  // "STOMMAN1"

std::int64_t modified_time(const std::filesystem::path& path) {
  std::error_code code;
  const auto time = std::filesystem::last_write_time(path, code);
  return code ? 0 : static_cast<std::int64_t>(time.time_since_epoch().count());
}

}  // namespace

SourceStamp stamp_of(const std::filesystem::path& database) {
  const DatabaseHeader header = read_database_header(database);
  SourceStamp stamp;
  std::error_code code;
  stamp.size = std::filesystem::file_size(database, code);
  stamp.modified = modified_time(database);
  stamp.change_counter = header.change_counter;
  stamp.schema_cookie = header.schema_cookie;
  const std::filesystem::path log = database.string() + "-wal";
  const std::uint64_t log_size = std::filesystem::file_size(log, code);
  if (!code && log_size > 0) {
    char salt[32] = {};
    std::ifstream file(log, std::ios::binary);
    file.read(salt, sizeof salt);
    const std::int64_t modified = modified_time(log);
    stamp.log = checksum(salt, sizeof salt, log_size ^ checksum(&modified, sizeof modified));
  }
  return stamp;
}

const CachedCode* CacheManifest::find(std::string_view code) const {
  const auto found = std::lower_bound(codes.begin(), codes.end(), code, [](const CachedCode& entry, std::string_view wanted) { return entry.code < wanted; });
  return found != codes.end() && found->code == code ? &*found : nullptr;
}

std::uint64_t CacheManifest::rows() const {
  std::uint64_t total = 0;
  for (const CachedCode& code : codes) {
    for (const CachedDay& day : code.days) total += day.rows;
  }
  return total;
}

void write_manifest(const std::filesystem::path& path, const CacheManifest& manifest) {
  ByteWriter out;
  out.put(kMagic);
  out.put(kCacheVersion);
  out.put(manifest.market);
  out.put(manifest.frame);
  out.put_text(manifest.source);
  out.put(manifest.stamp.size);
  out.put(manifest.stamp.modified);
  out.put(manifest.stamp.change_counter);
  out.put(manifest.stamp.schema_cookie);
  out.put(manifest.stamp.log);
  out.put(manifest.fingerprint);
  out.put(manifest.watch_fingerprint);
  out.put(manifest.synthetic_book);
  out.put(manifest.synthetic_rows);
  out.put(static_cast<std::uint32_t>(manifest.notices.size()));
  for (const Message& notice : manifest.notices) {
    out.put_text(notice.ko);
    out.put_text(notice.en);
  }
  out.put(static_cast<std::uint32_t>(manifest.codes.size()));
  for (const CachedCode& code : manifest.codes) {
    out.put_text(code.code);
    out.put_text(code.name);
    out.put(static_cast<std::uint32_t>(code.days.size()));
    out.put_array(std::span<const CachedDay>(code.days));
  }
  const std::uint64_t sum = checksum(out.bytes().data(), out.bytes().size());
  out.put(sum);
  write_file_atomically(path, out.bytes());
}

std::optional<CacheManifest> read_manifest(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(path, code)) return std::nullopt;
  const std::string bytes = read_file(path);
  std::uint64_t sum = 0;
  if (bytes.size() < sizeof sum) return std::nullopt;
  const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - sizeof sum);
  std::memcpy(&sum, bytes.data() + content.size(), sizeof sum);
  if (sum != checksum(content.data(), content.size())) return std::nullopt;
  ByteReader in(content);
  if (in.get<std::uint64_t>() != kMagic || in.get<std::uint32_t>() != kCacheVersion) return std::nullopt;
  CacheManifest manifest;
  manifest.market = in.get<market::Market>();
  manifest.frame = in.get<market::Frame>();
  manifest.source = in.get_text();
  manifest.stamp.size = in.get<std::uint64_t>();
  manifest.stamp.modified = in.get<std::int64_t>();
  manifest.stamp.change_counter = in.get<std::uint32_t>();
  manifest.stamp.schema_cookie = in.get<std::uint32_t>();
  manifest.stamp.log = in.get<std::uint64_t>();
  manifest.fingerprint = in.get<std::uint64_t>();
  manifest.watch_fingerprint = in.get<std::uint64_t>();
  manifest.synthetic_book = in.get<bool>();
  manifest.synthetic_rows = in.get<bool>();
  const auto notices = in.get_count(8);
  for (std::uint32_t i = 0; i < notices; ++i) {
    Message notice;
    notice.ko = in.get_text();
    notice.en = in.get_text();
    manifest.notices.push_back(std::move(notice));
  }
  const auto codes = in.get_count(12);
  for (std::uint32_t i = 0; i < codes; ++i) {
    CachedCode& entry = manifest.codes.emplace_back();
    entry.code = in.get_text();
    entry.name = in.get_text();
    entry.days.resize(in.get_count(sizeof(CachedDay)));
    for (CachedDay& day : entry.days) day = in.get<CachedDay>();
  }
  if (!in.at_end()) return std::nullopt;
  return manifest;
}

}  // namespace stom::store
