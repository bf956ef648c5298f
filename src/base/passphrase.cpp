#include "base/passphrase.h"

#include <cstdlib>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/terminal.h"

namespace stom {
namespace {

std::filesystem::path file_of(const std::filesystem::path& key_file) {
  if (!key_file.empty()) return key_file;
  const char* named = std::getenv("STOM_PASSPHRASE_FILE");
  return named != nullptr ? named : "";
}

void require_length(const SecretText& passphrase) {
  if (passphrase.size() >= kShortestPassphrase) return;
  throw UsageError(message("암호는 {}자 이상이어야 합니다.", "A passphrase has at least {} characters.", kShortestPassphrase));
}

}  // namespace

SecretText read_secret_file(const std::filesystem::path& path) {
  std::string content = read_file(path);
  SecretText whole = SecretText::take(content);
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw FileError(message("{}: 다른 사용자가 읽을 수 있는 파일입니다. chmod 600 으로 막은 뒤 다시 실행하세요.",
                            "{}: others may read this file. Protect it with chmod 600 and run again.", path.string()));
  }
  std::string_view text = whole.view();
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) throw FileError(message("{}: 비어 있는 파일입니다.", "{}: the file is empty.", path.string()));
  return SecretText(text);
}

SecretText find_passphrase(const std::filesystem::path& key_file, Language language) {
  const std::filesystem::path file = file_of(key_file);
  if (!file.empty()) return read_secret_file(file);
  return ask_secret(Message{"암호: ", "Passphrase: "}.in(language));
}

SecretText read_secret_input() {
  constexpr std::size_t kMost = 4001;
  SecretText line(kMost);
  std::size_t size = 0;
  while (size < kMost && ::read(0, line.bytes() + size, 1) == 1 && line.bytes()[size] != '\n') ++size;
  return SecretText(line.view().substr(0, size));
}

SecretText find_new_passphrase(const std::filesystem::path& key_file, Language language) {
  const std::filesystem::path file = file_of(key_file);
  if (file.empty()) return ask_new_passphrase(language);
  SecretText passphrase = read_secret_file(file);
  require_length(passphrase);
  return passphrase;
}

SecretText ask_new_passphrase(Language language) {
  SecretText passphrase = ask_secret(Message{"새 암호: ", "New passphrase: "}.in(language));
  require_length(passphrase);
  if (!passphrase.equals(ask_secret(Message{"새 암호를 한 번 더: ", "New passphrase again: "}.in(language)).view())) {
    throw UsageError({"두 암호가 다릅니다.", "The two passphrases differ."});
  }
  return passphrase;
}

bool can_find_passphrase(const std::filesystem::path& key_file) { return !file_of(key_file).empty() || has_terminal(); }

}  // namespace stom
