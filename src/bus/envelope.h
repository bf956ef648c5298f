// What stands before every message: 48 bytes, little-endian, the same in all versions of stom.
// `sequence` counts per sending end and topic, so a receiver sees every gap; `session` is new for every start of a role.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bus/message_type.h"

namespace stom::bus {

struct Envelope {
  std::uint16_t version = 0;  // of the message
  MessageType type{};
  std::uint16_t stream = 0;   // number of the sending end within its session
  std::uint16_t source = 0;  // number of the role; 0: a window, a command, the supervisor
  std::uint64_t session = 0;
  std::uint64_t sequence = 0;
  std::uint64_t correlation = 0;  // ties an answer to its question
  std::int64_t sent_micros = 0;   // UTC
};

constexpr std::size_t kEnvelopeBytes = 48;

// Envelope and body as one frame.
[[nodiscard]] std::string to_frame(const Envelope& envelope, std::string_view body);
// Nothing when the bytes are no frame of stom. `body` lies inside `frame`.
[[nodiscard]] std::optional<Envelope> read_frame(std::string_view frame, std::string_view& body);

}  // namespace stom::bus
