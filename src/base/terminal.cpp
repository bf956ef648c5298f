#include "base/terminal.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"

namespace stom {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr char kInterrupt = 3, kEndOfText = 4, kBackspace = 8, kDelete = 127;

// The controlling terminal; −1 where there is none.
class Terminal {
 public:
  Terminal() : descriptor_(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {}
  ~Terminal() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  void show(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  // False at the end of input or when a signal came.
  [[nodiscard]] bool read_character(char& c) const { return ::read(descriptor_, &c, 1) == 1; }

 private:
  int descriptor_;
};

// No echo, and Ctrl-C arrives as a character: no signal can leave the terminal silent.
class SilentInput {
 public:
  explicit SilentInput(int descriptor) : descriptor_(descriptor) {
    if (::tcgetattr(descriptor_, &before_) != 0) {
      throw FileError({fmt::format("터미널: 입력 방식을 바꾸지 못했습니다 ({})", std::strerror(errno)),
                       fmt::format("terminal: cannot change its mode ({})", std::strerror(errno))});
    }
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG);
    ::tcsetattr(descriptor_, TCSAFLUSH, &silent);
  }
  ~SilentInput() { ::tcsetattr(descriptor_, TCSAFLUSH, &before_); }
  SilentInput(const SilentInput&) = delete;
  SilentInput& operator=(const SilentInput&) = delete;

 private:
  int descriptor_;
  termios before_{};
};

// Removes the last character (all bytes of it) of the first `size` bytes.
std::size_t without_last(const char* bytes, std::size_t size) {
  if (size > 0) --size;
  while (size > 0 && (static_cast<unsigned char>(bytes[size]) & 0xC0) == 0x80) --size;
  return size;
}

}  // namespace

bool has_terminal() { return Terminal().is_open(); }

SecretText ask_secret(const std::string& prompt) {
  const Terminal terminal;
  if (!terminal.is_open()) {
    throw UsageError({"터미널이 없어 암호를 물어볼 수 없습니다. --key-file 이나 환경변수 STOM_PASSPHRASE_FILE 을 쓰세요.",
                      "There is no terminal to ask for the passphrase. Use --key-file or the environment variable STOM_PASSPHRASE_FILE."});
  }
  terminal.show(prompt);
  SecretText line(kLongestLine);
  std::size_t size = 0;
  bool cancelled = false;
  {
    const SilentInput silent(terminal.descriptor());
    char c = 0;
    while (true) {
      if (!terminal.read_character(c) || c == kInterrupt || (c == kEndOfText && size == 0)) {
        cancelled = true;
        break;
      }
      if (c == '\n' || c == '\r') break;
      if (c == kBackspace || c == kDelete) size = without_last(line.bytes(), size);
      else if (size < kLongestLine) line.bytes()[size++] = c;
    }
  }
  terminal.show("\n");
  if (cancelled) throw Cancelled();
  return SecretText(line.view().substr(0, size));
}

std::string ask_line(const std::string& prompt) {
  const Terminal terminal;
  if (!terminal.is_open()) return "";
  terminal.show(prompt);
  std::string line;
  char c = 0;
  while (line.size() < kLongestLine && terminal.read_character(c) && c != '\n') line += c;
  return line;
}

}  // namespace stom
