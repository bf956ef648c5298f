#include "bus/codec.h"

#include <bit>
#include <cstring>

#include "base/error.h"

// The msgpack specification (github.com/msgpack/msgpack/blob/master/spec.md): all of it is read but extension types, and
// numbers are written in their widest form, which every reader of msgpack takes.
namespace stom::bus {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are turned round, blocks of doubles lie as in memory");

enum class Kind : std::uint8_t { kNothing, kBoolean, kNatural, kNegative, kReal, kText, kBytes, kArray, kMap };
constexpr const char* kKindNames[] = {"nothing", "a truth value", "a whole number", "a whole number", "a number",
                                      "text",    "bytes",         "a list",         "a map"};

constexpr int kDeepest = 16;

struct Node {
  Kind kind = Kind::kNothing;
  std::uint32_t count = 0;     // elements, entries or bytes
  std::uint64_t bits = 0;      // number, truth value, or index of the first child
  const char* data = nullptr;  // text and bytes
};

[[noreturn]] void damaged(const char* ko, const char* en) {
  throw DataError(message("메시지를 읽을 수 없습니다: {}.", "The message cannot be read: {}.", std::string_view(ko), std::string_view(en)));
}

}  // namespace

struct PackDocument::Impl {
  std::vector<Node> nodes;
  const char* at;
  const char* end;

  template <typename T>
  T take() {
    if (static_cast<std::size_t>(end - at) < sizeof(T)) damaged("끝이 없습니다", "its end is missing");
    unsigned char bytes[sizeof(T)];
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes[sizeof(T) - 1 - i] = static_cast<unsigned char>(at[i]);
    at += sizeof(T);
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }
  template <typename T>
  void negative(Node& node) {
    const T value = take<T>();
    node.kind = value < 0 ? Kind::kNegative : Kind::kNatural;
    node.bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  }
  void natural(Node& node, std::uint64_t value) {
    node.kind = Kind::kNatural;
    node.bits = value;
  }
  void block(Node& node, Kind kind, std::uint32_t size) {
    if (static_cast<std::size_t>(end - at) < size) damaged("끝이 없습니다", "its end is missing");
    node.kind = kind;
    node.count = size;
    node.data = at;
    at += size;
  }
  // Children stand side by side; a count that the bytes left cannot hold is damage, not a wish for memory.
  void children(std::size_t index, Kind kind, std::uint32_t count, int depth) {
    const std::size_t nodes_needed = static_cast<std::size_t>(count) * (kind == Kind::kMap ? 2 : 1);
    if (static_cast<std::size_t>(end - at) < nodes_needed) damaged("끝이 없습니다", "its end is missing");
    if (depth >= kDeepest) damaged("너무 깊습니다", "it is too deep");
    const std::size_t first = nodes.size();
    nodes[index].kind = kind;
    nodes[index].count = count;
    nodes[index].bits = first;
    nodes.resize(first + nodes_needed);
    for (std::size_t i = 0; i < nodes_needed; ++i) value(first + i, depth + 1);
  }

  void value(std::size_t index, int depth) {
    const auto tag = take<std::uint8_t>();
    Node& node = nodes[index];
    if (tag <= 0x7f) return natural(node, tag);
    if (tag <= 0x8f) return children(index, Kind::kMap, tag & 0x0fu, depth);
    if (tag <= 0x9f) return children(index, Kind::kArray, tag & 0x0fu, depth);
    if (tag <= 0xbf) return block(node, Kind::kText, tag & 0x1fu);
    if (tag >= 0xe0) {
      node.kind = Kind::kNegative;
      node.bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int8_t>(tag)));
      return;
    }
    switch (tag) {
      case 0xc0: return;
      case 0xc2:
      case 0xc3:
        node.kind = Kind::kBoolean;
        node.bits = tag & 1u;
        return;
      case 0xc4: return block(node, Kind::kBytes, take<std::uint8_t>());
      case 0xc5: return block(node, Kind::kBytes, take<std::uint16_t>());
      case 0xc6: return block(node, Kind::kBytes, take<std::uint32_t>());
      case 0xca:
        node.kind = Kind::kReal;
        node.bits = std::bit_cast<std::uint64_t>(static_cast<double>(take<float>()));
        return;
      case 0xcb:
        node.kind = Kind::kReal;
        node.bits = take<std::uint64_t>();
        return;
      case 0xcc: return natural(node, take<std::uint8_t>());
      case 0xcd: return natural(node, take<std::uint16_t>());
      case 0xce: return natural(node, take<std::uint32_t>());
      case 0xcf: return natural(node, take<std::uint64_t>());
      case 0xd0: return negative<std::int8_t>(node);
      case 0xd1: return negative<std::int16_t>(node);
      case 0xd2: return negative<std::int32_t>(node);
      case 0xd3: return negative<std::int64_t>(node);
      case 0xd9: return block(node, Kind::kText, take<std::uint8_t>());
      case 0xda: return block(node, Kind::kText, take<std::uint16_t>());
      case 0xdb: return block(node, Kind::kText, take<std::uint32_t>());
      case 0xdc: return children(index, Kind::kArray, take<std::uint16_t>(), depth);
      case 0xdd: return children(index, Kind::kArray, take<std::uint32_t>(), depth);
      case 0xde: return children(index, Kind::kMap, take<std::uint16_t>(), depth);
      case 0xdf: return children(index, Kind::kMap, take<std::uint32_t>(), depth);
      default: damaged("알 수 없는 종류의 값이 있습니다", "it has a value of an unknown kind");
    }
  }
};

PackDocument::PackDocument(std::string_view bytes) : impl_(std::make_unique<Impl>()) {
  impl_->at = bytes.data();
  impl_->end = bytes.data() + bytes.size();
  impl_->nodes.reserve(16);
  impl_->nodes.resize(1);
  impl_->value(0, 0);
  if (impl_->at != impl_->end) damaged("뒤에 다른 것이 더 있습니다", "something follows it");
}

PackDocument::~PackDocument() = default;
PackValue PackDocument::root() const { return {&impl_->nodes, 0}; }

namespace {

const Node& node_of(const void* nodes, std::size_t index) { return (*static_cast<const std::vector<Node>*>(nodes))[index]; }

[[noreturn]] void wrong(std::string_view field, const char* expected, const Node& got) {
  throw DataError(message("메시지 필드 {}: {} 이어야 하는데 {} 입니다.", "message field {}: expected {}, got {}.", field, std::string_view(expected),
                          std::string_view(kKindNames[static_cast<std::size_t>(got.kind)])));
}

}  // namespace

bool PackValue::is_nothing() const { return node_of(nodes_, index_).kind == Kind::kNothing; }

bool PackValue::boolean(std::string_view field) const {
  const Node& node = node_of(nodes_, index_);
  if (node.kind != Kind::kBoolean) wrong(field, "a truth value", node);
  return node.bits != 0;
}

std::int64_t PackValue::integer(std::string_view field) const {
  const Node& node = node_of(nodes_, index_);
  if (node.kind == Kind::kNegative) return static_cast<std::int64_t>(node.bits);
  if (node.kind != Kind::kNatural || node.bits > static_cast<std::uint64_t>(INT64_MAX)) wrong(field, "a whole number", node);
  return static_cast<std::int64_t>(node.bits);
}

std::uint64_t PackValue::natural(std::string_view field) const {
  const Node& node = node_of(nodes_, index_);
  if (node.kind != Kind::kNatural) wrong(field, "a whole number of at least 0", node);
  return node.bits;
}

double PackValue::real(std::string_view field) const {
  const Node& node = node_of(nodes_, index_);
  switch (node.kind) {
    case Kind::kReal: return std::bit_cast<double>(node.bits);
    case Kind::kNatural: return static_cast<double>(node.bits);
    case Kind::kNegative: return static_cast<double>(static_cast<std::int64_t>(node.bits));
    default: wrong(field, "a number", node);
  }
}

std::string PackValue::text(std::string_view field) const {
  const Node& node = node_of(nodes_, index_);
  if (node.kind != Kind::kText) wrong(field, "text", node);
  return {node.data, node.count};
}

std::vector<double> PackValue::reals(std::string_view field) const {
  const Node& node = node_of(nodes_, index_);
  if (node.kind != Kind::kBytes || node.count % sizeof(double) != 0) wrong(field, "a block of numbers", node);
  std::vector<double> values(node.count / sizeof(double));
  if (!values.empty()) std::memcpy(values.data(), node.data, node.count);
  return values;
}

std::size_t PackValue::array_size(std::string_view field) const {
  const Node& node = node_of(nodes_, index_);
  if (node.kind != Kind::kArray) wrong(field, "a list", node);
  return node.count;
}

PackValue PackValue::element(std::size_t index) const { return {nodes_, node_of(nodes_, index_).bits + index}; }

std::size_t PackValue::map_size(std::string_view field) const {
  const Node& node = node_of(nodes_, index_);
  if (node.kind != Kind::kMap) wrong(field, "a map", node);
  return node.count;
}

PackValue PackValue::map_key(std::size_t index) const { return {nodes_, node_of(nodes_, index_).bits + 2 * index}; }
PackValue PackValue::map_value(std::size_t index) const { return {nodes_, node_of(nodes_, index_).bits + 2 * index + 1}; }

SettingValue PackValue::setting(std::string_view field) const {
  switch (node_of(nodes_, index_).kind) {
    case Kind::kBoolean: return boolean(field);
    case Kind::kNatural:
    case Kind::kNegative: return integer(field);
    case Kind::kReal: return real(field);
    default: return text(field);
  }
}

template <typename T>
void PackWriter::put(std::uint8_t tag, T value) {
  char bytes[1 + sizeof(T)];
  bytes[0] = static_cast<char>(tag);
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof value);
  for (std::size_t i = 0; i < sizeof(T); ++i) bytes[1 + i] = raw[sizeof(T) - 1 - i];
  bytes_.append(bytes, sizeof bytes);
}

void PackWriter::array(std::size_t size) {
  if (size < 16) bytes_.push_back(static_cast<char>(0x90 | size));
  else put(0xdd, static_cast<std::uint32_t>(size));
}
void PackWriter::map(std::size_t size) {
  if (size < 16) bytes_.push_back(static_cast<char>(0x80 | size));
  else put(0xdf, static_cast<std::uint32_t>(size));
}
void PackWriter::nothing() { bytes_.push_back(static_cast<char>(0xc0)); }
void PackWriter::boolean(bool value) { bytes_.push_back(static_cast<char>(value ? 0xc3 : 0xc2)); }
void PackWriter::integer(std::int64_t value) { put(0xd3, value); }
void PackWriter::natural(std::uint64_t value) {
  if (value < 0x80) bytes_.push_back(static_cast<char>(value));
  else put(0xcf, value);
}
void PackWriter::real(double value) { put(0xcb, value); }
void PackWriter::text(std::string_view value) {
  if (value.size() < 32) bytes_.push_back(static_cast<char>(0xa0 | value.size()));
  else put(0xdb, static_cast<std::uint32_t>(value.size()));
  bytes_.append(value);
}
void PackWriter::reals(const std::vector<double>& values) {
  const std::size_t size = values.size() * sizeof(double);
  put(0xc6, static_cast<std::uint32_t>(size));
  bytes_.append(reinterpret_cast<const char*>(values.data()), size);
}

}  // namespace stom::bus
