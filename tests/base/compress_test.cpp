#include "base/compress.h"

#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>
#include <lzma.h>
#include <zip.h>
#include <zlib.h>

#include "base/error.h"
#include "base/file.h"

namespace stom {
namespace {

std::filesystem::path temporary(const std::string& name) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return std::filesystem::path(testing::TempDir()) / (std::string("compress_") + std::to_string(test->line()) + "_" + name);
}

std::filesystem::path write_plain(const std::string& name, std::string_view content) {
  const std::filesystem::path path = temporary(name);
  std::ofstream(path, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  return path;
}

std::filesystem::path write_gzip(const std::string& name, const std::string& content, const char* mode = "wb") {
  const std::filesystem::path path = temporary(name);
  gzFile file = ::gzopen(path.c_str(), mode);
  EXPECT_EQ(::gzwrite(file, content.data(), static_cast<unsigned>(content.size())), static_cast<int>(content.size()));
  ::gzclose(file);
  return path;
}

std::string xz_bytes(const std::string& content) {
  std::string packed(content.size() + 1024, '\0');
  std::size_t used = 0;
  EXPECT_EQ(::lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(content.data()),
                                      content.size(), reinterpret_cast<std::uint8_t*>(packed.data()), &used, packed.size()),
            LZMA_OK);
  packed.resize(used);
  return packed;
}

std::filesystem::path write_zip(const std::string& name, const std::vector<std::pair<std::string, std::string>>& entries) {
  const std::filesystem::path path = temporary(name);
  std::filesystem::remove(path);
  int error = 0;
  zip_t* archive = ::zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const auto& [entry, content] : entries) {
    if (entry.ends_with('/')) {
      ::zip_dir_add(archive, entry.c_str(), 0);
      continue;
    }
    zip_source_t* source = ::zip_source_buffer(archive, content.data(), content.size(), 0);
    ::zip_file_add(archive, entry.c_str(), source, 0);
  }
  EXPECT_EQ(::zip_close(archive), 0);
  return path;
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  DecompressedFile file(path);
  std::vector<std::string> lines;
  std::string_view line;
  while (file.next_line(line)) lines.emplace_back(line);
  EXPECT_EQ(file.consumed(), file.size());
  return lines;
}

std::string many_lines() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "row " + std::to_string(i * 7919 % 100'003) + "\n";
  return text;
}

void cut_file(const std::filesystem::path& path, double share) {
  std::filesystem::resize_file(path, static_cast<std::uintmax_t>(static_cast<double>(std::filesystem::file_size(path)) * share));
}

TEST(Compress, PlainTextGivesItsLinesWithoutTheirEnds) {
  EXPECT_EQ(lines_of(write_plain("a.txt", "one\r\ntwo\n\nfour")), (std::vector<std::string>{"one", "two", "", "four"}));
}

TEST(Compress, AnEmptyFileHasNoLine) { EXPECT_TRUE(lines_of(write_plain("empty", "")).empty()); }

TEST(Compress, EveryKindOfPackingGivesTheSameText) {
  const std::string text = many_lines();
  EXPECT_EQ(DecompressedFile(write_plain("a.txt", text)).read_rest(), text);
  EXPECT_EQ(DecompressedFile(write_gzip("a.gz", text)).read_rest(), text);
  EXPECT_EQ(DecompressedFile(write_plain("a.xz", xz_bytes(text))).read_rest(), text);
  EXPECT_EQ(DecompressedFile(write_zip("a.zip", {{"folder/", ""}, {"folder/a.csv", text}})).read_rest(), text);
}

TEST(Compress, RestFollowsTheLinesAlreadyRead) {
  DecompressedFile file(write_gzip("a.gz", "head\nbody\ntail"));
  std::string_view line;
  ASSERT_TRUE(file.next_line(line));
  EXPECT_EQ(line, "head");
  EXPECT_EQ(file.read_rest(), "body\ntail");
  EXPECT_FALSE(file.next_line(line));
}

TEST(Compress, SeveralGzipMembersAreReadAsOneText) {
  write_gzip("a.gz", "one\n");
  EXPECT_EQ(lines_of(write_gzip("a.gz", "two\n", "ab")), (std::vector<std::string>{"one", "two"}));
}

TEST(Compress, SeveralXzStreamsAreReadAsOneText) {
  EXPECT_EQ(lines_of(write_plain("a.xz", xz_bytes("one\n") + xz_bytes("two\n"))), (std::vector<std::string>{"one", "two"}));
}

TEST(Compress, ALineMayBeLongerThanTheReadBuffer) {
  const std::string text(3'000'000, 'x');
  EXPECT_EQ(lines_of(write_gzip("a.gz", text + "\nend")), (std::vector<std::string>{text, "end"}));
}

TEST(Compress, ACutOffFileIsDamaged) {
  const std::string text = many_lines();
  const auto gzip = write_gzip("a.gz", text), xz = write_plain("a.xz", xz_bytes(text)), zip = write_zip("a.zip", {{"a", text}});
  for (const auto& path : {gzip, xz, zip}) {
    cut_file(path, 0.6);
    EXPECT_THROW((void)DecompressedFile(path).read_rest(), DataError) << path;
  }
}

TEST(Compress, AChangedByteIsFound) {
  const std::string text = many_lines();
  const auto gzip = write_gzip("a.gz", text), xz = write_plain("a.xz", xz_bytes(text)), zip = write_zip("a.zip", {{"a", text}});
  for (const auto& path : {gzip, xz, zip}) {
    std::string bytes = read_file(path);
    for (std::size_t i = 0; i < 16; ++i) bytes[bytes.size() / 2 + i] = static_cast<char>(~bytes[bytes.size() / 2 + i]);
    write_plain(path.filename().string().substr(path.filename().string().rfind('_') + 1), bytes);
    EXPECT_THROW((void)DecompressedFile(path).read_rest(), DataError) << path;
  }
}

TEST(Compress, AZipWithoutAFileIsRefused) {
  EXPECT_THROW(DecompressedFile(write_zip("a.zip", {{"folder/", ""}})), DataError);
}

TEST(Compress, AMissingFileAndAFolderAreFileErrors) {
  EXPECT_THROW(DecompressedFile(temporary("absent")), FileError);
  EXPECT_THROW(DecompressedFile{std::filesystem::path(testing::TempDir())}, FileError);
}

TEST(Compress, UnpackingXzWritesTheWholeFile) {
  const std::string text = many_lines();
  const auto to = temporary("out.db");
  unpack_xz(write_plain("a.xz", xz_bytes(text)), to);
  EXPECT_EQ(read_file(to), text);
}

TEST(Compress, UnpackingDamagedXzLeavesTheOldFileAndNoRest) {
  const auto from = write_plain("a.xz", xz_bytes(many_lines()));
  cut_file(from, 0.5);
  const auto folder = temporary("folder");
  std::filesystem::create_directories(folder);
  const auto to = folder / "out.db";
  std::ofstream(to) << "old";
  EXPECT_THROW(unpack_xz(from, to), DataError);
  EXPECT_EQ(read_file(to), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()), 1);
}

TEST(Compress, UnpackingAFileThatIsNotXzIsRefused) {
  EXPECT_THROW(unpack_xz(write_plain("a.xz", "plain"), temporary("out")), DataError);
}

}  // namespace
}  // namespace stom
