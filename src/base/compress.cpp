#include "base/compress.h"

#include <cerrno>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <lzma.h>
#include <zip.h>
#include <zlib.h>

#include "base/error.h"
#include "base/file.h"

namespace stom {
namespace {

constexpr std::size_t kInputChunk = 1 << 16;
constexpr std::size_t kOutputChunk = 1 << 18;
// A longer line is no recording; it would only fill the memory.
constexpr std::size_t kLongestLine = std::size_t{1} << 30;
// Enough for every preset of the xz program (preset 9 needs 65 MiB).
constexpr std::uint64_t kXzMemoryLimit = std::uint64_t{256} << 20;

[[noreturn]] void throw_damaged(const std::filesystem::path& path, const char* ko, const char* en) {
  throw DataError({fmt::format("{}: {}", path.string(), ko), fmt::format("{}: {}", path.string(), en)});
}

// The raw bytes of the file.
class RawFile {
 public:
  explicit RawFile(std::filesystem::path path) : path_(std::move(path)) {
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail("파일을 열지 못했습니다", "cannot open the file", errno);
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail("파일 정보를 읽지 못했습니다", "cannot stat the file", errno);
    if (S_ISDIR(status.st_mode)) fail("파일이 아니라 폴더입니다", "is a folder, not a file", EISDIR);
    size_ = status.st_size > 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  ~RawFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  std::size_t read(char* to, std::size_t room) {
    while (true) {
      const ssize_t got = ::read(descriptor_, to, room);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail("파일을 읽지 못했습니다", "cannot read the file", errno);
      consumed_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t consumed() const { return consumed_; }

 private:
  [[noreturn]] void fail(const char* ko, const char* en, int error) {
    const std::string words = std::strerror(error);
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    throw FileError({fmt::format("{}: {} ({})", path_.string(), ko, words),
                     fmt::format("{}: {} ({})", path_.string(), en, words)});
  }

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t consumed_ = 0;
};

// Gives plain bytes piece by piece; 0 at the end.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual std::size_t read(char* to, std::size_t room) = 0;
  [[nodiscard]] virtual std::uint64_t consumed() const = 0;
};

class PlainDecoder final : public Decoder {
 public:
  PlainDecoder(std::unique_ptr<RawFile> file, std::string head) : file_(std::move(file)), head_(std::move(head)) {}

  std::size_t read(char* to, std::size_t room) override {
    if (head_.empty()) return file_->read(to, room);
    const std::size_t count = std::min(room, head_.size());
    std::memcpy(to, head_.data(), count);
    head_.erase(0, count);
    return count;
  }
  [[nodiscard]] std::uint64_t consumed() const override { return file_->consumed() - head_.size(); }

 private:
  std::unique_ptr<RawFile> file_;
  std::string head_;  // bytes read to tell the kind of file
};

// A .gz file: one member or several in a row, as `cat a.gz b.gz` makes them; zero padding after the last is allowed.
class GzipDecoder final : public Decoder {
 public:
  GzipDecoder(std::unique_ptr<RawFile> file, std::string head) : file_(std::move(file)), input_(std::move(head)) {
    const std::size_t filled = input_.size();
    input_.resize(std::max(filled, kInputChunk));
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(filled);
    if (::inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~GzipDecoder() override { ::inflateEnd(&stream_); }

  std::size_t read(char* to, std::size_t room) override {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(room);
    while (stream_.avail_out == room && !finished_) step();
    return room - stream_.avail_out;
  }
  [[nodiscard]] std::uint64_t consumed() const override { return file_->consumed() - stream_.avail_in; }

 private:
  static constexpr int kGzipWindow = 15 + 16;

  void step() {
    if (stream_.avail_in == 0) refill();
    if (between_members_) {
      if (!begin_member()) return;
    } else if (stream_.avail_in == 0) {
      throw_damaged(file_->path(), "gzip 파일이 도중에 끊겼습니다.", "the gzip file is cut off.");
    }
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      between_members_ = true;
      ::inflateReset(&stream_);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      throw_damaged(file_->path(), "gzip 파일이 손상되었습니다.", "the gzip file is damaged.");
    }
  }
  // False at the end of the file or while only padding has been seen.
  bool begin_member() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (stream_.avail_in == 0) {
      refill();
      finished_ = stream_.avail_in == 0;
      return false;
    }
    between_members_ = false;
    return true;
  }
  void refill() {
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(file_->read(input_.data(), input_.size()));
  }

  std::unique_ptr<RawFile> file_;
  std::string input_;
  z_stream stream_{};
  bool between_members_ = false;
  bool finished_ = false;
};

class XzDecoder final : public Decoder {
 public:
  XzDecoder(std::unique_ptr<RawFile> file, std::string head) : file_(std::move(file)), input_(std::move(head)) {
    const std::size_t filled = input_.size();
    input_.resize(std::max(filled, kInputChunk));
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(input_.data());
    stream_.avail_in = filled;
    if (::lzma_stream_decoder(&stream_, kXzMemoryLimit, LZMA_CONCATENATED) != LZMA_OK) throw std::bad_alloc();
  }
  ~XzDecoder() override { ::lzma_end(&stream_); }

  std::size_t read(char* to, std::size_t room) override {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(to);
    stream_.avail_out = room;
    while (stream_.avail_out == room && !finished_) {
      if (stream_.avail_in == 0 && !input_ended_) {
        stream_.next_in = reinterpret_cast<const std::uint8_t*>(input_.data());
        stream_.avail_in = file_->read(input_.data(), input_.size());
        input_ended_ = stream_.avail_in == 0;
      }
      const lzma_ret result = ::lzma_code(&stream_, input_ended_ ? LZMA_FINISH : LZMA_RUN);
      if (result == LZMA_STREAM_END) finished_ = true;
      else if (result == LZMA_BUF_ERROR) throw_damaged(file_->path(), "xz 파일이 도중에 끊겼습니다.", "the xz file is cut off.");
      else if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
      else if (result != LZMA_OK) throw_damaged(file_->path(), "xz 파일이 손상되었습니다.", "the xz file is damaged.");
    }
    return room - stream_.avail_out;
  }
  [[nodiscard]] std::uint64_t consumed() const override { return file_->consumed() - stream_.avail_in; }

 private:
  std::unique_ptr<RawFile> file_;
  std::string input_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool input_ended_ = false;
  bool finished_ = false;
};

// The first file of a .zip archive.
class ZipDecoder final : public Decoder {
 public:
  explicit ZipDecoder(const std::filesystem::path& path, std::uint64_t size) : path_(path), size_(size) {
    int error = 0;
    archive_.reset(::zip_open(path.c_str(), ZIP_RDONLY, &error));
    if (archive_ == nullptr) throw_damaged(path_, "zip 파일이 손상되었습니다.", "the zip file is damaged.");
    const zip_int64_t entries = ::zip_get_num_entries(archive_.get(), 0);
    for (zip_int64_t i = 0; i < entries; ++i) {
      zip_stat_t status;
      ::zip_stat_init(&status);
      if (::zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(i), 0, &status) != 0) continue;
      if ((status.valid & ZIP_STAT_NAME) == 0 || std::string_view(status.name).ends_with('/')) continue;
      if ((status.valid & ZIP_STAT_SIZE) != 0) plain_size_ = status.size;
      file_.reset(::zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(i), 0));
      if (file_ == nullptr) {
        throw_damaged(path_, "zip 안의 파일을 풀 수 없습니다 (암호가 걸렸거나 손상됨).",
                      "the file inside the zip cannot be unpacked (encrypted or damaged).");
      }
      return;
    }
    throw_damaged(path_, "zip 안에 파일이 없습니다.", "the zip holds no file.");
  }

  std::size_t read(char* to, std::size_t room) override {
    const zip_int64_t got = ::zip_fread(file_.get(), to, room);
    if (got < 0) throw_damaged(path_, "zip 파일이 손상되었습니다.", "the zip file is damaged.");
    produced_ += static_cast<std::uint64_t>(got);
    if (got == 0 && plain_size_ != kUnknown && produced_ != plain_size_) {
      throw_damaged(path_, "zip 파일이 도중에 끊겼습니다.", "the zip file is cut off.");
    }
    return static_cast<std::size_t>(got);
  }
  // libzip does not say how far it has read; the share of the plain bytes is close enough for a progress bar.
  [[nodiscard]] std::uint64_t consumed() const override {
    if (plain_size_ == kUnknown || plain_size_ == 0) return produced_ == 0 ? 0 : size_;
    const double share = static_cast<double>(produced_) / static_cast<double>(plain_size_);
    return static_cast<std::uint64_t>(static_cast<double>(size_) * std::min(1.0, share));
  }

 private:
  static constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();
  struct Discard {
    void operator()(zip_t* archive) const { ::zip_discard(archive); }
    void operator()(zip_file_t* file) const { ::zip_fclose(file); }
  };

  std::filesystem::path path_;
  std::uint64_t size_;
  std::uint64_t plain_size_ = kUnknown;
  std::uint64_t produced_ = 0;
  std::unique_ptr<zip_t, Discard> archive_;
  std::unique_ptr<zip_file_t, Discard> file_;  // declared after archive_: closed before it
};

std::unique_ptr<Decoder> open_decoder(const std::filesystem::path& path, std::uint64_t& size) {
  auto file = std::make_unique<RawFile>(path);
  size = file->size();
  std::string head(kInputChunk, '\0');
  std::size_t filled = 0;
  while (filled < head.size()) {
    const std::size_t got = file->read(head.data() + filled, head.size() - filled);
    if (got == 0) break;
    filled += got;
  }
  head.resize(filled);
  if (head.starts_with("\x1f\x8b")) return std::make_unique<GzipDecoder>(std::move(file), std::move(head));
  if (head.starts_with(std::string_view("\xfd" "7zXZ\0", 6))) return std::make_unique<XzDecoder>(std::move(file), std::move(head));
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return std::make_unique<ZipDecoder>(path, size);
  return std::make_unique<PlainDecoder>(std::move(file), std::move(head));
}

}  // namespace

struct DecompressedFile::Impl {
  explicit Impl(const std::filesystem::path& from) : path(from), decoder(open_decoder(from, size)) {}

  // Appends more plain bytes behind the unread ones; false at the end of the file.
  bool fill() {
    if (begin > 0) {
      buffer.erase(0, begin);
      searched -= begin;
      begin = 0;
    }
    const std::size_t old_size = buffer.size();
    if (old_size > kLongestLine) throw_damaged(path, "한 줄이 1 GiB를 넘습니다.", "one line is longer than 1 GiB.");
    buffer.resize(old_size + kOutputChunk);
    const std::size_t got = decoder->read(buffer.data() + old_size, kOutputChunk);
    buffer.resize(old_size + got);
    return got > 0;
  }

  std::filesystem::path path;
  std::uint64_t size = 0;
  std::unique_ptr<Decoder> decoder;
  std::string buffer;
  std::size_t begin = 0;     // first unread byte
  std::size_t searched = 0;  // no line end before here
};

DecompressedFile::DecompressedFile(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
DecompressedFile::~DecompressedFile() = default;
DecompressedFile::DecompressedFile(DecompressedFile&&) noexcept = default;
DecompressedFile& DecompressedFile::operator=(DecompressedFile&&) noexcept = default;

bool DecompressedFile::next_line(std::string_view& line) {
  Impl& state = *impl_;
  while (true) {
    std::size_t end = state.buffer.find('\n', state.searched);
    std::size_t next = end + 1;
    if (end == std::string::npos) {
      state.searched = state.buffer.size();
      if (state.fill()) continue;
      if (state.begin == state.buffer.size()) return false;
      end = next = state.buffer.size();
    }
    if (end > state.begin && state.buffer[end - 1] == '\r') --end;
    line = std::string_view(state.buffer).substr(state.begin, end - state.begin);
    state.begin = state.searched = next;
    return true;
  }
}

std::string DecompressedFile::read_rest() {
  Impl& state = *impl_;
  std::string rest = state.buffer.substr(state.begin);
  state.buffer.clear();
  state.begin = state.searched = 0;
  while (true) {
    const std::size_t old_size = rest.size();
    rest.resize(old_size + kOutputChunk);
    const std::size_t got = state.decoder->read(rest.data() + old_size, kOutputChunk);
    rest.resize(old_size + got);
    if (got == 0) return rest;
  }
}

std::uint64_t DecompressedFile::consumed() const { return impl_->decoder->consumed(); }
std::uint64_t DecompressedFile::size() const { return impl_->size; }

void unpack_xz(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::uint64_t size = 0;
  const std::unique_ptr<Decoder> decoder = open_decoder(from, size);
  if (dynamic_cast<XzDecoder*>(decoder.get()) == nullptr) throw_damaged(from, "xz 파일이 아닙니다.", "is not an xz file.");
  AtomicFile target(to);
  std::string piece(kOutputChunk, '\0');
  while (const std::size_t got = decoder->read(piece.data(), piece.size())) target.write(piece.data(), got);
  target.commit();
}

}  // namespace stom
