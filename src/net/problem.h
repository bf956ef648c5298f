// Why something on the network failed, as a program sees it (Problem) and as a person reads it (describe).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/message.h"

namespace stom::net {

enum class Problem : std::uint8_t {
  kNone,
  kStopped,      // the owner closed the client or stopped the runtime
  kBadRequest,   // the request cannot be written as HTTP (line breaks in a header, …)
  kQueueFull,    // more requests wait than allowed
  kTimeout,
  kLookUp,       // the host name has no address
  kConnect,      // nobody listens, or no way there
  kProxy,        // the proxy refused or spoke nonsense
  kTls,          // no common version, or not TLS at all
  kCertificate,  // untrusted, expired, or made for another host
  kClosed,       // the other side cut the connection
  kBadAnswer,    // not HTTP or not WebSocket
  kTooLarge,     // an answer or message above the limit
  kDeclined,     // the WebSocket was answered with a plain HTTP status
  kSilent,       // no frame for too long
  kReplaced,     // the owner asked for a new connection
};

// "connect", "timeout", …: stable, for logs and programs.
[[nodiscard]] std::string_view name(Problem problem);

// A sentence with the host and, where there are any, the system's own words.
[[nodiscard]] Message describe(Problem problem, std::string_view host, std::string_view detail);

}  // namespace stom::net
