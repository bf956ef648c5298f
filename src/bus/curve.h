// Keys for channels over TCP (CURVE: both ends proven, content sealed). Made at the first start, readable by the owner only.
//   key/server.public, key/server.secret    the platform
//   key/client.public, key/client.secret    its own window on another machine: copy these two and server.public there
//   key/allowed/*.public                    who may connect
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bus/run_directory.h"

namespace stom::bus {

struct CurvePair {
  std::string public_key, secret_key;  // 40 characters each (Z85)
};

struct CurveKeys {
  CurvePair server, client;
};

[[nodiscard]] CurvePair make_curve_pair();

// Reads the keys; makes all of them when there are none. Refuses secret files that others may read.
[[nodiscard]] CurveKeys load_or_make_keys(const RunDirectory& directory);

// Throws FileError or DataError when the file does not hold a key.
[[nodiscard]] std::string read_public_key(const std::filesystem::path& file);

// The public keys of key/allowed as 32 raw bytes each.
[[nodiscard]] std::vector<std::string> allowed_clients(const RunDirectory& directory);

// An end of a channel on TCP; there is none without keys.
struct TcpServer {
  std::string address;  // "tcp://127.0.0.1:7777"; "tcp://127.0.0.1:*" takes a free port
  CurvePair keys;
};
struct TcpClient {
  std::string address;
  CurvePair keys;
  std::string server_public_key;
};

}  // namespace stom::bus
