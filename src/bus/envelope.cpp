#include "bus/envelope.h"

#include <bit>
#include <cstring>

namespace stom::bus {
namespace {

static_assert(std::endian::native == std::endian::little, "frames are little-endian");
constexpr std::uint32_t kMagic = 0x4d4f5453;  // "STOM"

template <typename T>
void put(char*& at, T value) {
  std::memcpy(at, &value, sizeof value);
  at += sizeof value;
}

template <typename T>
T take(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}

}  // namespace

std::string to_frame(const Envelope& envelope, std::string_view body) {
  std::string frame(kEnvelopeBytes + body.size(), '\0');
  char* at = frame.data();
  put(at, kMagic);
  put(at, envelope.version);
  put(at, static_cast<std::uint16_t>(envelope.type));
  put(at, envelope.stream);
  put(at, envelope.source);
  put(at, envelope.session);
  put(at, envelope.sequence);
  put(at, envelope.correlation);
  put(at, envelope.sent_micros);
  put(at, static_cast<std::uint32_t>(body.size()));
  std::memcpy(at, body.data(), body.size());
  return frame;
}

std::optional<Envelope> read_frame(std::string_view frame, std::string_view& body) {
  if (frame.size() < kEnvelopeBytes) return std::nullopt;
  const char* at = frame.data();
  if (take<std::uint32_t>(at) != kMagic) return std::nullopt;
  Envelope envelope;
  envelope.version = take<std::uint16_t>(at);
  envelope.type = static_cast<MessageType>(take<std::uint16_t>(at));
  envelope.stream = take<std::uint16_t>(at);
  envelope.source = take<std::uint16_t>(at);
  envelope.session = take<std::uint64_t>(at);
  envelope.sequence = take<std::uint64_t>(at);
  envelope.correlation = take<std::uint64_t>(at);
  envelope.sent_micros = take<std::int64_t>(at);
  const auto size = take<std::uint32_t>(at);
  if (size != frame.size() - kEnvelopeBytes) return std::nullopt;
  body = frame.substr(kEnvelopeBytes);
  return envelope;
}

}  // namespace stom::bus
