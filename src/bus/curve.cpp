#include "bus/curve.h"

#include <zmq.h>

#include "base/error.h"
#include "base/file.h"
#include "base/private_folder.h"

namespace stom::bus {
namespace {

constexpr std::size_t kTextBytes = 40, kRawBytes = 32;

std::string read_key(const std::filesystem::path& path, bool secret) {
  if (secret && !is_private(path)) {
    throw FileError(message(
        "{}: 다른 사용자가 읽을 수 있는 비밀 키는 쓰지 않습니다. chmod 600 으로 막고, 새는 것이 걱정되면 키를 지워 새로 만드십시오.",
        "{}: a secret key that others may read is not used. Close it with chmod 600, or delete the keys to have new ones made.",
        path.string()));
  }
  std::string text = read_file(path);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.size() != kTextBytes) {
    throw DataError(message("{}: 키는 {}글자여야 합니다.", "{}: a key has {} characters.", path.string(), kTextBytes));
  }
  return text;
}

CurvePair read_pair(const std::filesystem::path& folder, const std::string& name) {
  return {read_key(folder / (name + ".public"), false), read_key(folder / (name + ".secret"), true)};
}

void write_pair(const std::filesystem::path& folder, const std::string& name, const CurvePair& pair) {
  write_private_file(folder / (name + ".secret"), pair.secret_key + "\n");
  write_private_file(folder / (name + ".public"), pair.public_key + "\n");
}

}  // namespace

CurvePair make_curve_pair() {
  char public_key[kTextBytes + 1], secret_key[kTextBytes + 1];
  if (::zmq_curve_keypair(public_key, secret_key) != 0) {
    throw Error({"설치된 ZeroMQ가 CURVE를 지원하지 않습니다.", "The installed ZeroMQ has no CURVE."});
  }
  return {public_key, secret_key};
}

CurveKeys load_or_make_keys(const RunDirectory& directory) {
  const auto folder = directory.key();
  // The server's public key is written last: its presence means that all are there.
  if (std::filesystem::exists(folder / "server.public")) return {read_pair(folder, "server"), read_pair(folder, "client")};
  const FileLock lock(folder / "lock");
  if (std::filesystem::exists(folder / "server.public")) return {read_pair(folder, "server"), read_pair(folder, "client")};
  const CurveKeys keys{make_curve_pair(), make_curve_pair()};
  create_private_directory(folder / "allowed");
  write_private_file(folder / "allowed" / "client.public", keys.client.public_key + "\n");
  write_pair(folder, "client", keys.client);
  write_pair(folder, "server", keys.server);
  return keys;
}

std::string read_public_key(const std::filesystem::path& file) {
  std::string text = read_key(file, false);
  std::uint8_t raw[kRawBytes];
  if (::zmq_z85_decode(raw, text.c_str()) == nullptr) throw DataError(message("{}: 공개 키가 아닙니다.", "{}: is no public key.", file.string()));
  return text;
}

std::vector<std::string> allowed_clients(const RunDirectory& directory) {
  std::vector<std::string> keys;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(directory.key() / "allowed", code)) {
    if (entry.path().extension() != ".public") continue;
    std::string raw(kRawBytes, '\0');
    if (::zmq_z85_decode(reinterpret_cast<std::uint8_t*>(raw.data()), read_key(entry.path(), false).c_str()) != nullptr)
      keys.push_back(std::move(raw));
  }
  return keys;
}

}  // namespace stom::bus
