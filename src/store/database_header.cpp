#include <cstring>
#include <fstream>
#include <system_error>

#include "base/error.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

constexpr std::string_view kMagic{"SQLite format 3\0", 16};

std::uint32_t big_endian(const unsigned char* bytes, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

}  // namespace

DatabaseHeader read_database_header(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (!std::filesystem::exists(status)) {
    throw FileError(message("{}: 데이터베이스 파일이 없습니다.", "{}: there is no such database file.", name));
  }
  if (std::filesystem::is_directory(status)) {
    throw FileError(message("{}: 데이터베이스 파일이 아니라 폴더입니다.", "{}: is a folder, not a database file.", name));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw FileError(message("{}: 파일을 열지 못했습니다. 읽기 권한을 확인하세요.",
                            "{}: cannot open the file. Check that you may read it.", name));
  }
  unsigned char bytes[100] = {};
  file.read(reinterpret_cast<char*>(bytes), sizeof bytes);
  const auto got = file.gcount();
  if (got == 0) {
    throw DatabaseError(message("{}: 빈 파일입니다. SQLite 데이터베이스가 필요합니다.",
                                "{}: the file is empty; expected an SQLite database.", name));
  }
  if (got < 100 || std::memcmp(bytes, kMagic.data(), kMagic.size()) != 0) {
    throw DatabaseError(message("{}: SQLite 데이터베이스가 아닙니다.", "{}: is not an SQLite database.", name));
  }
  DatabaseHeader header;
  header.page_size = big_endian(bytes + 16, 2);
  if (header.page_size == 1) header.page_size = 65536;
  header.reserved = bytes[20];
  header.write_ahead = bytes[18] == 2;
  header.change_counter = big_endian(bytes + 24, 4);
  header.page_count = big_endian(bytes + 28, 4);
  header.schema_cookie = big_endian(bytes + 40, 4);
  const bool page_count_is_valid = header.change_counter == big_endian(bytes + 92, 4);
  if (!page_count_is_valid) header.page_count = 0;
  if (header.page_size < 512 || (header.page_size & (header.page_size - 1)) != 0 || header.page_size - header.reserved < 480) {
    throw DatabaseError(message("{}: 손상된 데이터베이스입니다 (페이지 크기 {}).",
                                "{}: the database is damaged (page size {}).", name, header.page_size));
  }
  const std::uint64_t expected = static_cast<std::uint64_t>(header.page_size) * header.page_count;
  const std::uint64_t size = std::filesystem::file_size(path, code);
  // A write-ahead log may hold pages that the file itself does not have yet.
  if (!code && size < expected && !header.write_ahead) {
    throw DatabaseError(message("{}: 잘린 데이터베이스입니다. {} 바이트여야 하는데 {} 바이트입니다. 다시 복사하세요.",
                                "{}: the database is truncated: expected {} bytes, got {}. Copy it again.", name, expected, size));
  }
  return header;
}

}  // namespace stom::store
